"""Money that ends: its years, what depends on it, and what has no money once it has ended.

The sums of the edge itself stand in `ringfence` (`phased`, `cliff`); here they are laid out by year and checked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from commonweal.engine.findings import Finding, error, warning
from commonweal.engine.ledger.ringfence import Cliff, cliff
from commonweal.engine.money import pounds

ALERT_DAYS = 365


@dataclass(frozen=True, slots=True)
class Need:
    """What a scheme costs on time-limited money in a financial year; `is_recurrent`: the cost goes on without end."""

    scheme: str
    year: int
    cost_pence: int
    is_recurrent: bool


@dataclass(frozen=True, slots=True)
class EdgeYear:
    """A financial year of the money: what is paid, what the schemes on it cost."""

    year: int
    money_pence: int
    needed_pence: int

    @property
    def uncovered_pence(self) -> int:
        """Costs without money; never below nothing."""
        return max(0, self.needed_pence - self.money_pence)

    @property
    def unused_pence(self) -> int:
        """Money without a use; never below nothing."""
        return max(0, self.money_pence - self.needed_pence)


def edge_years(phases: Mapping[int, int], needs: Iterable[Need]) -> tuple[EdgeYear, ...]:
    """Every year that is paid or costs something, in order."""
    needed: dict[int, int] = defaultdict(int)
    for need in needs:
        needed[need.year] += need.cost_pence
    years = sorted({*phases, *needed})
    return tuple(EdgeYear(year, phases.get(year, 0), needed.get(year, 0)) for year in years)


def edge(source: str, phases: Mapping[int, int], needs: Iterable[Need]) -> Cliff:
    """What hangs over the edge, scheme by scheme; ValueError if no year is paid."""
    by_scheme: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for need in needs:
        by_scheme[need.scheme][need.year] += need.cost_pence
    return cliff(source, phases, by_scheme)


def check_time_limited(
    name: str, phases: Mapping[int, int], needs: Collection[Need], ends: date, today: date
) -> list[Finding]:
    """Findings: the money ends soon or has ended, recurrent costs stand on it, a year costs more than it brings."""
    where = f"money {name}"
    return (
        _check_end(where, phases, needs, ends, today)
        + _check_recurrent(where, needs)
        + _check_years(where, phases, needs)
    )


def _check_end(
    where: str, phases: Mapping[int, int], needs: Collection[Need], ends: date, today: date
) -> list[Finding]:
    days = (ends - today).days
    over_pence = sum(edge(where, phases, needs).uncovered_pence.values())
    if days <= 0:
        message = (
            f"The money ended on {ends.day} {ends:%B %Y}; {pounds(over_pence)} of yearly costs had no other money."
        )
        make, code = (error, "money-ended") if over_pence else (warning, "money-ended-clean")
        return [make(code, where, message, "Name the source that pays now, or end what depended on it.")]
    if days <= ALERT_DAYS:
        message = f"The money ends on {ends.day} {ends:%B %Y}, in {days:,} {'day' if days == 1 else 'days'}."
        return [warning("money-ends-soon", where, message, "Decide what goes on, and who pays for it then.")]
    return []


def _check_recurrent(where: str, needs: Collection[Need]) -> list[Finding]:
    found = []
    for scheme in dict.fromkeys(need.scheme for need in needs):
        costs = [need.cost_pence for need in needs if need.scheme == scheme and need.is_recurrent]
        if costs:
            message = f"{scheme} is a recurrent commitment of up to {pounds(max(costs))} a year on money that ends."
            what_to_do = "Give it recurrent money, or agree the day on which it ends."
            found.append(warning("recurrent-on-one-off", where, message, what_to_do))
    return found


def _check_years(where: str, phases: Mapping[int, int], needs: Collection[Need]) -> list[Finding]:
    return [
        error(
            "year-over-money",
            where,
            f"{year.year} to {year.year + 1} costs {pounds(year.needed_pence)}, "
            f"{pounds(year.uncovered_pence)} more than the money of that year.",
            "Lower the costs, carry money over from another year, or name another source.",
        )
        for year in edge_years(phases, needs)
        if year.money_pence and year.uncovered_pence
    ]
