"""What happened to a plan: events that are added and never changed; where it stands is folded from them."""

from __future__ import annotations

from django.db import models

from commonweal.core.models import Signed
from commonweal.engine.rulebook import procedure
from commonweal.plans.models.plan import AreaPlan


class Happening(Signed):
    """One event. `number` counts the plan's events: of two at once, one comes second and is looked at again.

    `edits` is how many edits the plan had: which content the event speaks of.
    """

    plan = models.ForeignKey(AreaPlan, on_delete=models.PROTECT, related_name="happenings")
    number = models.PositiveIntegerField()
    event = models.TextField(choices=[(str(event), str(event).replace("-", " ")) for event in procedure.Event])
    role = models.TextField(choices=[(str(role), str(role).replace("-", " ")) for role in procedure.Role])
    digest = models.TextField(blank=True)
    part = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    sign_off = models.TextField(blank=True)
    partner = models.TextField(blank=True)
    delegated_by = models.TextField(blank=True)
    query = models.PositiveIntegerField(default=0)
    sources = models.JSONField(default=list)
    last_edit_id = models.BigIntegerField(default=0)  # the plan's latest section edit at that moment

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="happening_once")]

    def __str__(self) -> str:
        return f"{self.number}: {self.event}"


class EnquiryAnswer(Signed):
    """What an assurer found on a line of enquiry; a later row for it corrects an earlier."""

    class Mark(models.TextChoices):
        """How the plan does on it."""

        MET = "met", "Met"
        PARTLY = "partly", "Partly met"
        NOT_MET = "not-met", "Not met"

    plan = models.ForeignKey(AreaPlan, on_delete=models.PROTECT, related_name="enquiry_answers")
    enquiry = models.TextField()
    mark = models.TextField(choices=Mark)
    reason = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(reason__regex=r"\S"), name="enquiry_reasoned")]

    def __str__(self) -> str:
        return f"{self.enquiry}: {self.mark}"
