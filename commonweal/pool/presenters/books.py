"""Statements, their legs, an entry, the months."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from commonweal.engine.ledger.balances import Dimension, StatementLine
from commonweal.engine.ledger.closing import TRANSITIONS, PeriodStanding, PeriodState
from commonweal.engine.money import pounds
from commonweal.engine.periods import Month, Period
from commonweal.pool.presenters.words import STATES, STEPS

DIMENSIONS = {"scheme": "Scheme", "source": "Source of money", "partner": "Partner"}
BY_NAME: dict[str, Dimension] = {"scheme": "scheme", "source": "source", "partner": "partner"}
NO_KEY = "Not of one scheme"


def dimension(asked: str) -> Dimension:
    """By what a statement is asked for; by scheme if that is none of the three."""
    return BY_NAME.get(asked, "scheme")


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A line with where its legs are."""

    name: str
    link: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatementPage:
    """A statement: its question, its rows, its sum."""

    heading: str
    lead: str
    by: str
    first: str
    last: str
    rows: tuple[StatementRow, ...]
    total: tuple[str, ...]


def present_statement(
    fund_id: int, lines: Sequence[StatementLine], names: Mapping[str, str], first: Month, last: Month, by: str
) -> StatementPage:
    """A statement of whole months; `names` says what the lines' keys are called."""
    income, spending = sum(line.income_pence for line in lines), sum(line.spending_pence for line in lines)
    closing_pence = sum(line.closing_pence for line in lines)
    left = f"{pounds(closing_pence)} is unspent" if closing_pence >= 0 else f"{pounds(-closing_pence)} is overspent"
    return StatementPage(
        heading=f"{first} to {last}: {left}" if first != last else f"{first}: {left}",
        lead=f"{pounds(income)} came in, and {pounds(spending)} was spent.",
        by=by,
        first=first.iso,
        last=last.iso,
        rows=tuple(_row(fund_id, line, names, first, last, by) for line in lines),
        total=_numbers(_sum(lines)),
    )


def _row(
    fund_id: int, line: StatementLine, names: Mapping[str, str], first: Month, last: Month, by: str
) -> StatementRow:
    asked = urlencode({"by": by, "key": line.key, "first": first.iso, "last": last.iso})
    name = names.get(line.key, line.key) or NO_KEY
    return StatementRow(name, f"{reverse('pool:legs', args=[fund_id])}?{asked}", _numbers(line))


def _sum(lines: Sequence[StatementLine]) -> StatementLine:
    return StatementLine(
        "",
        sum(line.opening_pence for line in lines),
        sum(line.income_pence for line in lines),
        sum(line.spending_pence for line in lines),
        sum(line.to_reserves_pence for line in lines),
    )


def _numbers(line: StatementLine) -> tuple[str, ...]:
    pence = (line.opening_pence, line.income_pence, line.spending_pence, line.to_reserves_pence, line.closing_pence)
    return tuple(map(pounds, pence))


def months_between(first: Month, last: Month) -> Period:
    """The days from the first month's first to the last month's last."""
    return Period(first.first, last.end)


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month of the books and what can be done with it."""

    name: str
    iso: str
    state: str
    colour: str
    steps: tuple[tuple[str, str], ...]


def present_months(standings: Mapping[Month, PeriodStanding], year: int) -> tuple[MonthRow, ...]:
    """The twelve months of a financial year, April first."""
    rows = []
    for month in (Month(year, 4) + count for count in range(12)):
        state = standings.get(month, PeriodStanding()).state
        steps = tuple((step.value, STEPS[step]) for before, step in TRANSITIONS if before is state)
        rows.append(MonthRow(str(month), month.iso, *STATES[state], steps))
    return tuple(rows)


def is_to_close(standing: PeriodStanding, month: Month, on: date) -> bool:
    """Whether a month has ended or runs, and is not closed: accruals of the months before it should be taken back."""
    return standing.state in {PeriodState.OPEN, PeriodState.CLOSING} and month.first <= on


def years(used: Iterable[int], now: date, chosen: int) -> list[tuple[int, bool]]:
    """The financial years to choose from, this one among them."""
    return [(year, year == chosen) for year in sorted({*used, Month.of(now).financial_year, chosen})]
