"""Who followed whom, and when an area's territory changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q

from commonweal.engine.matching.shares import Share
from commonweal.places.models import Organisation, Succession
from commonweal.places.queries.basics import names


@dataclass(frozen=True, slots=True)
class Link:
    """The organisation before or after, and how much of the predecessor passed on; `share` None: not known."""

    organisation_id: int
    name: str
    kind: str
    day: date
    share: Decimal | None
    basis: str
    note: str


@dataclass(frozen=True, slots=True)
class TerritoryChange:
    """A day from which an area's name speaks of another territory: a series breaks there."""

    day: date
    label: str


def predecessors(ids: Iterable[int]) -> dict[int, tuple[Link, ...]]:
    """Of each organisation, those that it followed."""
    rows = Succession.objects.filter(successor_id__in=list(ids)).select_related("predecessor")
    return _links([(row.successor_id, row, row.predecessor) for row in rows])


def successors(ids: Iterable[int]) -> dict[int, tuple[Link, ...]]:
    """Of each organisation, those that followed it."""
    rows = Succession.objects.filter(predecessor_id__in=list(ids)).select_related("successor")
    return _links([(row.predecessor_id, row, row.successor) for row in rows])


def _links(rows: list[tuple[int, Succession, Organisation]]) -> dict[int, tuple[Link, ...]]:
    called = names({other.pk for _, _, other in rows}, max((row.day for _, row, _ in rows), default=date.min))
    found: defaultdict[int, list[Link]] = defaultdict(list)
    for id, row, other in rows:
        found[id].append(Link(other.pk, called[other.pk], other.kind, row.day, row.share, row.basis, row.note))
    return {id: tuple(sorted(links, key=lambda link: (link.day, link.name))) for id, links in found.items()}


def shares_on(day: date) -> tuple[Share, ...]:
    """The declared shares of councils reorganised on a day, as `restate` takes them."""
    rows = Succession.objects.filter(
        day=day,
        share__isnull=False,
        predecessor__kind=Organisation.Kind.COUNCIL,
        successor__kind=Organisation.Kind.COUNCIL,
    )
    return tuple(Share(row.predecessor_id, row.successor_id, row.share) for row in rows)


Event = tuple[date, int]
"""A day, and who followed on it."""


def territory_changes(organisation_id: int) -> tuple[TerritoryChange, ...]:
    """The days on which the area's territory began or ceased to be what it is, with a line each.

    A council that took over exactly one council's whole territory (Somerset 2023) has not changed it: a series goes on.
    """
    return territory_changes_of([organisation_id])[organisation_id]


def territory_changes_of(ids: Iterable[int]) -> dict[int, tuple[TerritoryChange, ...]]:
    """The same of several organisations, in as many statements as for one."""
    kinds = dict(Organisation.objects.filter(pk__in=list(ids)).values_list("pk", "kind"))
    mine = Q(predecessor_id__in=kinds) | Q(successor_id__in=kinds)
    like = Succession.objects.filter(mine, predecessor__kind=F("successor__kind"))
    events: defaultdict[int, set[Event]] = defaultdict(set)
    for day, predecessor_id, successor_id in like.values_list("day", "predecessor_id", "successor_id"):
        for id in {predecessor_id, successor_id} & kinds.keys():
            events[id].add((day, successor_id))
    by_event: defaultdict[Event, list[Succession]] = defaultdict(list)
    for row in (
        Succession.objects.filter(successor_id__in={successor for found in events.values() for _, successor in found})
        .select_related("predecessor", "successor")
        .order_by(F("share").desc(nulls_last=True), "predecessor_id")
    ):
        by_event[row.day, row.successor_id].append(row)
    involved = [row for rows in by_event.values() for row in rows]
    called = names({id for row in involved for id in (row.predecessor_id, row.successor_id)}, date.max)
    return {id: _changes(sorted(events[id]), by_event, kind, called) for id, kind in kinds.items()}


def _changes(
    events: list[Event], by_event: dict[Event, list[Succession]], kind: str, called: dict[int, str]
) -> tuple[TerritoryChange, ...]:
    """A line for each day."""
    labels: defaultdict[date, list[str]] = defaultdict(list)
    for event in events:
        if line := _line(by_event[event], kind, called):
            labels[event[0]].append(line)
    return tuple(TerritoryChange(day, f"{day.day} {day:%B %Y}: {'; '.join(lines)}") for day, lines in labels.items())


def _line(rows: list[Succession], kind: str, called: dict[int, str]) -> str:
    """What one successor was made of, or took over; empty where it only continues one predecessor."""
    alike = [row for row in rows if row.predecessor.kind == kind]
    is_new = rows[0].successor.start == rows[0].day
    if is_new and len(alike) == 1 and alike[0].share == 1:
        return ""
    smaller = sorted(called[row.predecessor_id] for row in rows if row.predecessor.kind != kind)
    verb = "formed from" if is_new else "took over"
    return f"{called[rows[0].successor_id]} {verb} {_listed([_part(row, called, smaller) for row in alike])}"


def _part(row: Succession, called: dict[int, str], smaller: list[str]) -> str:
    """A whole predecessor by name; of one that was divided, the districts that passed on."""
    name = called[row.predecessor_id]
    if row.share == 1:
        return name
    return f"{_listed(smaller)} (part of {name})" if smaller else f"part of {name}"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
