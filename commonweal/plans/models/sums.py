"""What a plan comes to, worked when it was written, so that 150 of them need not be read again to be put together."""

from __future__ import annotations

from django.db import models

from commonweal.plans.models.plan import AreaPlan


class PlanSums(models.Model):
    """The sums of two edits under one edition of the round's rulebook; 0 is a section that nobody had written."""

    plan = models.ForeignKey(AreaPlan, on_delete=models.PROTECT, related_name="+")
    income_edit_id = models.BigIntegerField()
    schemes_edit_id = models.BigIntegerField()
    made_by = models.TextField()  # the rulebook's digest
    content = models.JSONField()  # the engine's plain data of sums

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "income_edit_id", "schemes_edit_id", "made_by"], name="sums_once")
        ]

    def __str__(self) -> str:
        return f"{self.income_edit_id} and {self.schemes_edit_id}"
