"""The state of the funds in sight, as something to keep what was made of them by."""

from __future__ import annotations

from django.db.models import Count, Sum

from commonweal.pool import models

MARKED = (
    models.Fund,
    models.AgreementVersion,
    models.Approval,
    models.BudgetLine,
    models.CarriedBudget,
    models.Virement,
    models.VirementDecision,
)  # what a fund's year is read from, but for its books


def books_mark() -> tuple[int, int]:
    """How many books are in sight and how many entries they have: every posting raises its fund's head."""
    sums = models.Head.objects.aggregate(books=Count("pk"), entries=Sum("number"))
    return sums["books"], int(sums["entries"] or 0)
