"""What people enter on the pages of plans."""

from commonweal.plans.forms.registers import RunningSchemeForm, SisterPlanForm
from commonweal.plans.forms.standing import EnquiryForm, EventForm

__all__ = [
    "EnquiryForm",
    "EventForm",
    "RunningSchemeForm",
    "SisterPlanForm",
]
