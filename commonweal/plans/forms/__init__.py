"""The forms of plans."""

from commonweal.plans.forms.cells import Choices
from commonweal.plans.forms.rows import RowForm

__all__ = ["Choices", "RowForm"]
