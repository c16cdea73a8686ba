"""What a plan says: its sections put together, now or as they stood; what is wrong with that; who wrote what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db.models import Max

from commonweal.engine.findings import Finding
from commonweal.engine.rulebook.allocations import (
    Allocations,
    BaselineQuery,
    Contribution,
    Decision,
    DistrictShare,
    required,
)
from commonweal.engine.rulebook.checking import check
from commonweal.engine.rulebook.plain import part_from_data
from commonweal.engine.rulebook.plan import Plan
from commonweal.plans import models
from commonweal.plans.queries.plans import baseline_queries, rulebook


@dataclass(frozen=True, slots=True)
class Edited:
    """Who left a section as it is, and which number their edit has."""

    section: str
    number: int
    by: str
    at: datetime


def content(plan: models.AreaPlan) -> Plan:
    """The plan as it is now."""
    return content_at(plan, None)


def content_at(plan: models.AreaPlan, last_edit_id: int | None) -> Plan:
    """The plan as it was after an edit."""
    edits = models.SectionEdit.objects.filter(plan=plan)
    if last_edit_id is not None:
        edits = edits.filter(pk__lte=last_edit_id)
    latest = edits.order_by("section", "-number").distinct("section")
    parts = {row.section: part_from_data(row.section, row.content) for row in latest}
    return Plan(round=plan.round, area=plan.area.key, **parts)


def contents(plans: Iterable[models.AreaPlan]) -> dict[int, Plan]:
    """Many plans as they are now, by their ids, in one question to the database."""
    known = {plan.pk: plan for plan in plans}
    rows = models.SectionEdit.objects.filter(plan_id__in=known).order_by("plan_id", "section", "-number")
    parts: dict[int, dict[str, Any]] = {}
    for row in rows.distinct("plan_id", "section"):
        parts.setdefault(row.plan_id, {})[row.section] = part_from_data(row.section, row.content)
    return {pk: Plan(round=plan.round, area=plan.area.key, **parts.get(pk, {})) for pk, plan in known.items()}


def latest_edits(plan: models.AreaPlan) -> dict[str, Edited]:
    """For each section that was written, its latest edit."""
    latest = models.SectionEdit.objects.filter(plan=plan).order_by("section", "-number").distinct("section")
    return {row.section: Edited(row.section, row.number, row.person_name, row.at) for row in latest}


def last_edit_id(plan: models.AreaPlan) -> int:
    """The id of the plan's latest edit, 0 before any."""
    return models.SectionEdit.objects.filter(plan=plan).aggregate(last=Max("id"))["last"] or 0


def edits(plan: models.AreaPlan) -> list[Edited]:
    """Every edit, the latest first."""
    rows = models.SectionEdit.objects.filter(plan=plan).order_by("-id").defer("content")
    return [Edited(row.section, row.number, row.person_name, row.at) for row in rows]


def versions(plan: models.AreaPlan) -> list[models.Happening]:
    """The events that somebody may want to compare: signatures, submissions, decisions, amendments; oldest first."""
    events = ("agree", "submit", "resubmit", "approve", "approve-with-conditions", "amend")
    return list(models.Happening.objects.filter(plan=plan, event__in=events).order_by("number"))


def findings(plan: models.AreaPlan, waived: Iterable[str] = ()) -> tuple[Finding, ...]:
    """What is wrong with the plan as it is now, under its round and what is published for its area."""
    return check(content(plan), rulebook(plan), allocations(plan), waived)


def allocations(plan: models.AreaPlan) -> Allocations:
    """What is published for the plan's area, minimums on baselines that were corrected with them; empty before that."""
    row = models.Allocation.objects.filter(round=plan.round, area=plan.area_id).order_by("-version").first()
    if row is None:
        return Allocations(plan.area.key)
    published = from_record(plan.area.key, row.record)
    accepted = [query for _, query in baseline_queries(plan) if query.decision is Decision.ACCEPTED]
    return replace(published, required_pence=_corrected(plan, published.required_pence, accepted))


def _corrected(
    plan: models.AreaPlan, published: Mapping[str, tuple[int, ...]], accepted: Iterable[BaselineQuery]
) -> Mapping[str, tuple[int, ...]]:
    """Required minimums, worked anew where a query about the baseline was accepted."""
    corrected = dict(published)
    for query in accepted:
        minimum = rulebook(plan).find("minimum", query.minimum)
        if minimum is not None:
            corrected[query.minimum] = required(minimum, query.new_pence)
    return MappingProxyType(corrected)


def from_record(area: str, record: Mapping[str, Any]) -> Allocations:
    """The engine's value of a published record."""
    return Allocations(
        area,
        MappingProxyType({source: tuple(pence) for source, pence in record.get("published_pence", {}).items()}),
        tuple(Contribution(one[0], one[1], tuple(one[2])) for one in record.get("contributions", ())),
        tuple(DistrictShare(one[0], one[1], tuple(one[2])) for one in record.get("districts", ())),
        MappingProxyType({minimum: tuple(pence) for minimum, pence in record.get("required_pence", {}).items()}),
    )


def to_record(allocations: Allocations) -> dict[str, Any]:
    """As it is kept."""
    return {
        "published_pence": {source: list(pence) for source, pence in allocations.published_pence.items()},
        "contributions": [[one.source, one.contributor, list(one.amounts_pence)] for one in allocations.contributions],
        "districts": [[one.source, one.district, list(one.amounts_pence)] for one in allocations.districts],
        "required_pence": {minimum: list(pence) for minimum, pence in allocations.required_pence.items()},
    }
