"""Exposure before approval, as planned: what of the year's money is spent month by month while nobody has agreed it.

A scheme that runs spends its year's amount evenly by days. Only money whose track waits for the approval is exposed:
what NHS England must approve; grants to councils are paid whatever it decides. Approval clears all of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from commonweal.engine.periods import Month
from commonweal.engine.rulebook.model import Rulebook, Track
from commonweal.engine.rulebook.plan import Plan, in_year


@dataclass(frozen=True, slots=True)
class Running:
    """A scheme that runs before approval: since when, who authorised it, and what stopping it would cost."""

    scheme: str
    since: date
    authorised_by: str
    exit_cost_pence: int = 0


@dataclass(frozen=True, slots=True)
class Exposed:
    """The end of a month: what running schemes have spent and would cost to leave, by then, without an agreement."""

    month: Month
    spent_pence: int
    exit_pence: int

    @property
    def total_pence(self) -> int:
        """All that is at risk."""
        return self.spent_pence + self.exit_pence


def exposure(
    plan: Plan, rulebook: Rulebook, running: Iterable[Running], approval: date | None, place: int = 0
) -> list[Exposed]:
    """Month by month of a year of the round (by its place), nothing from the month in which approval comes.

    Spent so far is each scheme's amount by the days that it has run, rounded down to the penny.
    """
    year = rulebook.years[place]
    amounts = waiting(plan, rulebook, place)
    known = [one for one in running if amounts.get(one.scheme)]
    rows = []
    for month in (Month(year, 4) + count for count in range(12)):
        cleared = approval is not None and approval < month.end
        begun = [] if cleared else [one for one in known if one.since < month.end]
        spent = sum(_spent(amounts[one.scheme], one, year, month.end) for one in begun)
        rows.append(Exposed(month, spent, sum(one.exit_cost_pence for one in begun)))
    return rows


def waiting(plan: Plan, rulebook: Rulebook, place: int) -> dict[str, int]:
    """By scheme, the year's money that waits for the approval of the plan."""
    tracks = {one.id: one.track for one in rulebook.funding_source}
    amounts: dict[str, int] = {}
    for scheme in plan.schemes:
        for line in scheme.lines:
            if tracks.get(line.source) is Track.NHS_ENGLAND:
                amounts[scheme.id] = amounts.get(scheme.id, 0) + in_year(line.amounts_pence, place)
    return amounts


def _spent(year_pence: int, one: Running, year: int, until: date) -> int:
    starts, ends = date(year, 4, 1), date(year + 1, 4, 1)
    days = (min(until, ends) - max(one.since, starts)).days
    return year_pence * max(days, 0) // (ends - starts).days
