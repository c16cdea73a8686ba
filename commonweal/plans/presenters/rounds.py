"""Rounds and areas side by side: money planned and months lost, round by round, where plans exist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from commonweal.charts.figure import Figure
from commonweal.engine.money import pounds
from commonweal.engine.rulebook.model import Rulebook
from commonweal.plans.presenters.figures import address, money_bars
from commonweal.plans.presenters.national import SOURCE, Area
from commonweal.plans.presenters.words import count


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round's plans in one line."""

    name: str
    link: str
    plans: str
    income: str
    spending: str
    months: str


@dataclass(frozen=True, slots=True)
class AreaLine:
    """An area's plans in the rounds, in their order: what is planned and what was lost; empty where there is none."""

    name: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoundsPage:
    """The page."""

    heading: str
    lead: str
    figure: Figure | None
    rounds: tuple[RoundLine, ...]
    headings: tuple[str, ...]
    areas: tuple[AreaLine, ...]


def present(by_round: Mapping[str, Sequence[Area]], rulebooks: Mapping[str, Rulebook]) -> RoundsPage:
    """Rounds, the newest first; areas by name."""
    shown = [rulebooks[id] for id in reversed(list(rulebooks)) if by_round.get(id)]
    plans = sum(len(rows) for rows in by_round.values())
    spent = {one.name: sum(row.spending_pence for row in by_round[one.id]) for one in shown}
    names = sorted({row.known.name for rows in by_round.values() for row in rows})
    return RoundsPage(
        heading=f"{count(plans, 'plan').capitalize()} in {count(len(shown), 'round')}",
        lead=_lead(by_round, shown),
        figure=_figure(spent) if any(spent.values()) else None,
        rounds=tuple(_line(rulebooks[id], by_round.get(id, ())) for id in reversed(list(rulebooks))),
        headings=tuple(one.id for one in shown),
        areas=tuple(AreaLine(name, tuple(_cell(name, by_round[one.id]) for one in shown)) for name in names),
    )


def _lead(by_round: Mapping[str, Sequence[Area]], shown: Sequence[Rulebook]) -> str:
    if not shown:
        return "No plan is to be seen yet. Plans are public once they are approved."
    months = {one.name: median(row.months_lost for row in by_round[one.id]) for one in shown}
    worst = max(months, key=lambda name: months[name])
    if not months[worst]:
        return "In no round did half of the areas lose a month of the year without agreed funding."
    return f"Most time was lost in {worst}: {months[worst]:g} months without agreed funding in the middle area."


def _figure(spent: Mapping[str, int]) -> Figure:
    most = max(spent, key=lambda name: spent[name])
    headline = f"Most is planned in {most}: {pounds(spent[most])}"
    return money_bars("rounds", headline, "Planned spending of the plans in sight, by round", SOURCE, spent, "Round")


def _line(rulebook: Rulebook, rows: Sequence[Area]) -> RoundLine:
    return RoundLine(
        rulebook.name,
        address("round", rulebook.id),
        f"{len(rows):,}",
        pounds(sum(row.income_pence for row in rows)),
        pounds(sum(row.spending_pence for row in rows)),
        f"{median(row.months_lost for row in rows):g}" if rows else "–",
    )


def _cell(name: str, rows: Sequence[Area]) -> str:
    found = next((row for row in rows if row.known.name == name), None)
    return f"{pounds(found.spending_pence)}, {count(found.months_lost, 'month')} lost" if found else "–"
