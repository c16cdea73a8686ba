"""The state of the funds in sight, as something to keep what was made of them by."""

from __future__ import annotations

from commonweal.core.marks import Summed
from commonweal.pool import models

MARKED = (
    models.Fund,
    models.AgreementVersion,
    models.Approval,
    models.BudgetLine,
    models.CarriedBudget,
    models.Virement,
    models.VirementDecision,
    Summed(models.Head, "number"),  # every posting raises its fund's head
)  # what a fund's year is read from
