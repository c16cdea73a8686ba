"""What people enter on the pages of plans."""

from commonweal.plans.forms.cells import Choices
from commonweal.plans.forms.registers import RunningSchemeForm, SisterPlanForm
from commonweal.plans.forms.rows import RowForm
from commonweal.plans.forms.standing import EnquiryForm, EventForm
from commonweal.plans.forms.starting import CHOOSE_DECISION, LAST, BaselineForm, DraftForm, StartForm

__all__ = [
    "CHOOSE_DECISION",
    "LAST",
    "BaselineForm",
    "Choices",
    "DraftForm",
    "EnquiryForm",
    "EventForm",
    "RowForm",
    "RunningSchemeForm",
    "SisterPlanForm",
    "StartForm",
]
