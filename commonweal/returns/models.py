"""What the room of returns remembers: which return, what happened to it, what was frozen. Rows are added only."""

from __future__ import annotations

from django.db import models

from commonweal.core.models import Signed
from commonweal.engine.reporting import procedure
from commonweal.plans.models import AreaPlan
from commonweal.pool.models import Fund


class Return(Signed):
    """An area's return for a quarter of a plan's year; `number` counts those of one quarter, each superseding one."""

    plan = models.ForeignKey(AreaPlan, on_delete=models.PROTECT, related_name="+")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    quarter = models.SmallIntegerField()
    number = models.PositiveIntegerField(default=1)
    supersedes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="superseded_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "year", "quarter", "number"], name="return_once"),
            models.CheckConstraint(condition=models.Q(quarter__range=(1, 4)), name="return_quarter"),
            models.CheckConstraint(
                condition=models.Q(number=1, supersedes__isnull=True)
                | models.Q(number__gt=1, supersedes__isnull=False),
                name="return_supersedes_the_one_before",
            ),
        ]

    def __str__(self) -> str:
        return f"quarter {self.quarter} of {self.year}"


class Step(Signed):
    """An event of a return. `number` counts them: of two at once, one comes second and is looked at again."""

    of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    event = models.TextField(choices=[(str(one), str(one).replace("-", " ")) for one in procedure.Event])
    role = models.TextField(choices=[(str(one), str(one)) for one in procedure.Role])
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="return_step_once")]

    def __str__(self) -> str:
        return f"{self.number}: {self.event}"


class Frozen(Signed):
    """A return's canonical bytes as they were when it was submitted, and their digest."""

    of = models.OneToOneField(Return, on_delete=models.PROTECT, related_name="frozen")
    content = models.BinaryField()
    digest = models.TextField()  # SHA-256 of the content; the database computes it again

    def __str__(self) -> str:
        return self.digest
