"""People and their records, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from commonweal.care.models import AccessEvent, Arrangement, Person
from commonweal.care.queries import Lead
from commonweal.core.pages import Cell, Grid, Link, Page, Section
from commonweal.core.presenters import counted, day_text, hours_text
from commonweal.core.templating import moment
from commonweal.engine.nhs_number import spaced
from commonweal.engine.packages.hours import whole_hours
from commonweal.engine.periods import Period

if TYPE_CHECKING:
    from commonweal.commissioning.models import PackageRequest, Placement

SEEN_BY = (
    "Only social workers of the person’s own council see this page; the database refuses everybody else.",
    "Each time that it is opened, who did so is written down in the same step: without the note nothing is shown.",
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a person's page is made from."""

    person: Person
    leads: Sequence[Lead]
    arrangements: Sequence[Arrangement]
    accesses: Sequence[AccessEvent]
    on: date


def people(rows: Sequence[Person], leads: dict[int, str]) -> Page:
    """Everybody whose record one may open."""
    grid = Grid(
        "People",
        ("Person", "NHS number", "Born", "Known since", "Lead professional"),
        tuple(
            (
                Link(row.name, reverse("care:person", args=[row.pk])),
                spaced(row.nhs_number),
                day_text(row.born),
                day_text(row.since),
                leads.get(row.pk, "nobody"),
            )
            for row in rows
        ),
        nothing="Nobody is known here yet.",
    )
    heading = f"{counted(len(rows), 'person is', 'people are')} known to your team"
    lead = "Each has one lead professional at every moment."
    ways = (Link("Take up a case", reverse("care:take-up")),)
    return Page("People", heading, lead, ways=ways, sections=(Section("", grid=grid),), made=SEEN_BY)


def take_up() -> Page:
    """Taking up a case."""
    lead = "The person stands here once, and somebody leads for them from the first day on."
    crumbs = (Link("People", reverse("care:people")),)
    return Page("Take up a case", "Take up a case", lead, crumbs=crumbs, made=SEEN_BY)


def of_person(person: Person, heading: str, lead: str) -> Page:
    """A page on which something is said of a person."""
    crumbs = (Link("People", reverse("care:people")), Link(person.name, reverse("care:person", args=[person.pk])))
    return Page(heading, heading, lead, caption=person.name, crumbs=crumbs, made=SEEN_BY)


def package_name(row: PackageRequest) -> str:
    """A package to choose."""
    hours = hours_text(whole_hours(row.minutes_a_week))
    return f"{row.reference}: {hours} hours of {row.service} in {row.area} from {day_text(row.ready_on)}"


def present(facts: Facts) -> Page:
    """A person: who leads, what was arranged, who looked."""
    person = facts.person
    now = next((lead for lead in facts.leads if facts.on in Period(lead.start, lead.until)), None)
    lead = f"{now.worker_name} leads since {day_text(now.start)}." if now else "The case begins later."
    waits = [row for row in facts.arrangements if not hasattr(row.request, "placement")]
    if waits:
        lead += f" {counted(len(waits), 'package waits', 'packages wait')} to be placed."
    return Page(
        person.name,
        person.name,
        lead,
        caption=f"NHS number {spaced(person.nhs_number)}, born {day_text(person.born)}",
        crumbs=(Link("People", reverse("care:people")),),
        ways=(
            Link("Say which package is theirs", reverse("care:arrange", args=[person.pk])),
            Link("Hand the lead over", reverse("care:hand-over", args=[person.pk])),
        ),
        sections=(
            Section("Packages of care", grid=_packages(facts)),
            Section("Lead professional", grid=_leads(facts)),
            Section("Who looked at this record", grid=_accesses(facts)),
        ),
        made=SEEN_BY,
    )


def _packages(facts: Facts) -> Grid:
    rows = tuple(_package(row) for row in facts.arrangements)
    headers = ("Package", "Service", "Hours a week", "Needed from", "Placed from", "Ends before", "Contract")
    return Grid("Packages of care", headers, rows, frozenset({2}), nothing="Nothing was asked for.")


def _package(row: Arrangement) -> tuple[Cell, ...]:
    request = row.request
    placement = getattr(request, "placement", None)
    ending = getattr(placement, "ending", None)
    return (
        request.reference,
        request.service,
        hours_text(whole_hours(request.minutes_a_week)),
        day_text(request.ready_on),
        day_text(placement.starts if placement else None, "not placed"),
        day_text(ending.ends if ending else None, "goes on" if placement else ""),
        _lot(request.fund_id, placement) if placement else "",
    )


def _lot(fund_id: int, placement: Placement) -> Link:
    lot = placement.lot
    return Link(f"{lot.contract.reference}, {lot.area}", reverse("commissioning:lot", args=[fund_id, lot.pk]))


def _leads(facts: Facts) -> Grid:
    rows = tuple((lead.worker_name, day_text(lead.start), day_text(lead.until, "goes on")) for lead in facts.leads)
    return Grid("Lead professionals", ("Who", "From", "Until"), rows)


def _accesses(facts: Facts) -> Grid:
    rows = tuple((row.person_name, moment(row.at), row.what, row.why) for row in facts.accesses)
    return Grid("Who looked", ("Who", "When", "What", "Why"), rows, nothing="Nobody yet.")
