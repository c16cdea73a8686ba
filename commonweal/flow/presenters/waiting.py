"""Who waits now, and one departure with its days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.http import urlencode

from commonweal.core.pages import Cell, Grid, Link, Page, Section
from commonweal.core.presenters import counted, day_text
from commonweal.engine.findings import Finding
from commonweal.flow.models import Cause, Departure
from commonweal.flow.presenters.words import PATHWAYS, SIDES, reason, ways
from commonweal.flow.queries import Waiting

if TYPE_CHECKING:
    from commonweal.pool.models import Fund

MAY_NOT = "Only social workers of {} may see people, so the list says nobody’s name."


@dataclass(frozen=True, slots=True)
class Place:
    """A fund's place with who waits there; `names` by the person's id, empty for who may not see people."""

    fund: Fund
    council: str
    rows: Sequence[Waiting]
    names: Mapping[int, str]
    hospitals: Mapping[int, str]
    sees_people: bool


def present(places: Sequence[Place], records: Sequence[Fund] = ()) -> Page:
    """Everybody who is ready and has not left, those who wait longest first; `records`: where one records more."""
    rows = [row for place in places for row in place.rows]
    for_care = sum(row.cause.request_id is not None for row in rows)
    days = sum(row.days for row in rows)
    lead = f"Together they have waited {counted(days, 'day')}. {for_care} of them wait for care at home."
    if not rows:
        lead = "Nobody who is ready to leave hospital waits today."
    heading = f"{counted(len(rows), 'person waits', 'people wait')} to leave hospital now"
    return Page(
        "Who waits now",
        heading,
        lead,
        ways=(*(ways(places[0].fund)[1:] if places else ()), *map(_record_link, records)),
        sections=tuple(_section(place) for place in places),
        made=(
            "A person waits from the day of being ready to leave until they leave. Reasons are the published ones.",
            "A reason and its side count as agreed once somebody other than who proposed them says so.",
        ),
    )


def _record_link(fund: Fund) -> Link:
    return Link(f"Record a departure of {fund.name}", reverse("flow:record", args=[fund.pk]))


def _section(place: Place) -> Section:
    words = () if place.sees_people or not place.rows else (MAY_NOT.format(place.council),)
    who = ("Person",) if place.sees_people else ()
    headers = ("Departure", *who, "Hospital", "Area", "Ready on", "Days", "Waits for", "Side", "Standing")
    rows = tuple(_row(place, row) for row in place.rows)
    column = headers.index("Days")
    grid = Grid(f"Who waits in {place.fund.name}", headers, rows, frozenset({column}), nothing="Nobody waits.")
    return Section(place.council, words, grid)


def _row(place: Place, row: Waiting) -> tuple[Cell, ...]:
    departure = row.departure
    link = Link(departure.reference, reverse("flow:departure", args=[place.fund.pk, departure.pk]))
    name = place.names.get(departure.who_id, "not in sight")
    who: tuple[Cell, ...] = (Link(name, _record(departure)),) if place.sees_people else ()
    return (
        link,
        *who,
        place.hospitals.get(departure.hospital_id, ""),
        departure.area,
        day_text(departure.ready_on),
        f"{row.days:,}",
        _waits_for(place.fund.pk, row.cause),
        SIDES[row.cause.side],
        "Agreed" if row.is_agreed else "Proposed",
    )


def _record(departure: Departure) -> str:
    asked = urlencode({"from": f"Departure {departure.reference}"})
    return f"{reverse('care:person', args=[departure.who_id])}?{asked}"


def _waits_for(fund_id: int, cause: Cause) -> Cell:
    if cause.request is None:
        return reason(cause.reason)
    told = f"{cause.request.service.capitalize()}, package {cause.request.reference}"
    if cause.request.lot_id is None:
        return told
    return Link(told, reverse("commissioning:lot", args=[fund_id, cause.request.lot_id]))


@dataclass(frozen=True, slots=True)
class DepartureFacts:
    """What a departure's page is made from."""

    fund: Fund
    council: str
    departure: Departure
    causes: Sequence[Cause]
    hospital: str
    on: date
    sees_people: bool
    may_write: bool
    findings: tuple[Finding, ...] = ()


def offered(causes: Sequence[Cause], person_id: int) -> tuple[tuple[int, str], ...]:
    """The causes that somebody else proposed and one may agree to: their ids, and the words of the button."""
    said = {
        cause.pk: f"{reason(cause.reason)}, {SIDES[cause.side]}, from {day_text(cause.from_day)}"
        for cause in causes
        if not hasattr(cause, "agreement") and cause.person_id != person_id
    }
    return tuple((pk, f"Agree: {text}") for pk, text in said.items())


def present_departure(facts: DepartureFacts) -> Page:
    """One way out of hospital: each day has one cause."""
    departure = facts.departure
    left = departure.ending.left_on if hasattr(departure, "ending") else None
    end = min(left or facts.on, facts.on)
    days = max(0, (end - departure.ready_on).days)
    lead = f"Ready on {day_text(departure.ready_on)}, {f'left on {day_text(left)}' if left else 'still in hospital'}."
    record: Cell = f"Only social workers of {facts.council} may see who it is."
    if facts.sees_people:
        record = Link("Open the person’s record (it is written down that you did)", _record(departure))
    return Page(
        f"Departure {departure.reference}",
        f"{counted(days, 'delayed day')}",
        lead,
        caption=f"Departure {departure.reference}, {facts.hospital}",
        crumbs=(Link("Who waits now", reverse("flow:waiting")),),
        ways=(*_doing(facts), *ways(facts.fund)),
        sections=(
            Section("What was waited for", (f"Pathway {PATHWAYS[departure.pathway]}.",), _causes(facts, end)),
            Section("Who is it?", (record,)),
        ),
        findings=facts.findings,
    )


def _doing(facts: DepartureFacts) -> tuple[Link, ...]:
    key = [facts.fund.pk, facts.departure.pk]
    if not facts.may_write:
        return ()
    propose = Link("Say what else is waited for", reverse("flow:propose", args=key))
    left = Link("They left", reverse("flow:leave", args=key))
    return (propose,) if hasattr(facts.departure, "ending") else (propose, left)


def _causes(facts: DepartureFacts, end: date) -> Grid:
    rows: list[tuple[Cell, ...]] = []
    ends = [cause.from_day for cause in facts.causes[1:]] + [end]
    total = 0
    for cause, until in zip(facts.causes, ends, strict=True):
        days = max(0, (min(until, end) - cause.from_day).days)
        total += days
        agreed = f"Proposed by {cause.person_name}"
        if hasattr(cause, "agreement"):
            agreed = f"Agreed by {cause.agreement.person_name}"
        waits = _waits_for(facts.fund.pk, cause) if cause.request else "No contract’s hours"
        rows.append((day_text(cause.from_day), reason(cause.reason), waits, SIDES[cause.side], agreed, f"{days:,}"))
    rows.append(("Together", "", "", "", "", f"{total:,}"))
    headers = ("From", "Reason", "Waited for", "Side", "Standing", "Days")
    return Grid("Causes", headers, tuple(rows), frozenset({5}), last_is_sum=True)
