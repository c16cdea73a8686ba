"""Packages: which wait, and one with what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from commonweal.commissioning.models import PackageRequest
from commonweal.commissioning.presenters.words import SERVICES, crumbs, ways
from commonweal.commissioning.presenters.working import NOBODY, requests_link
from commonweal.core.pages import Cell, Grid, Link, Page, Section
from commonweal.core.presenters import counted, day_text, hours_text
from commonweal.engine.packages.hours import whole_hours

if TYPE_CHECKING:
    from commonweal.pool.models import Fund

SHOWN_SETTLED = 30
WAITS, PLACED, ENDED, GIVEN_UP = "Waits", "Placed", "Ended", "Given up"


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What the list is made from."""

    fund: Fund
    rows: Sequence[PackageRequest]
    on: date
    may_ask: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What a package's page is made from."""

    fund: Fund
    package: PackageRequest
    on: date
    may_let: bool
    may_ask: bool


def state(row: PackageRequest, on: date) -> str:
    """What became of it by a day."""
    if hasattr(row, "ending"):
        return GIVEN_UP
    if not hasattr(row, "placement"):
        return WAITS
    return ENDED if hasattr(row.placement, "ending") and row.placement.ending.ends <= on else PLACED


def listed_requests(facts: ListFacts) -> Page:
    """Which packages wait, the longest needed first; below them the latest that do not."""
    waiting = sorted((row for row in facts.rows if state(row, facts.on) == WAITS), key=_needed_since)
    settled = [row for row in facts.rows if state(row, facts.on) != WAITS][:SHOWN_SETTLED]
    minutes = sum(row.minutes_a_week for row in waiting)
    asking = Link("Ask for a package", reverse("commissioning:ask", args=[facts.fund.pk]))
    return Page(
        f"Packages, {facts.fund.name}",
        f"{counted(len(waiting), 'package waits', 'packages wait')} to be placed",
        f"Together they need {hours_text(whole_hours(minutes))} hours a week.",
        caption=facts.fund.name,
        crumbs=crumbs(facts.fund),
        ways=(*ways(facts.fund), *((asking,) if facts.may_ask else ())),
        sections=(
            Section("Which packages wait?", grid=_grid(facts, waiting, "Packages that wait")),
            Section("The latest that were settled", grid=_grid(facts, settled, "Packages that were settled")),
        ),
        made=(NOBODY,),
    )


def _needed_since(row: PackageRequest) -> tuple[date, int]:
    return max(row.asked_on, row.ready_on), row.pk


def _grid(facts: ListFacts, rows: Sequence[PackageRequest], caption: str) -> Grid:
    cells: list[tuple[Cell, ...]] = [
        (
            Link(row.reference, reverse("commissioning:request", args=[facts.fund.pk, row.pk])),
            row.area,
            SERVICES[row.service],
            hours_text(whole_hours(row.minutes_a_week)),
            day_text(_needed_since(row)[0]),
            state(row, facts.on),
        )
        for row in rows
    ]
    headers = ("Request", "Area", "Service", "Hours a week", "Missing since", "Standing")
    return Grid(caption, headers, tuple(cells), frozenset({3}), nothing="None.")


def present(facts: Facts) -> Page:
    """One package: where it stands as its heading."""
    row, standing = facts.package, state(facts.package, facts.on)
    hours = hours_text(whole_hours(row.minutes_a_week))
    told = {
        WAITS: f"{row.reference} waits to be placed",
        PLACED: f"{row.reference} is placed",
        ENDED: f"{row.reference} was placed and has ended",
        GIVEN_UP: f"{row.reference} was given up",
    }
    return Page(
        f"Package {row.reference}",
        told[standing],
        f"{hours} hours a week of {SERVICES[row.service].lower()} in {row.area}, needed from {day_text(row.ready_on)}.",
        caption=f"{facts.fund.name}, package",
        crumbs=(*crumbs(facts.fund), requests_link(facts.fund)),
        ways=tuple(_ways(facts, standing)),
        sections=(Section("What was asked for, and what became of it", grid=_history(facts)),),
        made=(NOBODY,),
    )


def _ways(facts: Facts, standing: str) -> Iterator[Link]:
    key = [facts.fund.pk, facts.package.pk]
    if standing == WAITS and facts.may_let:
        yield Link("Place it", reverse("commissioning:place", args=key))
    if standing == WAITS and facts.may_ask:
        yield Link("Give it up", reverse("commissioning:give-up", args=key))
    is_open = hasattr(facts.package, "placement") and not hasattr(facts.package.placement, "ending")
    if is_open and facts.may_let:
        yield Link("End the placement", reverse("commissioning:end-placement", args=key))


def _history(facts: Facts) -> Grid:
    row = facts.package
    served = f"{row.lot.area}, {row.lot.contract.reference}" if row.lot else "No contract serves it"
    rows: list[tuple[Cell, ...]] = [
        (day_text(row.asked_on), f"Asked for by {row.person_name}", served),
        (day_text(row.ready_on), "Needed from", row.needs or "Needs not said"),
    ]
    if hasattr(row, "placement"):
        placed, lot = row.placement, row.placement.lot
        link = Link(f"{lot.area}, {lot.contract.reference}", reverse("commissioning:lot", args=[facts.fund.pk, lot.pk]))
        hours = hours_text(whole_hours(placed.minutes_a_week))
        rows.append((day_text(placed.starts), f"Placed by {placed.person_name}: {hours} hours a week", link))
        if hasattr(placed, "ending"):
            rows.append((day_text(placed.ending.ends), "Ended before", placed.ending.reason or "No reason said"))
    if hasattr(row, "ending"):
        rows.append((day_text(row.ending.day), f"Given up by {row.ending.person_name}", row.ending.reason))
    return Grid("The package’s days", ("Day", "What", "Which"), tuple(rows))
