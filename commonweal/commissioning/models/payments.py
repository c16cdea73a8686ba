"""What was paid for delivered hours, with the entry of the pool's books that each pound is."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from commonweal.commissioning.models.contracts import Contract, ContractPayer
from commonweal.core.models import Signed
from commonweal.pool.models import Entry, Fund


class Payment(Signed):
    """Everything that a contract delivered in weeks that begin before `until`, and was not paid before."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="payments")
    until = models.DateField()
    minutes = models.IntegerField()
    rate_pence = models.BigIntegerField()
    amount_pence = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount_pence__gt=0), name="payment_above_nothing")]

    def __str__(self) -> str:
        return f"{self.amount_pence} until {self.until}"


class PaymentPart(models.Model):
    """A payer's part of a payment: what its entry spends on its scheme from its source; the database checks it."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="parts")
    payer = models.ForeignKey(ContractPayer, on_delete=models.PROTECT, related_name="parts")
    amount_pence = models.BigIntegerField()
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="payment_part")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment", "payer"], name="payment_part_once"),
            models.CheckConstraint(condition=Q(amount_pence__gt=0), name="payment_part_above_nothing"),
        ]

    def __str__(self) -> str:
        return str(self.amount_pence)
