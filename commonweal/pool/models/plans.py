"""What is meant to happen to the money. Rows are added; the latest or the undecided ones are what counts."""

from __future__ import annotations

from django.db import models

from commonweal.core.models import Signed
from commonweal.pool.models.books import Entry
from commonweal.pool.models.fund import Fund, Partner, Scheme, Source


class BudgetLine(Signed):
    """A scheme's budget for a financial year from one source, before virements."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="budget_lines")
    year = models.SmallIntegerField()
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="budget_lines")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="budget_lines")
    planned_pence = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "scheme", "source"], name="budget_line_once"),
            models.CheckConstraint(condition=models.Q(planned_pence__gte=0), name="budget_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme_id} from {self.source_id}, {self.year}"


class Virement(Signed):
    """Budget moved from one line to another; above the limit it waits for its decision."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="virements")
    from_line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="moved_out")
    to_line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="moved_in")
    amount_pence = models.BigIntegerField()
    reason = models.TextField()
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    waits = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_pence__gt=0), name="virement_above_nothing"),
            models.CheckConstraint(condition=~models.Q(from_line=models.F("to_line")), name="virement_between_two"),
        ]

    def __str__(self) -> str:
        return self.reason


class VirementDecision(Signed):
    """Another partner's yes or no."""

    virement = models.OneToOneField(Virement, on_delete=models.PROTECT, related_name="decision")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    is_approved = models.BooleanField()
    reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return "approved" if self.is_approved else "refused"


class Commitment(Signed):
    """Money promised and not yet in the books."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="commitments")
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="commitments")
    day = models.DateField()
    description = models.TextField()
    amount_pence = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(amount_pence__gt=0), name="commitment_above_nothing")]

    def __str__(self) -> str:
        return self.description


class CommitmentEnd(Signed):
    """What became of a commitment: posted by an entry, or voided for a reason. Once."""

    commitment = models.OneToOneField(Commitment, on_delete=models.PROTECT, related_name="ending")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(entry__isnull=False) | models.Q(reason__regex=r"\S"),
                name="commitment_posted_or_voided",
            )
        ]

    def __str__(self) -> str:
        return "posted" if self.entry_id else "voided"


class Forecast(Signed):
    """What a budget line is expected to cost by the year's end; the latest counts."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="forecasts")
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="forecasts")
    amount_pence = models.BigIntegerField()
    reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return str(self.amount_pence)


class Contribution(Signed):
    """What a source brings in a financial year; a later version varies an earlier one."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="contributions")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="contributions")
    year = models.SmallIntegerField()
    version = models.PositiveIntegerField()
    amount_pence = models.BigIntegerField()
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "year", "version"], name="contribution_version_once")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.year}"


class Instalment(models.Model):
    """A part of a contribution, due on a day."""

    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="instalments")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    due = models.DateField()
    amount_pence = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contribution", "due"], name="instalment_once_a_day")]

    def __str__(self) -> str:
        return f"{self.due}"


class RiskRule(Signed):
    """How a scheme's variance is shared in a year, as data; the latest counts."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="risk_rules")
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="risk_rules")
    year = models.SmallIntegerField()
    rule = models.JSONField()

    def __str__(self) -> str:
        return f"{self.scheme_id} {self.year}"
