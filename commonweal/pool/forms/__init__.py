"""The forms of the pool."""

from commonweal.pool.forms.amounts import PoundsField
from commonweal.pool.forms.matching import DecisionForm, MatchingForm
from commonweal.pool.forms.risk import WhatIfForm
from commonweal.pool.forms.virement import VirementForm

__all__ = ["DecisionForm", "MatchingForm", "PoundsField", "VirementForm", "WhatIfForm"]
