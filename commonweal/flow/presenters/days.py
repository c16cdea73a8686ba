"""The delayed days of a quarter, each sum the same from every side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.http import urlencode

from commonweal.charts.bars import Bar, BarFigure
from commonweal.charts.figure import About, Figure
from commonweal.core.figures import kept
from commonweal.core.pages import Cell, Grid, Link, Page, Section, quarters
from commonweal.core.presenters import counted, day_text
from commonweal.engine.findings import Finding
from commonweal.engine.periods import Month, Period, quarter_name
from commonweal.flow.presenters.words import ELSEWHERE, SIDES, reason, ways
from commonweal.flow.queries import DayGroup, by, total

if TYPE_CHECKING:
    from commonweal.pool.models import Fund


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page is made from; `lots` are names by id, `areas_asked` the waits for care by area and service."""

    fund: Fund
    quarter: Period
    counted: Period
    groups: Sequence[DayGroup]
    lots: Mapping[int, str]
    areas_asked: Mapping[tuple[str, str], int]
    left: Mapping[Month, tuple[int, int]]
    on: date
    own_months: str = ""
    findings: tuple[Finding, ...] = ()


def present(facts: Facts) -> Page:
    """How many days, and for what most of them."""
    days, people = total(facts.groups), len(by(facts.groups, "person_id"))
    for_care = sum(facts.areas_asked.values())
    lead = f"{counted(people, 'person', 'people')} waited. {counted(for_care, 'day')} were waits for care at home"
    if facts.areas_asked:
        (area, service), most = next(iter(facts.areas_asked.items()))
        lead += f", {most:,} of them for {service} in {area}"
    return Page(
        f"Delayed days, {facts.fund.name}",
        f"People waited {counted(days, 'day')} after they were ready to leave",
        f"{lead}.",
        caption=f"{facts.fund.name}, {quarter_name(facts.quarter)}{_so_far(facts)}",
        crumbs=(Link("Who waits now", reverse("flow:waiting")),),
        ways=(*ways(facts.fund), *((Link("The place’s own months", facts.own_months),) if facts.own_months else ())),
        findings=facts.findings,
        choices=(("Quarter", quarters(facts.quarter, facts.on)),),
        sections=_sections(facts, days),
        made=(
            "A delayed day is each day from the one of being ready up to, not including, that of leaving; today is not"
            " counted. Each day has one cause: the latest that was said for it.",
            "Reasons are those of the published discharge situation reports since June 2024.",
        ),
    )


def _so_far(facts: Facts) -> str:
    return "" if facts.quarter == facts.counted else f", up to {day_text(facts.counted.last_day)}"


def _sections(facts: Facts, days: int) -> tuple[Section, ...]:
    if not days:
        return (Section("", ("Nobody waited in these months.",)),)
    grids = (
        ("For which reason?", "Reason", by(facts.groups, "reason"), lambda key: reason(str(key))),
        ("Whose hours were waited for?", "Area and contract", by(facts.groups, "lot_id"), lambda key: _lot(facts, key)),
        ("Whose next step was it?", "Side", by(facts.groups, "side"), lambda key: SIDES[str(key)]),
        ("Is it agreed?", "Standing", by(facts.groups, "is_agreed"), lambda key: "Agreed" if key else "Proposed"),
        ("In which month?", "Month", by(facts.groups, "month"), str),
    )
    found = [Section("", figure=_figure(facts))]
    found += [Section(heading, grid=_grid(name, sums, show)) for heading, name, sums, show in grids]
    found.insert(2, Section("Why did people wait for care?", grid=_asked(facts)))
    found.append(_checks(facts, days))
    return tuple(found)


def _figure(facts: Facts) -> Figure:
    about = About(
        "delayed-days",
        "What people waited for",
        f"Delayed days by published reason, {quarter_name(facts.quarter)}{_so_far(facts)}",
        f"Departures recorded for {facts.fund.name}",
        "days",
    )
    bars = tuple(Bar(reason(str(key)), float(days)) for key, days in by(facts.groups, "reason").items())
    return kept().figure(BarFigure(about, bars, "Reason"))


def _grid(name: str, sums: Counter[Hashable], show: Callable[[Hashable], Cell]) -> Grid:
    rows: list[tuple[Cell, ...]] = [(show(key), f"{days:,}") for key, days in sums.most_common()]
    rows.append(("Together", f"{sum(sums.values()):,}"))
    return Grid(name, (name, "Days"), tuple(rows), frozenset({1}), last_is_sum=True)


def _lot(facts: Facts, key: Hashable) -> Cell:
    if not isinstance(key, int):
        return ELSEWHERE
    return Link(facts.lots.get(key, "A lot"), reverse("commissioning:lot", args=[facts.fund.pk, key]))


def _asked(facts: Facts) -> Grid:
    question = reverse("flow:question", args=[facts.fund.pk])
    quarter = Month.of(facts.quarter.start).iso
    rows: list[tuple[Cell, ...]] = []
    for (area, service), days in facts.areas_asked.items():
        asked = urlencode({"area": area, "service": service, "quarter": quarter})
        rows.append((Link(f"{service.capitalize()} in {area}", f"{question}?{asked}"), f"{days:,}"))
    return Grid(
        "Waits for care", ("Care waited for", "Days"), tuple(rows), frozenset({1}), nothing="Nobody waited for care."
    )


def _checks(facts: Facts, days: int) -> Section:
    sides = (("person_id", "person"), ("reason", "reason"), ("lot_id", "area, and elsewhere"), ("month", "month"))
    rows = [(f"By {name}", f"{sum(by(facts.groups, key).values()):,}") for key, name in sides]
    same = all(text == f"{days:,}" for _, text in rows)
    heading = "Every sum is the same" if same else "The sums differ: tell whoever runs this service"
    return Section(heading, grid=Grid("Days from each side", ("Summed", "Days"), tuple(rows), frozenset({1})))
