"""People leaving hospital: when they were ready, what they waited for day by day, when they left."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from commonweal.care.models import Person
from commonweal.commissioning.models import PackageRequest
from commonweal.core.models import Signed
from commonweal.engine.delays.days import Side
from commonweal.places.models import Organisation
from commonweal.pool.models import Fund

SIDES = [(str(Side.NHS), "NHS"), (str(Side.SOCIAL_CARE), "Social care"), (str(Side.BOTH), "Both")]


class Departure(Signed):
    """Somebody who is ready to leave a hospital; the row names nobody but by a key into care's record."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    reference = models.TextField()
    who = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    hospital = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    area = models.TextField()
    ready_on = models.DateField()
    pathway = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fund", "reference"], name="departure_reference_once"),
            models.UniqueConstraint(fields=["who", "ready_on"], name="departure_once_a_day"),
            models.CheckConstraint(condition=Q(pathway__lte=3), name="departure_pathway"),
        ]

    def __str__(self) -> str:
        return self.reference


class DepartureEnd(Signed):
    """The day on which they left."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    departure = models.OneToOneField(Departure, on_delete=models.PROTECT, related_name="ending")
    left_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.left_on}"


class Cause(Signed):
    """What is waited for from a day on, until a later cause; of several from one day the latest row counts.

    `reason` is of the published list; a wait for care names the package that is waited for.
    """

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    departure = models.ForeignKey(Departure, on_delete=models.PROTECT, related_name="causes")
    from_day = models.DateField()
    reason = models.TextField()
    side = models.TextField(choices=SIDES)
    request = models.ForeignKey(PackageRequest, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["departure", "-from_day", "-id"], name="cause_in_force")]
        constraints = [models.CheckConstraint(condition=Q(side__in=list(Side)), name="cause_side")]

    def __str__(self) -> str:
        return self.reason


class CauseAgreement(Signed):
    """Somebody other than who proposed it agrees to a cause and its side."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    cause = models.OneToOneField(Cause, on_delete=models.PROTECT, related_name="agreement")

    def __str__(self) -> str:
        return f"agreed by {self.person_name}"
