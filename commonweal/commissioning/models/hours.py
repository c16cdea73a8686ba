"""Hours that are asked for, placed with a contract, planned and delivered. No row says whose they are."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from commonweal.commissioning.models.contracts import SERVICES, Contract, ContractLot
from commonweal.core.models import Signed
from commonweal.pool.models import Fund


class PackageRequest(Signed):
    """A package of care that somebody needs; `lot` is the one that should serve it, none where no contract does.

    `follows` is the package that it is to take over from: until it is placed, that one's hours are not free.
    """

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    reference = models.TextField()
    area = models.TextField()
    service = models.TextField(choices=SERVICES)
    lot = models.ForeignKey(ContractLot, on_delete=models.PROTECT, null=True, related_name="requests")
    minutes_a_week = models.PositiveIntegerField()
    asked_on = models.DateField()
    ready_on = models.DateField()
    time_bands = ArrayField(models.TextField(), default=list)
    needs = models.TextField(blank=True)
    follows = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="followed_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fund", "reference"], name="request_reference_once"),
            models.CheckConstraint(condition=Q(minutes_a_week__range=(1, 10_080)), name="request_minutes_of_a_week"),
        ]

    def __str__(self) -> str:
        return self.reference


class RequestEnd(Signed):
    """A request is given up from a day on, for a reason; its hours are missing no longer."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    request = models.OneToOneField(PackageRequest, on_delete=models.PROTECT, related_name="ending")
    day = models.DateField()
    reason = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(reason__regex=r"\S"), name="request_end_has_a_reason")]

    def __str__(self) -> str:
        return self.reason


class Placement(Signed):
    """A request met by a lot from a day on, at so many minutes a week, until it is ended."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    request = models.OneToOneField(PackageRequest, on_delete=models.PROTECT, related_name="placement")
    lot = models.ForeignKey(ContractLot, on_delete=models.PROTECT, related_name="placements")
    minutes_a_week = models.PositiveIntegerField()
    starts = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(minutes_a_week__range=(1, 10_080)), name="placement_minutes_of_a_week")
        ]

    def __str__(self) -> str:
        return f"{self.request_id} with lot {self.lot_id}"


class PlacementEnd(Signed):
    """A placement ends before a day."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    placement = models.OneToOneField(Placement, on_delete=models.PROTECT, related_name="ending")
    ends = models.DateField()
    reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"before {self.ends}"


class Delivery(Signed):
    """What a placement was planned to get in a week, and got; a later version corrects an earlier one."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="deliveries")
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="deliveries")
    week = models.DateField()  # its Monday
    version = models.PositiveIntegerField()
    planned_minutes = models.PositiveIntegerField()
    delivered_minutes = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["placement", "week", "version"], name="delivery_version_once"),
            models.CheckConstraint(condition=Q(week__iso_week_day=1), name="delivery_week_begins_on_monday"),
            models.CheckConstraint(
                condition=Q(planned_minutes__lte=10_080, delivered_minutes__lte=10_080),
                name="delivery_minutes_of_a_week",
            ),
        ]
        indexes = [models.Index(fields=["fund", "week"], name="delivery_fund_week")]
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return f"{self.placement_id} in the week of {self.week}"
