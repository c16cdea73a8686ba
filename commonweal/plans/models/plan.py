"""A plan and what was written into it. Rows are added; the latest of a section is what the plan says."""

from __future__ import annotations

from django.db import models

from commonweal.core.models import Signed
from commonweal.engine.rulebook import model as rulebook
from commonweal.places.models import Organisation


class AreaPlan(Signed):
    """An area's plan for a round; `round` is the id of its rulebook."""

    round = models.TextField()
    area = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "area"], name="plan_once")]

    def __str__(self) -> str:
        return f"{self.area_id} in {self.round}"


class Partner(models.Model):
    """A body that signs the plan; `name` is how the plan names it."""

    plan = models.ForeignKey(AreaPlan, on_delete=models.PROTECT, related_name="partners")
    kind = models.TextField(choices=[(str(kind), str(kind).replace("-", " ")) for kind in rulebook.Partner])
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind", "organisation"], name="plan_partner_once"),
            models.UniqueConstraint(fields=["plan", "kind", "name"], name="plan_partner_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class SectionEdit(Signed):
    """A section of the plan as somebody left it; `number` counts the section's edits, so that no two are the same."""

    plan = models.ForeignKey(AreaPlan, on_delete=models.PROTECT, related_name="edits")
    section = models.TextField()
    number = models.PositiveIntegerField()
    content = models.JSONField()  # the engine's plain data of that part of a plan

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "section", "number"], name="section_edit_once")]

    def __str__(self) -> str:
        return f"{self.section} {self.number}"


class RunningScheme(Signed):
    """The at-risk register: a scheme that runs before its plan is approved; a later row for it corrects an earlier."""

    plan = models.ForeignKey(AreaPlan, on_delete=models.PROTECT, related_name="running")
    scheme = models.TextField()
    since = models.DateField()
    authorised_by = models.TextField()
    exit_cost_pence = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(exit_cost_pence__gte=0), name="exit_cost_not_negative"),
            models.CheckConstraint(condition=models.Q(authorised_by__regex=r"\S"), name="running_authorised"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} since {self.since}"
