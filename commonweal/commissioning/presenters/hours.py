"""Hours by area: what is contracted, placed, delivered and missing; a lot with its placements and who nobody serves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from django.urls import reverse

from commonweal.charts.bars import Bar, BarFigure
from commonweal.charts.figure import About, Figure
from commonweal.commissioning.models import ContractLot, Placement
from commonweal.commissioning.presenters.contracts import HOURS_HEADERS, hours_cells
from commonweal.commissioning.presenters.words import SERVICES, crumbs, ways
from commonweal.commissioning.queries import Blocked, LotHours, MissingRequest, together
from commonweal.core.figures import kept
from commonweal.core.pages import Cell, Grid, Link, Page, Section, quarters
from commonweal.core.presenters import counted, day_text, hours_text
from commonweal.engine.packages.hours import whole_hours
from commonweal.engine.periods import Period, quarter_name

if TYPE_CHECKING:
    from commonweal.pool.models import Fund


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page of hours by area is made from; `until` is the last day counted, where the quarter runs."""

    fund: Fund
    quarter: Period
    counted: Period
    rows: Sequence[LotHours]
    missing: Sequence[MissingRequest]
    blocked: Sequence[Blocked]
    contracts: Mapping[int, str]
    on: date


@dataclass(frozen=True, slots=True)
class LotFacts:
    """What a lot's page is made from."""

    fund: Fund
    lot: ContractLot
    provider: str
    quarter: Period
    counted: Period
    hours: LotHours | None
    placements: Sequence[Placement]
    missing: Sequence[MissingRequest]
    on: date
    may_record: bool


def present(facts: Facts) -> Page:
    """Where hours are missing in a quarter, the most first."""
    most = max(facts.rows, key=lambda row: row.hours.missing, default=None)
    total, name = together(facts.rows), quarter_name(facts.quarter)
    if most is None or not most.hours.missing:
        heading = "No hours were missing"
    else:
        heading = f"{SERVICES[most.service]} in {most.area} missed the most: {hours_text(most.hours.missing)} hours"
    lead = (
        f"{name}{so_far(facts.quarter, facts.counted)}: {hours_text(total.missing)} hours were asked for, needed and"
        f" not placed, in {counted(len(facts.missing), 'request')}; {hours_text(total.delivered)} were delivered."
    )
    if facts.blocked:
        stay = counted(len(facts.blocked), "reablement package goes", "reablement packages go")
        lead += f" Today {stay} on for want of the homecare that should follow."
    return Page(
        f"Hours by area, {facts.fund.name}",
        heading,
        lead,
        caption=f"{facts.fund.name}, {name}",
        crumbs=crumbs(facts.fund)[:1],
        ways=ways(facts.fund),
        choices=(("Quarter", quarters(facts.quarter, facts.on)),),
        sections=(
            *((Section("", figure=_figure(facts)),) if any(row.hours.missing for row in facts.rows) else ()),
            Section("Hours by area", grid=_grid(facts)),
            Section("Which requests waited?", grid=missing_grid(facts.fund, facts.missing)),
        ),
        made=HOW,
    )


HOW = (
    "Contracted and placed hours are the weekly ones for the days of the quarter in which they run. Planned and"
    " delivered hours are of the weeks that begin in it.",
    "An hour is missing from the day on which it was both asked for and needed until it is placed or given up.",
    "No request or placement says whose it is.",
)


def so_far(quarter: Period, counted_: Period) -> str:
    """`, up to 26 November 2026` where a quarter is not over."""
    return "" if quarter == counted_ else f", up to {day_text(counted_.last_day)}"


def _figure(facts: Facts) -> Figure:
    about = About(
        "missing-hours",
        "Where hours were asked for and missing",
        f"Hours that were needed and not placed, {quarter_name(facts.quarter)}{so_far(facts.quarter, facts.counted)}",
        f"Requests and placements of {facts.fund.name}",
        "hours",
        1,
    )
    bars = tuple(Bar(f"{row.area}, {SERVICES[row.service].lower()}", float(row.hours.missing)) for row in facts.rows)
    return kept().figure(BarFigure(about, bars, "Area and service"))


def _grid(facts: Facts) -> Grid:
    rows: list[tuple[Cell, ...]] = [
        (_lot_cell(facts.fund, row), SERVICES[row.service], _contract_cell(facts, row), *hours_cells(row))
        for row in facts.rows
    ]
    total = LotHours(None, None, "", "", together(facts.rows))
    rows.append(("Together", "", "", *hours_cells(total)))
    headers = ("Area", "Service", "Contract", *HOURS_HEADERS)
    return Grid("Hours by area and service", headers, tuple(rows), frozenset(range(3, 9)), last_is_sum=True)


