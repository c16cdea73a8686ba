"""What of a plan is public once it is approved: a view of the database, which nobody writes to."""

from __future__ import annotations

from django.db import models


class PublishedPlan(models.Model):
    """An approved plan's money as it was approved, when what happened to it, and its corrected baselines.

    Its rows are those of plans that stand approved or later (ADR 0011); it holds no persons, narrative or contacts.
    """

    id = models.BigIntegerField(primary_key=True)  # the plan's
    round = models.TextField()
    area_id = models.BigIntegerField()
    area_key = models.TextField()
    income_edit_id = models.BigIntegerField(null=True)
    schemes_edit_id = models.BigIntegerField(null=True)
    income = models.JSONField()
    schemes = models.JSONField()
    happenings = models.JSONField()  # [event, role, at], in their order
    corrections = models.JSONField()  # [minimum, new_pence] of accepted baseline queries, in their order
    sums = models.JSONField(null=True)  # what the two edits come to, by the digest of the rulebook that said so

    class Meta:
        managed = False
        db_table = "plans_published"

    def __str__(self) -> str:
        return f"{self.area_key} in {self.round}"
