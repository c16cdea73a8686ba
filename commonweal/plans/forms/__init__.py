"""The forms of plans."""

from commonweal.plans.forms.cells import Choices
from commonweal.plans.forms.rows import RowForm
from commonweal.plans.forms.starting import CHOOSE_DECISION, LAST, BaselineForm, DraftForm, StartForm

__all__ = ["CHOOSE_DECISION", "LAST", "BaselineForm", "Choices", "DraftForm", "RowForm", "StartForm"]
