"""What is published for an area, what it asks about that, and the other plans that its year depends on."""

from __future__ import annotations

from django.db import models

from commonweal.core.models import Signed
from commonweal.engine.rulebook import allocations
from commonweal.places.models import Organisation
from commonweal.plans.models.plan import AreaPlan


class Allocation(Signed):
    """What a round gives an area and requires of it, in the engine's shape; a later version takes its place."""

    round = models.TextField()
    area = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    record = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "area", "version"], name="allocation_version_once")]

    def __str__(self) -> str:
        return f"{self.round} for {self.area_id}, version {self.version}"


class BaselineQuery(Signed):
    """An area holds the baseline of a minimum to be wrong."""

    plan = models.ForeignKey(AreaPlan, on_delete=models.PROTECT, related_name="baseline_queries")
    minimum = models.TextField()
    reason = models.TextField()
    old_pence = models.BigIntegerField()
    new_pence = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(reason__regex=r"\S"), name="baseline_query_reasoned"),
        ]

    def __str__(self) -> str:
        return self.minimum


class BaselineDecision(Signed):
    """The national team's yes or no to a query."""

    baseline_query = models.OneToOneField(BaselineQuery, on_delete=models.PROTECT, related_name="decision")
    plan = models.ForeignKey(AreaPlan, on_delete=models.PROTECT, related_name="+")
    decision = models.TextField(
        choices=[(str(one), str(one)) for one in (allocations.Decision.ACCEPTED, allocations.Decision.REFUSED)]
    )
    reason = models.TextField()

    def __str__(self) -> str:
        return self.decision


class SisterPlan(Signed):
    """Another plan that the area's year hangs on: when it was agreed, from when it runs."""

    area = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.TextField()
    owner = models.TextField()
    agreed = models.DateField()
    starts = models.DateField()

    def __str__(self) -> str:
        return self.name
