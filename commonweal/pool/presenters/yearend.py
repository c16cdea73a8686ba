"""What the pages of the year's end and of conditional money say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse

from commonweal.engine.findings import Finding, warning
from commonweal.engine.ledger.balances import StatementLine
from commonweal.engine.ledger.passingdown import Share, check_passing_down
from commonweal.engine.ledger.ringfence import Amounts, Source
from commonweal.engine.ledger.transfers import TransferKind, Voucher, check_voucher
from commonweal.engine.ledger.yearend import CarryRule
from commonweal.engine.money import pounds
from commonweal.pool.models import BudgetLine, ReserveMove, SourceCondition, Transfer, TransferVoucher
from commonweal.pool.presenters.desk import DeskPage, Grid, Link, Section, counted, day
from commonweal.pool.presenters.money import Lines, entry_link, line_name
from commonweal.pool.presenters.words import CARRY_RULES, TRANSFER_KINDS, over_or_under, with_names, year_name


def year_end(
    lines: Sequence[BudgetLine],
    amounts: Lines,
    outturn: Mapping[str, StatementLine],
    sources: Mapping[str, Source],
    conditions: Sequence[SourceCondition],
    findings: Sequence[Finding],
    year: int,
) -> DeskPage:
    """The outturn by line and by source, and what may become of what is left."""
    left = sum(line.closing_pence for line in outturn.values())
    words = f"{pounds(left)} is left unspent" if left >= 0 else f"{pounds(-left)} more was spent than came in"
    return DeskPage(
        "Year end",
        f"{year_name(year)}: {words}",
        f"{counted(len(findings), 'source')} needs a look before the year is closed."
        if len(findings) == 1
        else f"{counted(len(findings), 'source')} need a look before the year is closed.",
        (
            Section("Outturn by line", (), _by_line(lines, amounts)),
            Section("Outturn by source", (), _by_source(outturn, sources, conditions)),
        ),
        with_names(findings, {code: source.name for code, source in sources.items()}),
        made=(
            "The outturn is what the books show so far; a source’s unspent money is what it brought forward and brought"
            " in, less what was spent and set aside.",
            "Carrying sets the money aside on 31 March and draws it on 1 April through the source’s appropriation"
            " account: neither year’s income or spending changes.",
        ),
    )


def _by_line(lines: Sequence[BudgetLine], amounts: Lines) -> Grid:
    rows = []
    for line in lines:
        has = amounts.get((line.scheme.code, line.source.code), Amounts())
        variance = over_or_under(has.paid_pence - has.planned_pence)
        rows.append((line_name(line), pounds(has.planned_pence), pounds(has.paid_pence), variance))
    return Grid(("Line", "Budget", "Outturn", "Against budget"), tuple(rows), frozenset({1, 2, 3}))


def _by_source(
    outturn: Mapping[str, StatementLine], sources: Mapping[str, Source], conditions: Sequence[SourceCondition]
) -> Grid:
    said = {row.source.code: row for row in conditions}
    rows = []
    for code, line in outturn.items():
        numbers = (line.opening_pence, line.income_pence, line.spending_pence, line.to_reserves_pence)
        row = said.get(code)
        rule = CARRY_RULES[CarryRule(row.carry) if row else CarryRule.UNKNOWN]
        name = sources[code].name if code in sources else code
        condition = f"{rule}: {row.condition} ({row.person_name})" if row else rule
        rows.append((name, *map(pounds, (*numbers, line.closing_pence)), condition))
    headers = ("Source", "Brought forward", "Came in", "Spent", "Set aside", "Unspent", "What its conditions say")
    return Grid(headers, tuple(rows), frozenset({1, 2, 3, 4, 5}))


def reserves(
    fund_id: int,
    found: Sequence[tuple[str, int, Mapping[str, int]]],
    moves: Sequence[ReserveMove],
    sources: Mapping[str, Source],
) -> DeskPage:
    """What each reserve holds and of whose money; how it came there. `found`: code, balance, held by source."""
    total = sum(balance for _, balance, _ in found)
    rows = tuple(
        (code, sources[source].name if source in sources else source, pounds(pence))
        for code, _, held in found
        for source, pence in held.items()
    )
    names = ", ".join(f"{code} {pounds(balance)}" for code, balance, _ in found) or "The fund has no reserve yet"
    return DeskPage(
        "Reserves",
        f"{pounds(total)} is held in reserves",
        f"{names}.",
        (
            Section("Whose money it is", (), Grid(("Reserve", "Source", "Held"), rows, frozenset({2}))),
            Section("Set aside and drawn", (), _moves(fund_id, moves)),
        ),
        tuple(_check_reserves(found, sources)),
        made=("Money in a reserve keeps its source: what is drawn is spent under the same conditions.",),
    )


def _moves(fund_id: int, moves: Sequence[ReserveMove]) -> Grid:
    rows = tuple(
        (
            day(move.entry.day),
            "Set aside" if move.amount_pence > 0 else "Drawn",
            pounds(abs(move.amount_pence)),
            move.reserve.code,
            move.source.name,
            move.reason,
            entry_link(fund_id, move.entry.link.number),
        )
        for move in moves
    )
    return Grid(("Day", "What", "Amount", "Reserve", "Source", "Reason", "Entry"), rows, frozenset({2}))


def _check_reserves(
    found: Sequence[tuple[str, int, Mapping[str, int]]], sources: Mapping[str, Source]
) -> list[Finding]:
    findings = []
    for code, balance, held in found:
        if balance != sum(held.values()):
            message = f"The account holds {pounds(balance)}, its recorded moves come to {pounds(sum(held.values()))}."
            what_to_do = "Somebody posted to it by hand: take that back, and set aside or draw on this page."
            findings.append(warning("reserve-differs", code, message, what_to_do))
        for source, pence in held.items():
            if pence < 0:
                name = sources[source].name if source in sources else source
                message = f"{pounds(-pence)} more of {name} was drawn than set aside."
                findings.append(warning("reserve-overdrawn", code, message, "Set it aside again, or take a draw back."))
    return findings


def transfers(
    fund_id: int,
    rows: Sequence[tuple[Transfer, Voucher, TransferVoucher | None]],
    names: Mapping[str, str],
    year: int,
) -> DeskPage:
    """Transfers with what became of their money, and their vouchers."""
    uncertified = [transfer for transfer, _, voucher in rows if voucher is None]
    findings = [
        Finding(one.code, one.severity, transfer.source.name, one.message, one.what_to_do)
        for transfer, figures, _ in rows
        for one in check_voucher(figures, transfer.amount_pence)
    ]
    total = sum(transfer.amount_pence for transfer, _, _ in rows)
    heading = f"{pounds(total)} is transferred under section 256 or 76" if rows else "Nothing is transferred"
    lead = f"{counted(len(rows), 'transfer')} in {year_name(year)}, {len(uncertified)} without this year’s voucher."
    return DeskPage(
        "Transfers",
        heading,
        lead,
        tuple(_transfer(fund_id, *row, names) for row in rows),
        tuple(findings),
        made=(
            "Each transfer is a source of its own: what is spent of it is what the books charge to that source.",
            "The recipient’s officer certifies it; figures and wording are kept as they were signed. The wording is a"
            " data file, and is not verified against the directions.",
        ),
    )


def _transfer(
    fund_id: int, transfer: Transfer, figures: Voucher, voucher: TransferVoucher | None, names: Mapping[str, str]
) -> Section:
    amounts = (transfer.amount_pence, figures.received_pence, figures.spent_pence, figures.unspent_pence)
    row = (_voucher(fund_id, voucher), *map(pounds, amounts))
    said = (
        f"{TRANSFER_KINDS[TransferKind(transfer.kind)]}."
        f" {names[transfer.payer.code]} pays {names[transfer.payee.code]}.",
        f"Purpose: {transfer.purpose}.",
        f"Conditions: {transfer.conditions}.",
    )
    headers = ("Voucher", "Agreed", "Received", "Spent", "Unspent")
    return Section(transfer.source.name, said, Grid(headers, (row,), frozenset({1, 2, 3, 4})))


def _voucher(fund_id: int, voucher: TransferVoucher | None) -> str | Link:
    if voucher is None:
        return "Not certified"
    href = reverse("pool:voucher", args=[fund_id, voucher.transfer_id])
    return Link(f"Certified by {voucher.person_name}, {day(voucher.at.date())}: download", href)


def passed_down(grants: Mapping[str, tuple[int, Sequence[Share]]], year: int, on: date) -> DeskPage:
    """Capital grants passed down to districts: owed, paid, late."""
    findings, sections = [], []
    for name, (grant_pence, shares) in grants.items():
        findings += check_passing_down(shares, grant_pence, on=on)
        rows = tuple(
            (
                share.district,
                pounds(share.share_pence),
                f"{pounds(share.kept_pence)}: {share.agreement}" if share.kept_pence else "Nothing",
                day(share.due),
                pounds(share.paid_pence),
                pounds(share.left_pence),
            )
            for share in shares
        )
        headers = ("District", "Share", "Kept by agreement", "Due", "Paid", "Owed")
        words = (f"{pounds(grant_pence)} in {year_name(year)}.",)
        sections.append(Section(name, words, Grid(headers, rows, frozenset({1, 4, 5}))))
    late = sum(one.code == "passed-down-short" for one in findings)
    owed = sum(share.left_pence for _, shares in grants.values() for share in shares)
    heading = f"{pounds(owed)} is still to be passed down" if owed else "All of it is passed down"
    return DeskPage(
        "Grant passed down",
        heading if grants else "No grant is passed down",
        f"{counted(late, 'district')} waiting beyond the day that was due."
        if grants
        else "In two-tier areas Disabled Facilities Grant goes in full to the districts, unless a district agrees.",
        tuple(sections),
        tuple(findings),
        made=("Part of a share is kept only where the district expressly agrees; the agreement is named.",),
    )
