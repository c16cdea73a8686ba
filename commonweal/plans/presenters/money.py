"""A plan's money at a glance: what comes in and what is spent by source, each minimum with its room, areas of spend."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from commonweal.charts.bars import Bar, BarFigure
from commonweal.charts.cache import FigureCache
from commonweal.charts.figure import About, Figure, Table
from commonweal.engine.money import pounds
from commonweal.engine.rulebook.allocations import Allocations
from commonweal.engine.rulebook.counting import headroom, income_by_source, spending_by_source
from commonweal.engine.rulebook.model import Rulebook
from commonweal.engine.rulebook.plan import Plan, whole
from commonweal.engine.rulebook.sections import year_name
from commonweal.plans.presenters.cells import name_of

NOT_NAMED = "No area of spend named"


@dataclass(frozen=True, slots=True)
class Glance:
    """The parts in their order; a figure where anything is spent."""

    lead: str
    balance: Table
    minimums: Table
    figure: Figure | None


def present(plan: Plan, rulebook: Rulebook, allocations: Allocations) -> Glance:
    """The money of a plan."""
    return Glance(
        lead=_lead(plan, rulebook, allocations),
        balance=Table(
            ("Source", "Year", "Income", "Planned spending", "Left to plan"), tuple(_balance(plan, rulebook))
        ),
        minimums=Table(
            ("Minimum", "Year", "Required", "Planned", "Above it"), tuple(_minimums(plan, rulebook, allocations))
        ),
        figure=_figure(plan, rulebook),
    )


def _lead(plan: Plan, rulebook: Rulebook, allocations: Allocations) -> str:
    income = sum(whole(one.amounts_pence) for one in plan.income)
    left = income - spent_pence(plan)
    if not income and not left:
        return "No money is written down yet."
    said = _said(left)
    stands = headroom(plan, rulebook, allocations)
    short = {one.minimum.name for one in stands if one.room_pence < 0}
    if not stands:
        return f"{pounds(income)} comes in and {said}; no minimum is published for the area."
    told = f"{', '.join(sorted(short))} falls short of its minimum" if short else "every minimum is met"
    return f"{pounds(income)} comes in and {said}; {told}."


def _said(left: int) -> str:
    if not left:
        return "all of it is planned"
    return f"{pounds(left)} of it is not planned yet" if left > 0 else f"{pounds(-left)} more than that is planned"


def spent_pence(plan: Plan) -> int:
    """All planned spending of all years."""
    return sum(whole(line.amounts_pence) for scheme in plan.schemes for line in scheme.lines)


def _balance(plan: Plan, rulebook: Rulebook) -> Iterator[tuple[str, ...]]:
    for year, begins in enumerate(rulebook.years):
        income, spending = income_by_source(plan, year), spending_by_source(plan, year)
        for source in dict.fromkeys([*(one.id for one in rulebook.funding_source), *income, *spending]):
            got, spent = income.get(source, 0), spending.get(source, 0)
            if got or spent:
                yield (
                    name_of(rulebook, "funding_source", source) or "No source chosen",
                    year_name(begins),
                    *map(pounds, (got, spent, got - spent)),
                )
        total, out = sum(income.values()), sum(spending.values())
        yield ("All sources", year_name(begins), *map(pounds, (total, out, total - out)))


def _minimums(plan: Plan, rulebook: Rulebook, allocations: Allocations) -> Iterator[tuple[str, ...]]:
    for one in headroom(plan, rulebook, allocations):
        year = year_name(rulebook.years[one.year]) if one.year < len(rulebook.years) else ""
        amounts = (one.required_pence, one.counted_pence, one.room_pence)
        yield (one.minimum.name, year, *map(pounds, amounts))


def by_area_of_spend(plan: Plan, rulebook: Rulebook) -> dict[str, int]:
    """Planned spending of all years by the area of spend, the largest first."""
    sums: dict[str, int] = {}
    for scheme in plan.schemes:
        for line in scheme.lines:
            name = name_of(rulebook, "area_of_spend", line.area_of_spend) or NOT_NAMED
            sums[name] = sums.get(name, 0) + whole(line.amounts_pence)
    return dict(sorted(sums.items(), key=lambda item: -item[1]))


@cache
def _kept() -> FigureCache:
    return FigureCache(settings.DATA_FOLDER / "figures")


def _figure(plan: Plan, rulebook: Rulebook) -> Figure | None:
    sums = {name: pence for name, pence in by_area_of_spend(plan, rulebook).items() if pence > 0}
    if not sums:
        return None
    name, most = next(iter(sums.items()))
    years = f"{rulebook.years[0]} to {rulebook.years[-1] + 1}"
    about = About(
        id="areas-of-spend",
        headline=f"{name} takes {round(100 * most / sum(sums.values()))}% of the planned money",
        subtitle=f"Planned spending by area of spend, {years}, in thousands of pounds",
        source="this plan's lines of spending",
        unit="thousand pounds",
    )
    bars = tuple(Bar(label, pence / 100_000) for label, pence in sums.items())
    return _kept().figure(BarFigure(about, bars, label_heading="Area of spend"))
