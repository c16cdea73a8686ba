"""Money in and out over a year: what beside the books is remembered of it. Rows are added; the latest one counts.

What an entry of the books says is not said again here: a row points to its entry, and counts as long as that entry
has not been taken back.
"""

from __future__ import annotations

from django.db import models

from commonweal.core.models import Signed
from commonweal.engine.ledger import transfers, vat, yearend
from commonweal.pool.models.books import Entry
from commonweal.pool.models.fund import Account, Fund, Partner, Source, choices
from commonweal.pool.models.plans import BudgetLine


class Accrual(Signed):
    """Care delivered and not yet invoiced; it stands until its entry is taken back."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="accruals")
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="accruals")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="accrual")
    amount_pence = models.BigIntegerField()
    reason = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(amount_pence__gt=0), name="accrual_above_nothing")]

    def __str__(self) -> str:
        return self.reason


class ReserveMove(Signed):
    """A source's money set aside into a reserve (plus) or drawn from it (minus)."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="reserve_moves")
    reserve = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="reserve_moves")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="reserve_moves")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="reserve_move")
    amount_pence = models.BigIntegerField()
    reason = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(amount_pence=0), name="reserve_move_not_nothing")]

    def __str__(self) -> str:
        return self.reason


class CarriedBudget(Signed):
    """Money drawn from a reserve that adds to a budget line, such as last year's underspend; `entry` draws it."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="carried_budgets")
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="carried")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="carried_budget")
    amount_pence = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(amount_pence__gt=0), name="carried_above_nothing")]

    def __str__(self) -> str:
        return str(self.amount_pence)


class SourceCondition(Signed):
    """What a source's conditions say of money left at the year's end; the latest counts."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="source_conditions")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="conditions")
    carry = models.TextField(choices=choices(yearend.CarryRule))
    condition = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(carry__in=list(yearend.CarryRule)), name="carry_rule_known")
        ]

    def __str__(self) -> str:
        return self.carry


class Transfer(Signed):
    """A payment under section 256 or 76, with its purpose and conditions; its money is a source of its own."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="transfers")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="transfers")
    year = models.SmallIntegerField()
    kind = models.TextField(choices=choices(transfers.TransferKind))
    payer = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    payee = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    amount_pence = models.BigIntegerField()
    purpose = models.TextField()
    conditions = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "year"], name="transfer_once_a_year"),
            models.CheckConstraint(condition=models.Q(amount_pence__gt=0), name="transfer_above_nothing"),
        ]

    def __str__(self) -> str:
        return self.purpose


class TransferVoucher(Signed):
    """A year's certificate of a transfer, as it was worded and signed; a later one stands in its place."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="transfer_vouchers")
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="vouchers")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    brought_forward_pence = models.BigIntegerField()
    received_pence = models.BigIntegerField()
    spent_pence = models.BigIntegerField()
    wording = models.TextField()

    def __str__(self) -> str:
        return f"voucher {self.pk}"


class PassDown(Signed):
    """A district's share of a capital grant and the day it is due; the latest of a district counts."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="pass_downs")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="pass_downs")
    year = models.SmallIntegerField()
    district = models.TextField()
    share_pence = models.BigIntegerField()
    kept_pence = models.BigIntegerField(default=0)
    agreement = models.TextField(blank=True)
    due = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(share_pence__gt=0, kept_pence__gte=0, kept_pence__lte=models.F("share_pence")),
                name="pass_down_amounts",
            ),
            models.CheckConstraint(
                condition=models.Q(kept_pence=0) | models.Q(agreement__regex=r"\S"), name="pass_down_kept_by_agreement"
            ),
        ]

    def __str__(self) -> str:
        return self.district


class PassDownPayment(Signed):
    """A payment of a capital grant to a district."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="pass_down_payments")
    pass_down = models.ForeignKey(PassDown, on_delete=models.PROTECT, related_name="payments")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="pass_down_payment")
    amount_pence = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(amount_pence__gt=0), name="pass_down_above_nothing")]

    def __str__(self) -> str:
        return str(self.amount_pence)


class VatDecision(Signed):
    """What becomes of a line's VAT, and who decided it when; the latest counts."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="vat_decisions")
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="vat_decisions")
    treatment = models.TextField(choices=choices(vat.Treatment))
    decided_by = models.TextField()
    decided_on = models.DateField()
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(treatment__in=list(vat.Treatment)), name="vat_treatment_known"),
            models.CheckConstraint(condition=models.Q(decided_by__regex=r"\S"), name="vat_decided_by_somebody"),
        ]

    def __str__(self) -> str:
        return self.treatment