def _lot_cell(fund: Fund, row: LotHours) -> Cell:
    return Link(row.area, reverse("commissioning:lot", args=[fund.pk, row.lot_id])) if row.lot_id else row.area


def _contract_cell(facts: Facts, row: LotHours) -> Cell:
    if row.contract_id is None:
        return "No contract"
    name = facts.contracts.get(row.contract_id, "")
    return Link(name, reverse("commissioning:contract", args=[facts.fund.pk, row.contract_id]))


def missing_grid(fund: Fund, missing: Sequence[MissingRequest]) -> Grid:
    """Requests with their missing hours, the longest missing first, and the sum."""
    rows: list[tuple[Cell, ...]] = [
        (
            Link(one.reference, reverse("commissioning:request", args=[fund.pk, one.request_id])),
            one.area,
            SERVICES[one.service],
            hours_text(whole_hours(one.minutes_a_week)),
            day_text(one.since),
            day_text(one.over_on, "still missing"),
            hours_text(one.hours),
        )
        for one in missing
    ]
    if rows:
        total = sum((one.hours for one in missing), Fraction(0))
        rows.append(("Together", "", "", "", "", "", hours_text(total)))
    headers = ("Request", "Area", "Service", "Hours a week", "Missing since", "Until", "Hours missing")
    nothing = "No request waited in these months."
    return Grid("Requests that waited", headers, tuple(rows), frozenset({3, 6}), bool(rows), nothing)


def present_lot(facts: LotFacts) -> Page:
    """A lot: does it get the hours that it is let for, and what is placed there."""
    lot, name = facts.lot, quarter_name(facts.quarter)
    running = [row for row in facts.placements if _runs(row, facts.on)]
    weekly = sum(row.minutes_a_week for row in running)
    heading = f"{hours_text(whole_hours(weekly))} hours a week are placed in {lot.area}"
    lead = (
        f"The contract is for {lot.least_hours_a_week:,} to {lot.most_hours_a_week:,} hours of"
        f" {SERVICES[lot.contract.service].lower()} a week with {facts.provider}."
    )
    if facts.hours:
        missing, delivered = hours_text(facts.hours.hours.missing), hours_text(facts.hours.hours.delivered)
        lead += f" {name}: {delivered} hours were delivered, {missing} were asked for and missing."
    grid = Grid(
        "Hours of the quarter", HOURS_HEADERS, (hours_cells(facts.hours),) if facts.hours else (), frozenset(range(6))
    )
    return Page(
        f"{lot.area}, {lot.contract.reference}",
        heading,
        lead,
        caption=f"{lot.area}, contract {lot.contract.reference}",
        crumbs=(*crumbs(facts.fund), _contract_crumb(facts)),
        ways=(*ways(facts.fund), *((_week_link(facts),) if facts.may_record else ())),
        choices=(("Quarter", quarters(facts.quarter, facts.on)),),
        sections=(
            Section(f"Hours of {name}{so_far(facts.quarter, facts.counted)}", grid=grid),
            Section("Which requests waited?", grid=missing_grid(facts.fund, facts.missing)),
            Section("Placements", grid=_placements(facts)),
        ),
        made=HOW,
    )


def _week_link(facts: LotFacts) -> Link:
    return Link("Record a week’s delivery", reverse("commissioning:week", args=[facts.fund.pk, facts.lot.pk]))


def _contract_crumb(facts: LotFacts) -> Link:
    href = reverse("commissioning:contract", args=[facts.fund.pk, facts.lot.contract_id])
    return Link(facts.lot.contract.reference, href)


def _runs(row: Placement, on: date) -> bool:
    return row.starts <= on and (not hasattr(row, "ending") or on < row.ending.ends)


def _placements(facts: LotFacts) -> Grid:
    rows = tuple(
        (
            Link(row.request.reference, reverse("commissioning:request", args=[facts.fund.pk, row.request_id])),
            hours_text(whole_hours(row.minutes_a_week)),
            ", ".join(row.request.time_bands) or "any time",
            row.request.needs or "not said",
            day_text(row.starts),
            day_text(row.ending.ends if hasattr(row, "ending") else None, "goes on"),
        )
        for row in facts.placements
    )
    headers = ("Request", "Hours a week", "Times of day", "Needs", "Starts", "Ends before")
    return Grid("Placements", headers, rows, frozenset({1}), nothing="Nothing is placed here yet.")
