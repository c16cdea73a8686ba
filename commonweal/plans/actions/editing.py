"""Writing into a plan, section by section; every edit cancels what was signed before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from commonweal.core.actions import action
from commonweal.core.actor import Actor
from commonweal.core.refusal import Refused
from commonweal.engine.rulebook.comparing import digest
from commonweal.engine.rulebook.nation import sums_of
from commonweal.engine.rulebook.plain import PARTS, to_data
from commonweal.engine.rulebook.plan import Plan
from commonweal.engine.rulebook.procedure import Event, Role
from commonweal.engine.rulebook.sums_plain import sums_to_data
from commonweal.plans import models, queries
from commonweal.plans.actions.happening import happen, too_late
from commonweal.plans.queries.sums import latest_ids
from commonweal.plans.rounds import edition

MONEY = frozenset({"income", "schemes"})


@action("plans.save-section")
def save_section(
    *, by: Actor, at: datetime, plan: models.AreaPlan, section: str, value: tuple[Any, ...], after: int
) -> models.SectionEdit:
    """Leave a section as `value` says, in the engine's records; `after` is the number of the edit that was looked at.

    Refused where the plan may not be edited now, or somebody else edited the section meanwhile: nothing is lost, what
    was typed is still with whoever typed it.
    """
    section_of: dict[str, Any] = {section: value}
    changed = replace(queries.content(plan), **section_of)
    row = _add(by, at, plan, section, value, after)
    _keep_sums(plan, changed, [section])
    happen(by=by, at=at, plan=plan, event=Event.EDIT, role=Role.PREPARER, digest=digest(changed), part=section)
    return row


@action("plans.save-plan")
def save_plan(
    *, by: Actor, at: datetime, plan: models.AreaPlan, content: Plan, after: Mapping[str, int], reason: str = ""
) -> list[models.SectionEdit]:
    """Take over a whole plan (a draft on last year's, a workbook): the sections that differ, in one event."""
    now = queries.content(plan)
    different = [part for part in PARTS if getattr(content, part) != getattr(now, part)]
    if not different:
        return []
    rows = [_add(by, at, plan, part, getattr(content, part), after.get(part, 0)) for part in different]
    whole = replace(content, round=plan.round, area=plan.area.key)
    sha = digest(whole)
    _keep_sums(plan, whole, different)
    happen(by=by, at=at, plan=plan, event=Event.EDIT, role=Role.PREPARER, digest=sha, reason=reason)
    return rows


def _keep_sums(plan: models.AreaPlan, content: Plan, sections: Iterable[str]) -> None:
    """What the plan comes to now, for those who put many together; only money that was written changes it."""
    if not MONEY.intersection(sections):
        return
    income, schemes = latest_ids(plan)
    models.PlanSums.objects.create(
        plan=plan,
        income_edit_id=income,
        schemes_edit_id=schemes,
        made_by=edition(plan.round),
        content=sums_to_data(sums_of(content, queries.rulebook(plan))),
    )


def _add(
    by: Actor, at: datetime, plan: models.AreaPlan, section: str, value: tuple[Any, ...], after: int
) -> models.SectionEdit:
    row = models.SectionEdit(
        plan=plan,
        section=section,
        number=after + 1,
        content=to_data(value),
        person_id=by.id,
        person_name=by.name,
        at=at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as taken:
        raise Refused([too_late(section)]) from taken
    return row
