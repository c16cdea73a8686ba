"""Many areas' plans as figures: all for who works nationally, for everybody else those that are published.

A plan's sums depend on two of its section edits alone, and edits never change: what was summed once is kept by their
ids, in the database when it is written and in each process when it is read. The number of questions to the database is
the same for any number of plans.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from types import MappingProxyType
from typing import Any

from django.db import connection
from django.db.models import Count

from commonweal.engine.rulebook.allocations import Allocations, Decision, required
from commonweal.engine.rulebook.clock import Reached, of_record
from commonweal.engine.rulebook.model import Rulebook
from commonweal.engine.rulebook.nation import Sums, sums_of
from commonweal.engine.rulebook.plain import part_from_data
from commonweal.engine.rulebook.plan import Plan
from commonweal.engine.rulebook.procedure import Event, Role
from commonweal.engine.rulebook.record import Happening, Record, fold
from commonweal.engine.rulebook.sums_plain import sums_from_data
from commonweal.plans import models
from commonweal.plans.queries.contents import from_record
from commonweal.plans.queries.plans import plans
from commonweal.plans.queries.standing import records
from commonweal.plans.queries.sums import EditIds, kept_sums, public_sums
from commonweal.plans.rounds import rounds

SECTIONS = ("income", "schemes")
MOST_KEPT = 2_000  # of some 50 kB each, in each process

_kept: OrderedDict[tuple[str, EditIds, str], Sums] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True, slots=True)
class AreaFigures:
    """One plan as the national view needs it."""

    plan_id: int
    round: str
    area_id: int
    record: Record
    reached: Reached
    sums: Sums
    allocations: Allocations


@dataclass(frozen=True, slots=True)
class _Head:
    """A plan before its money is read: 0 is a section that nobody has written."""

    plan_id: int
    round: str
    area_id: int
    area_key: str
    edit_ids: EditIds
    record: Record
    corrections: tuple[tuple[str, int], ...]


def figures(round_ids: Sequence[str], *, is_national: bool) -> list[AreaFigures]:
    """The plans of these rounds by round and area."""
    known = [one for one in round_ids if one in rounds()]
    heads = _national(known) if is_national else _public(known)
    sums = _sums(heads, is_national=is_national)
    given = _allocations(known)
    return [_figures(head, sums[head.round, head.edit_ids, head.area_key], given) for head in heads]


STATE = """
select count(*), coalesce(md5(string_agg(concat_ws(' ', id, income_edit_id, schemes_edit_id, events, corrections),
                                         ',' order by id)), '')
from (select *, jsonb_array_length(happenings::jsonb) as events from plans_published) p
"""


def public_state() -> str:
    """Another text whenever a plan is published, withdrawn or published anew."""
    with connection.cursor() as cursor:
        cursor.execute(STATE)
        count, digest = cursor.fetchone()
    return f"{count}/{digest}"


def public_counts() -> dict[str, int]:
    """How many plans are published, by round."""
    rows = models.PublishedPlan.objects.order_by().values_list("round").annotate(count=Count("pk"))
    return dict(rows)


def public_plans(round_id: str) -> list[tuple[int, Plan]]:
    """The published plans of a round by their areas' ids, income and schemes only."""
    rows = models.PublishedPlan.objects.filter(round=round_id).order_by("area_key")
    return [(row.area_id, _plan(round_id, row.area_key, row.income, row.schemes)) for row in rows]


def _national(round_ids: Sequence[str]) -> list[_Head]:
    found = [plan for plan in plans() if plan.round in round_ids]
    by_id = records(found)
    edits = models.SectionEdit.objects.filter(plan__in=[plan.pk for plan in found], section__in=SECTIONS)
    latest = edits.order_by("plan_id", "section", "-number").distinct("plan_id", "section")
    edit_ids = {(plan, section): pk for plan, section, pk in latest.values_list("plan_id", "section", "pk")}
    corrected: dict[int, list[tuple[str, int]]] = {}
    accepted = models.BaselineQuery.objects.filter(decision__decision=str(Decision.ACCEPTED)).order_by("id")
    for plan_id, minimum, pence in accepted.values_list("plan_id", "minimum", "new_pence"):
        corrected.setdefault(plan_id, []).append((minimum, pence))
    return [
        _Head(
            plan.pk,
            plan.round,
            plan.area_id,
            plan.area.key,
            (edit_ids.get((plan.pk, "income"), 0), edit_ids.get((plan.pk, "schemes"), 0)),
            by_id[plan.pk],
            tuple(corrected.get(plan.pk, ())),
        )
        for plan in found
    ]


