"""Money that ends: its years, what depends on it, and the cliff edge in a sentence, a figure and a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from commonweal.charts.bars import Bar, BarFigure
from commonweal.charts.figure import About, Figure, Table
from commonweal.core.templating import day
from commonweal.engine.findings import Finding
from commonweal.engine.ledger.timelimited import EdgeYear, Need, check_time_limited, edge, edge_years
from commonweal.engine.money import pounds
from commonweal.pool.presenters.figures import in_thousands, kept
from commonweal.pool.presenters.words import year_name


@dataclass(frozen=True, slots=True)
class MoneyFacts:
    """One piece of time-limited money."""

    id: int
    name: str
    source_name: str
    total_pence: int
    phases_pence: Mapping[int, int]
    needs: Sequence[Need]
    ends: date
    note: str


@dataclass(frozen=True, slots=True)
class MoneyOnPage:
    """It on the page."""

    name: str
    about: str
    sentence: str
    figure: Figure | None
    years: Table
    schemes: Table
    findings: tuple[Finding, ...]


def present(moneys: Iterable[MoneyFacts], names: Mapping[str, str], today: date) -> tuple[MoneyOnPage, ...]:
    """Each piece of money with its cliff edge."""
    return tuple(_present(money, names, today) for money in moneys)


def lead(moneys: Sequence[MoneyFacts]) -> str:
    """The page's sentence."""
    if not moneys:
        return "No money of this fund is recorded as ending."
    total = sum(money.total_pence for money in moneys)
    over = sum(sum(_edge(money).values()) for money in moneys)
    if not over:
        return f"{pounds(total)} of this fund ends; nothing recorded here depends on it afterwards."
    return f"{pounds(total)} of this fund ends; {pounds(over)} a year depends on it and has no money afterwards."


def alerts(moneys: Iterable[MoneyFacts], names: Mapping[str, str], today: date) -> tuple[Finding, ...]:
    """That money has ended or ends soon, for the fund's first page."""
    found = (finding for money in moneys for finding in _findings(money, names, today))
    return tuple(finding for finding in found if finding.code in {"money-ended", "money-ends-soon"})


def _findings(money: MoneyFacts, names: Mapping[str, str], today: date) -> list[Finding]:
    named = [
        Need(names.get(need.scheme, need.scheme), need.year, need.cost_pence, need.is_recurrent) for need in money.needs
    ]
    return check_time_limited(money.name, money.phases_pence, named, money.ends, today)


def _edge(money: MoneyFacts) -> Mapping[str, int]:
    return edge(money.name, money.phases_pence, money.needs).uncovered_pence


def _present(money: MoneyFacts, names: Mapping[str, str], today: date) -> MoneyOnPage:
    years = edge_years(money.phases_pence, money.needs)
    count = len(money.phases_pence)
    about = f"{pounds(money.total_pence)} over {count} {'year' if count == 1 else 'years'}, within {money.source_name}"
    return MoneyOnPage(
        money.name,
        f"{about}. {money.note}".strip() if money.note else f"{about}.",
        _sentence(money, names),
        _figure(money, years),
        _years(years),
        _schemes(money, names),
        tuple(_findings(money, names, today)),
    )


def _sentence(money: MoneyFacts, names: Mapping[str, str]) -> str:
    cliff = edge(money.name, money.phases_pence, money.needs)
    after = cliff.last_year + 1
    ended = f"On {day(money.ends)} {pounds(cliff.last_amount_pence)} a year ends"
    if not cliff.uncovered_pence:
        return f"{ended}; no scheme is recorded that costs anything on it in {year_name(after)}."
    total = sum(cliff.uncovered_pence.values())
    most, pence = max(cliff.uncovered_pence.items(), key=lambda item: item[1])
    which = (
        f"all of it {names.get(most, most)}"
        if pence == total
        else f"most of it {names.get(most, most)} ({pounds(pence)})"
    )
    return f"{ended}, and {pounds(total)} of {year_name(after)} has no money: {which}."


def _years(years: Sequence[EdgeYear]) -> Table:
    rows = tuple(
        (year_name(row.year), *map(pounds, (row.money_pence, row.needed_pence, row.unused_pence, row.uncovered_pence)))
        for row in years
    )
    return Table(("Financial year", "Money", "Costs on it", "Money without a use", "Costs without money"), rows)


def _schemes(money: MoneyFacts, names: Mapping[str, str]) -> Table:
    years = sorted({*money.phases_pence, *(need.year for need in money.needs)})
    rows = []
    for scheme in dict.fromkeys(need.scheme for need in money.needs):
        costs = {need.year: need.cost_pence for need in money.needs if need.scheme == scheme}
        recurrent = any(need.is_recurrent for need in money.needs if need.scheme == scheme)
        cells = (pounds(costs.get(year, 0)) for year in years)
        rows.append((names.get(scheme, scheme), "goes on" if recurrent else "ends", *cells))
    return Table(("Scheme", "Its cost", *map(year_name, years)), tuple(rows))


def _figure(money: MoneyFacts, years: Sequence[EdgeYear]) -> Figure | None:
    if not money.needs:
        return None
    bars = []
    for row in years:
        bars.append(Bar(f"{year_name(row.year)}: money", in_thousands(row.money_pence)))
        bars.append(Bar(f"{year_name(row.year)}: costs", in_thousands(row.needed_pence), bool(row.uncovered_pence)))
    over = [row for row in years if row.uncovered_pence]
    headline = (
        f"{pounds(over[0].uncovered_pence)} has no money in {year_name(over[0].year)}" if over else "Every year is paid"
    )
    about = About(
        id=f"edge-{money.id}",
        headline=f"{money.name}: {headline}",
        subtitle="Money and the costs on it by financial year, thousands of pounds; uncovered costs are dark",
        source="this fund's record of time-limited money",
        unit="thousand pounds",
    )
    return kept().figure(BarFigure(about, tuple(bars), label_heading="Year", in_given_order=True))
