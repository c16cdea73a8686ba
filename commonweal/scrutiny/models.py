"""What the room of scrutiny remembers: papers with their compiled sentences, and what happened to them."""

from __future__ import annotations

from django.db import models

from commonweal.core.models import Signed
from commonweal.engine.reporting import procedure
from commonweal.returns.models import Return


class Paper(Signed):
    """A committee paper on a return: words and addresses of cells, never a figure; those are read from the return."""

    of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="+")
    template = models.TextField()
    title = models.TextField()
    committee = models.TextField()
    meets = models.DateField()
    resolution = models.TextField()
    sentences = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["of", "template", "committee", "meets"], name="paper_once"),
            models.CheckConstraint(condition=models.Q(committee__regex=r"\S"), name="paper_committee"),
        ]

    def __str__(self) -> str:
        return self.title


class PaperStep(Signed):
    """An event of a paper."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    event = models.TextField(choices=[(str(one), str(one)) for one in procedure.PaperEvent])
    role = models.TextField(choices=[(str(one), str(one)) for one in procedure.PaperRole])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "number"], name="paper_step_once")]

    def __str__(self) -> str:
        return f"{self.number}: {self.event}"
