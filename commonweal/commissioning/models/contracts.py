"""Contracts for care by the hour: with whom, for how long, at which rate, in which areas, paid by which schemes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from commonweal.core.models import Signed
from commonweal.engine.packages.service import Service
from commonweal.places.models import Organisation
from commonweal.pool.models import Fund, Scheme, Source

SERVICES = [(str(kind), str(kind).capitalize()) for kind in Service]


class Contract(Signed):
    """What a council or commissioner buys from a provider, from `start` up to, not including, `end`."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    reference = models.TextField()
    title = models.TextField()
    buyer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    service = models.TextField(choices=SERVICES)
    start = models.DateField()
    end = models.DateField()
    value_pence = models.BigIntegerField()  # over its whole life, as it was let
    rate_pence = models.BigIntegerField()  # an hour
    procure_months = models.PositiveSmallIntegerField()  # how long before its end the next must be begun

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fund", "reference"], name="contract_reference_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="contract_ends_after_start"),
            models.CheckConstraint(
                condition=Q(value_pence__gt=0, rate_pence__gt=0), name="contract_value_and_rate_above_nothing"
            ),
            models.CheckConstraint(
                condition=Q(reference__regex=r"\S") & Q(title__regex=r"\S"), name="contract_has_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class ContractPayer(models.Model):
    """A scheme that pays for the contract from one source: its share among the contract's payers."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="payers")
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    share = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "scheme", "source"], name="contract_payer_once"),
            models.CheckConstraint(condition=Q(share__gt=0), name="contract_payer_has_a_share"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme_id} from {self.source_id}"


class ContractLot(models.Model):
    """An area of the place that the contract serves, with the hours a week that it is let for."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="lots")
    area = models.TextField()
    least_hours_a_week = models.PositiveIntegerField()
    most_hours_a_week = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "area"], name="lot_area_once"),
            models.CheckConstraint(
                condition=Q(most_hours_a_week__gte=F("least_hours_a_week")), name="lot_most_not_below_least"
            ),
            models.CheckConstraint(condition=Q(area__regex=r"\S"), name="lot_has_an_area"),
        ]

    def __str__(self) -> str:
        return self.area