def _public(round_ids: Sequence[str]) -> list[_Head]:
    rows = models.PublishedPlan.objects.filter(round__in=round_ids).defer(*SECTIONS).order_by("-round", "area_key")
    return [
        _Head(
            row.pk,
            row.round,
            row.area_id,
            row.area_key,
            (row.income_edit_id or 0, row.schemes_edit_id or 0),
            fold(map(_nobodys, row.happenings)),
            tuple((minimum, pence) for minimum, pence in row.corrections),
        )
        for row in rows
    ]


def _nobodys(row: Sequence[str]) -> Happening:
    """An event without its person, for its day."""
    event, role, at = row
    return Happening(Event(event), "", Role(role), datetime.fromisoformat(at))


def _sums(heads: Iterable[_Head], *, is_national: bool) -> Mapping[tuple[str, EditIds, str], Sums]:
    """What each plan comes to: as this process has it, as it was kept when it was written, or worked anew."""
    wanted = {(head.round, head.edit_ids, head.area_key): head for head in heads}
    with _lock:
        found = {key: _kept[key] for key in wanted if key in _kept}
    missing = [head for key, head in wanted.items() if key not in found]
    asked = {head.plan_id: (head.round, head.edit_ids) for head in missing}
    written = kept_sums(asked) if is_national else public_sums(asked)
    for head in missing:
        if (data := written.get(head.plan_id)) is not None:
            found[_key(head)] = sums_from_data(data, head.round, head.area_key)
    read = _from_edits if is_national else _from_view
    for head, income, schemes in read([head for head in missing if head.plan_id not in written]):
        found[_key(head)] = sums_of(_plan(head.round, head.area_key, income, schemes), rounds()[head.round])
    with _lock:
        for key in wanted:
            _kept[key] = found[key]
            _kept.move_to_end(key)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found


def _key(head: _Head) -> tuple[str, EditIds, str]:
    return head.round, head.edit_ids, head.area_key


def _from_edits(heads: Sequence[_Head]) -> Iterable[tuple[_Head, Any, Any]]:
    wanted = [pk for head in heads for pk in head.edit_ids if pk]
    content = dict(models.SectionEdit.objects.filter(pk__in=wanted).values_list("pk", "content"))
    for head in heads:
        yield (head, *(content.get(pk, []) for pk in head.edit_ids))


def _from_view(heads: Sequence[_Head]) -> Iterable[tuple[_Head, Any, Any]]:
    rows = models.PublishedPlan.objects.filter(pk__in=[head.plan_id for head in heads])
    content = {pk: parts for pk, *parts in rows.values_list("pk", *SECTIONS)}
    for head in heads:
        yield (head, *content[head.plan_id])


def _plan(round_id: str, area: str, income: Any, schemes: Any) -> Plan:
    parts = {"income": part_from_data("income", income), "schemes": part_from_data("schemes", schemes)}
    return Plan(round=round_id, area=area, **parts)


def _allocations(round_ids: Sequence[str]) -> dict[tuple[str, int], Mapping[str, Any]]:
    rows = models.Allocation.objects.filter(round__in=round_ids).order_by("round", "area_id", "-version")
    latest = rows.distinct("round", "area_id").values_list("round", "area_id", "record")
    return {(round_id, area_id): record for round_id, area_id, record in latest}


def _figures(head: _Head, sums: Sums, given: Mapping[tuple[str, int], Mapping[str, Any]]) -> AreaFigures:
    rulebook = rounds()[head.round]
    published = from_record(head.area_key, given.get((head.round, head.area_id), {}))
    return AreaFigures(
        head.plan_id,
        head.round,
        head.area_id,
        head.record,
        of_record(head.record, rulebook),
        sums,
        replace(published, required_pence=_corrected(published, rulebook, head.corrections)),
    )


def _corrected(
    published: Allocations, rulebook: Rulebook, corrections: Iterable[tuple[str, int]]
) -> Mapping[str, tuple[int, ...]]:
    """Required minimums on the baselines that were accepted; as `contents.allocations` has them for one plan."""
    found = dict(published.required_pence)
    for name, pence in corrections:
        if published.published_pence and (minimum := rulebook.find("minimum", name)) is not None:
            found[name] = required(minimum, pence)
    return MappingProxyType(found)
