"""Exposure before approval, as planned: what of the year's money is spent month by month while nobody has agreed it.

A scheme that runs spends its year's amount evenly by days. Only money whose track waits for the approval is exposed:
what NHS England must approve; grants to councils are paid whatever it decides. Every exposed pound names its scheme and
source. Approval clears all of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from commonweal.engine.periods import Month
from commonweal.engine.rulebook.model import Rulebook
from commonweal.engine.rulebook.plan import Plan, in_year
from commonweal.engine.tracks import Track


@dataclass(frozen=True, slots=True)
class Running:
    """A scheme that runs before approval: since when, who authorised it, and what stopping it would cost."""

    scheme: str
    since: date
    authorised_by: str
    exit_cost_pence: int = 0


@dataclass(frozen=True, slots=True)
class AtRisk:
    """Which money it is: spent on a scheme from a source that waits for the approval."""

    scheme: str
    source: str
    spent_pence: int


@dataclass(frozen=True, slots=True)
class Exposed:
    """The end of a month: what running schemes have spent and would cost to leave, by then, without an agreement."""

    month: Month
    money: tuple[AtRisk, ...]
    exit_pence: int

    @property
    def spent_pence(self) -> int:
        """All that is spent."""
        return sum(one.spent_pence for one in self.money)

    @property
    def total_pence(self) -> int:
        """All that is at risk."""
        return self.spent_pence + self.exit_pence


def exposure(
    plan: Plan, rulebook: Rulebook, running: Iterable[Running], approval: date | None, place: int = 0
) -> list[Exposed]:
    """Month by month of a year of the round (by its place), nothing from the month in which approval comes.

    Spent so far is each amount by the days that its scheme has run, rounded down to the penny.
    """
    year, amounts = rulebook.years[place], waiting(plan, rulebook, place)
    known = [one for one in running if any(scheme == one.scheme for scheme, _ in amounts)]
    rows = []
    for month in (Month(year, 4) + count for count in range(12)):
        cleared = approval is not None and approval < month.end
        begun = {one.scheme: one for one in known if one.since < month.end and not cleared}
        money = tuple(
            AtRisk(scheme, source, _spent(pence, begun[scheme], year, month.end))
            for (scheme, source), pence in amounts.items()
            if scheme in begun
        )
        rows.append(Exposed(month, money, sum(one.exit_cost_pence for one in begun.values())))
    return rows


def waiting(plan: Plan, rulebook: Rulebook, place: int) -> dict[tuple[str, str], int]:
    """By scheme and source, the year's money that waits for the approval of the plan."""
    tracks = {one.id: one.track for one in rulebook.funding_source}
    amounts: dict[tuple[str, str], int] = {}
    for scheme in plan.schemes:
        for line in scheme.lines:
            if tracks.get(line.source) is Track.NHS_ENGLAND:
                key = scheme.id, line.source
                amounts[key] = amounts.get(key, 0) + in_year(line.amounts_pence, place)
    return amounts


def _spent(year_pence: int, one: Running, year: int, until: date) -> int:
    starts, ends = date(year, 4, 1), date(year + 1, 4, 1)
    days = (min(until, ends) - max(one.since, starts)).days
    return year_pence * max(days, 0) // (ends - starts).days
