"""The forms of the pool."""

from commonweal.nhsuk_forms.amounts import PoundsField
from commonweal.pool.forms.risk import WhatIfForm
from commonweal.pool.forms.virement import VirementForm

__all__ = ["PoundsField", "VirementForm", "WhatIfForm"]
