"""The versions of a plan: what it said after each edit, and what happened between."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from commonweal.engine.rulebook.plan import Plan
from commonweal.plans import models
from commonweal.plans.queries.contents import content, content_at


@dataclass(frozen=True, slots=True)
class Moment:
    """An edit or an event of a plan; `edit_id` is the latest edit by then: the version that the plan was."""

    edit_id: int
    section: str
    event: str
    role: str
    part: str
    reason: str
    by: str
    at: datetime


def history(plan: models.AreaPlan) -> list[Moment]:
    """Every edit and every event that is not an edit, the latest first."""
    edits = models.SectionEdit.objects.filter(plan=plan).defer("content")
    moments = [Moment(row.pk, row.section, "", "", "", "", row.person_name, row.at) for row in edits]
    for row in models.Happening.objects.filter(plan=plan).exclude(event="edit"):
        told = (row.event, row.role, row.part, row.reason, row.person_name, row.at)
        moments.append(Moment(row.last_edit_id, "", *told))
    return sorted(moments, key=lambda one: (one.at, one.edit_id, bool(one.event)), reverse=True)


def edit_ids(plan: models.AreaPlan) -> set[int]:
    """The versions there are; 0 is the empty plan."""
    return {0, *models.SectionEdit.objects.filter(plan=plan).values_list("pk", flat=True)}


def as_looked_at(plan: models.AreaPlan, section: str, number: int) -> Plan:
    """The plan as it is now, with a section as its edit of that number left it; empty before the first."""
    row = models.SectionEdit.objects.filter(plan=plan, section=section, number=number).only("pk").first()
    before: Any = getattr(content_at(plan, row.pk), section) if row else ()
    part: dict[str, Any] = {section: before}
    return replace(content(plan), **part)
