"""Each partner's own accounts of the pool's lines by who controls them, with the memorandum note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from commonweal.charts.bars import ShareFigure, ShareRow
from commonweal.charts.figure import About, Figure, Table
from commonweal.engine.findings import Finding, error
from commonweal.engine.ledger.control import Control, Memorandum, PartnerAccounts, PooledLine, accounts_by_control
from commonweal.engine.money import pounds
from commonweal.pool.presenters.figures import kept
from commonweal.pool.presenters.words import year_name

MOST_PARTS = 6

FINDINGS = {
    Control.ONE_PARTNER: "one partner controls: gross",
    Control.JOINT: "joint operation: share of each",
    Control.AGENT: "passed through by an agent: net",
}


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A scheme's line; `line` is None while nobody has found who controls it."""

    scheme_id: int
    name: str
    expenditure_pence: int
    outside_income_pence: int
    line: PooledLine | None
    control: Control | None
    holder_name: str
    reason: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A scheme's finding with who decided, and where it is changed."""

    name: str
    finding: str
    reason: str
    decided_by: str
    expenditure: str
    link: str


@dataclass(frozen=True, slots=True)
class ControlPage:
    """The page's parts in their order."""

    lead: str
    figure: Figure | None
    accounts: Table
    conserved: Table
    is_conserved: bool
    memorandum: Table
    findings: tuple[FindingRow, ...]
    missing: tuple[Finding, ...]


def present(
    fund_id: int, year: int, lines: Sequence[LineFacts], partner: str, names: Mapping[str, str], memo: Memorandum
) -> ControlPage:
    """One partner's accounts, and what all partners note."""
    by_line = {each.scheme_id: accounts_by_control(each.line) for each in lines if each.line}
    conserved, is_conserved = _conserved(lines, by_line, names)
    return ControlPage(
        _lead(lines, by_line, partner, names, year),
        _figure(lines, by_line, names, year),
        _accounts(lines, by_line, partner),
        conserved,
        is_conserved,
        _memorandum(memo, names),
        tuple(_finding_row(fund_id, year, each) for each in lines if each.scheme_id),
        tuple(_missing(each) for each in lines if each.line is None and each.expenditure_pence),
    )


def _figure(
    lines: Sequence[LineFacts], by_line: Mapping[int, Sequence[PartnerAccounts]], names: Mapping[str, str], year: int
) -> Figure | None:
    """Each line's net cost by partner; a line with a partner in credit is left to the table."""
    rows = []
    for each in lines:
        nets = {row.partner: row.net_cost_pence for row in by_line.get(each.scheme_id, ())}
        if sum(nets.values()) > 0 and min(nets.values()) >= 0:
            rows.append(ShareRow(each.name, tuple(nets[code] / 100 for code in names)))
    if not rows or not 2 <= len(names) <= MOST_PARTS:
        return None
    totals = dict(zip(names.values(), map(sum, zip(*(row.parts for row in rows), strict=True)), strict=True))
    most = max(totals, key=lambda name: totals[name])
    about = About(
        id="net-costs",
        headline=f"{most} bears {round(100 * totals[most] / sum(totals.values()))}% of the lines' net cost",
        subtitle=f"Share of each line's net cost in the partners' own accounts, {year_name(year)} so far, in percent",
        source="this fund's books and control findings",
        unit="%",
    )
    return kept().figure(ShareFigure(about, tuple(names.values()), tuple(rows), label_heading="Line"))


def _mine(rows: Sequence[PartnerAccounts], partner: str) -> PartnerAccounts:
    return next(row for row in rows if row.partner == partner)


def _lead(
    lines: Sequence[LineFacts],
    by_line: Mapping[int, Sequence[PartnerAccounts]],
    partner: str,
    names: Mapping[str, str],
    year: int,
) -> str:
    if not lines:
        return f"The books have no spending in {year_name(year)} yet."
    mine = [_mine(rows, partner) for rows in by_line.values()]
    gross, net = sum(row.expenditure_pence for row in mine), sum(row.net_cost_pence for row in mine)
    without = len(lines) - len(by_line)
    rest = f" {without} of {len(lines)} lines have no control finding and are left out." if without else ""
    shows = f"{names[partner]} shows {pounds(gross)} of expenditure, {pounds(net)} net of income"
    return f"{shows}, for {year_name(year)} so far.{rest}"


def _accounts(lines: Sequence[LineFacts], by_line: Mapping[int, Sequence[PartnerAccounts]], partner: str) -> Table:
    rows, sums = [], [0, 0, 0, 0]
    for each in lines:
        if each.scheme_id in by_line and each.control:
            mine = _mine(by_line[each.scheme_id], partner)
            numbers = _numbers(mine)
            sums = [before + now for before, now in zip(sums, numbers, strict=True)]
            rows.append((each.name, FINDINGS[each.control], *map(pounds, numbers)))
    rows.append(("Together", "", *map(pounds, sums)))
    headers = ("Line", "Shown as", "Expenditure", "Charges and other income", "From the other partners", "Net cost")
    return Table(headers, tuple(rows))


def _numbers(row: PartnerAccounts) -> tuple[int, int, int, int]:
    return row.expenditure_pence, row.outside_income_pence, row.from_partners_pence, row.net_cost_pence


def _conserved(
    lines: Sequence[LineFacts], by_line: Mapping[int, Sequence[PartnerAccounts]], names: Mapping[str, str]
) -> tuple[Table, bool]:
    """Line by line, the partners' net costs beside the books' expenditure less outside income."""
    rows, whole = [], True
    for each in lines:
        if each.scheme_id in by_line:
            nets = {row.partner: row.net_cost_pence for row in by_line[each.scheme_id]}
            books_pence = each.expenditure_pence - each.outside_income_pence
            whole = whole and sum(nets.values()) == books_pence
            cells = (pounds(nets[code]) for code in names)
            rows.append((each.name, *cells, pounds(sum(nets.values())), pounds(books_pence)))
    headers = ("Net cost", *names.values(), "Together", "The books")
    return Table(headers, tuple(rows)), whole


def _memorandum(memo: Memorandum, names: Mapping[str, str]) -> Table:
    rows = [(f"Paid in by {names[code]}", pounds(pence)) for code, pence in memo.contributions_pence.items()]
    rows.append(("Charges and other outside income", pounds(memo.outside_income_pence)))
    rows.append(("Expenditure", pounds(memo.expenditure_pence)))
    surplus = memo.surplus_pence
    rows.append(("Unspent" if surplus >= 0 else "Overspent", pounds(abs(surplus))))
    return Table(("Memorandum account of the pool", "Amount"), tuple(rows))


def _finding_row(fund_id: int, year: int, each: LineFacts) -> FindingRow:
    finding = FINDINGS[each.control] if each.control else "not found yet"
    holder = f" ({each.holder_name})" if each.holder_name else ""
    link = f"{reverse('pool:find-control', args=[fund_id, each.scheme_id])}?year={year}"
    return FindingRow(
        each.name, f"{finding}{holder}", each.reason, each.decided_by, pounds(each.expenditure_pence), link
    )


def _missing(each: LineFacts) -> Finding:
    return error(
        "control-not-found",
        each.name,
        f"{pounds(each.expenditure_pence)} is spent and nobody has found who controls it.",
        "Decide who controls the spending, and write down why.",
    )
