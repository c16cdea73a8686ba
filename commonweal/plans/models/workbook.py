"""Workbooks that were sent in for a plan: each as it came, with its digest; added and never changed."""

from __future__ import annotations

from django.db import models

from commonweal.core.models import Signed
from commonweal.plans.models.plan import AreaPlan


class SentWorkbook(Signed):
    """The file as it came. The same bytes are kept once for a plan."""

    plan = models.ForeignKey(AreaPlan, on_delete=models.PROTECT, related_name="sent_workbooks")
    name = models.TextField()
    digest = models.TextField()  # SHA-256 of the content
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "digest"], name="sent_workbook_once"),
            models.CheckConstraint(condition=models.Q(digest__regex=r"^[0-9a-f]{64}$"), name="sent_workbook_digest"),
        ]

    def __str__(self) -> str:
        return self.name
