"""A file in words and tables: its control total, what it would post, the lines that wait, host against pool."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from commonweal.charts.figure import Table
from commonweal.engine.findings import Finding
from commonweal.engine.matching import general_ledger, lines_findings, reconciling
from commonweal.engine.matching.column_map import GENERAL_LEDGER
from commonweal.engine.matching.control import Total
from commonweal.engine.money import pounds
from commonweal.pool import models
from commonweal.pool.queries import files as queries

REASONS = {
    "short-line": ("The row has fewer cells than there are headings", "Look for a broken line"),
    "long-line": ("The row has more cells than there are headings", "Put quotation marks around text with commas"),
    "amount-unreadable": ("The amount cannot be read", "Write it like 1234.50, -1234.50 or (1,234.50)"),
    "date-unreadable": (
        "The date or period cannot be read",
        "Write it like the other rows, or say how dates are written",
    ),
}
WHY = {
    "no-rule": "No rule fits",
    "two-rules": "Two rules disagree",
    "known-reference": "Its reference is in the books from another file, with another day or amount",
    "": "",
}
SHOWN = {
    "waiting": "Lines that wait for a person’s coding",
    "refused": "Lines that were refused",
    "coded": "Lines that are ready to post",
    "before": "Lines that another file brought before",
    "aside": "Lines that were set aside",
    "nothing": "Lines of £0",
    "posted": "Lines that are in the books",
}
MOST_TRIAL_ROWS = 400
MOST_DIFFERENCES = 200


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file in the list."""

    id: int
    name: str
    partner: str
    kept: str
    read_by: str
    state: str
    colour: str


@dataclass(frozen=True, slots=True)
class FilePage:
    """What the page of a file that was read says."""

    heading: str
    lead: str
    control: Table
    verdict: str
    agrees: bool
    proposal: Table
    ready: int
    closed: str
    waiting: int
    refused: int
    findings: tuple[Finding, ...]
    trial: Table | None
    is_ledger: bool
    unknown_headings: bool
    ways: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line in a list of lines."""

    row: int
    cells: tuple[str, ...]
    amount: str


def present_list(files: Iterable[models.LedgerFile]) -> list[FileRow]:
    """The files, each with how far it is."""
    return [_file_row(file) for file in files]


def present(file: models.LedgerFile, proposed: queries.Proposal) -> FilePage:
    """A file that a map reads."""
    read, states = proposed.read, proposed.total.states
    assert read.control is not None and read.column_map is not None  # noqa: S101 - the view asked
    is_ledger = read.column_map.kind == GENERAL_LEDGER
    extra = general_ledger.check_extract(read.lines) if is_ledger else ()
    return FilePage(
        heading=_heading(file.name, states),
        lead=_lead(proposed),
        control=_control(proposed),
        verdict=_verdict(proposed),
        agrees=proposed.agrees,
        proposal=_by_account(proposed.lines),
        ready=states["coded"].count,
        closed=", ".join(f"{month} ({_lines(count)})" for month, count in proposed.closed.items()),
        waiting=states["waiting"].count,
        refused=read.control.refused.count,
        findings=(*queries.worth_a_look(read), *extra),
        trial=_trial(read.lines) if is_ledger else None,
        is_ledger=is_ledger,
        unknown_headings=any(finding.code == "unknown-column" for finding in read.findings),
        ways=_ways(proposed),
    )


def line_rows(lines: pl.DataFrame) -> list[LineRow]:
    """Lines of a proposal as a list shows them."""
    ledger = "journal" in lines.columns
    names = ("description", "account", "cost_centre", "journal") if ledger else ("payee", "service", "expense", "code")
    columns = ("row", "paid_on", "amount_pence", "account_code", "why", "reference", *names)
    return [
        LineRow(
            row,
            (f"{day:%d %b %Y}", *map(_shown, (*texts, reference)), account or WHY[why]),
            pounds(pence),
        )
        for row, day, pence, account, why, reference, *texts in lines.select(columns).iter_rows()
    ]


def line_headings(lines: pl.DataFrame) -> tuple[str, ...]:
    """The headings of `line_rows` between the row and the amount."""
    if "journal" in lines.columns:
        return ("Day", "Description", "Account", "Cost centre", "Journal", "Reference", "Belongs to, or why it waits")
    return ("Day", "Payee", "Service", "Expense", "Code", "Reference", "Belongs to, or why it waits")


def refused_rows(refusals: Sequence[tuple[int, int | None, str]]) -> list[tuple[str, ...]]:
    """Each refused line: row, amount, reason, what to do."""
    return [
        (f"{row:,}", pounds(pence) if pence is not None else "not readable", *REASONS[reason])
        for row, pence, reason in refusals
    ]


def of_words(lines: pl.DataFrame, words: str) -> pl.DataFrame:
    """The lines with these words in any of their texts."""
    if not words:
        return lines
    hidden = ("state", "why", "own_account")
    texts = [name for name, kind in lines.schema.items() if kind == pl.String and name not in hidden]
    wanted = words.lower()
    return lines.filter(pl.any_horizontal(pl.col(texts).str.to_lowercase().str.contains(wanted, literal=True)))


def account_choices(accounts: Iterable[models.Account]) -> list[tuple[str, str]]:
    """Accounts by their scheme and source."""
    return [(account.code, _named(account)) for account in accounts]


def reconciled(pairs: Sequence[reconciling.AccountPair], uncoded: Total) -> tuple[str, Table]:
    """The answer, and host beside pool by account."""
    apart = [pair for pair in pairs if pair.difference_pence]
    rows = [(pair.account, *map(pounds, (pair.host_pence, pair.pool_pence, pair.difference_pence))) for pair in pairs]
    sums = (sum(pair.host_pence for pair in pairs), sum(pair.pool_pence for pair in pairs))
    rows.append(("Together", pounds(sums[0]), pounds(sums[1]), pounds(sums[0] - sums[1])))
    if uncoded.count:
        rows.append((f"{_lines(uncoded.count)} of the host that no rule codes", pounds(uncoded.pence), "", ""))
    table = Table(("Account", "Host’s ledger", "Pool", "Host less pool"), tuple(rows))
    if not pairs:
        return "Neither side has anything in these months.", table
    if not apart:
        return f"Pool and host agree on all {len(pairs)} accounts, to the penny.", table
    gap = pounds(sum(abs(pair.difference_pence) for pair in apart))
    return f"Pool and host differ on {len(apart)} of {len(pairs)} accounts, by {gap} in all.", table


def differences_table(found: Sequence[reconciling.Difference]) -> Table:
    """What makes the differences, line by line."""
    sides = {"host": "Host’s ledger only", "pool": "Pool only"}
    rows = tuple(
        (each.account, sides[each.side], _shown(each.reference) or "none", f"{each.times}", pounds(each.pence))
        for each in found[:MOST_DIFFERENCES]
    )
    return Table(("Account", "Where", "Reference", "Times", "Amount"), rows)


def _file_row(file: models.LedgerFile) -> FileRow:
    readings = sorted(file.readings.all(), key=lambda reading: reading.pk)
    state, colour = ("Ask which column is which", "yellow") if not readings else ("Read, not posted", "blue")
    if count := len(file.postings.all()):
        state, colour = f"Posted{'' if count == 1 else f' in {count} goes'}", "green"
    read_by = str(readings[-1]) if readings else "no map yet"
    return FileRow(file.pk, file.name, file.partner.code, f"{file.at:%d %B %Y}", read_by, state, colour)


def _heading(name: str, states: Mapping[str, Total]) -> str:
    posted, coming = states["posted"], states["coded"] + states["waiting"]
    if not posted.count:
        return f"Nothing of {name} is in the books yet"
    if not coming.count:
        return f"{name} is in the books: {pounds(posted.pence)}"
    return f"{pounds(posted.pence)} of {name} is in the books, {pounds(coming.pence)} is not yet"


def _lead(proposed: queries.Proposal) -> str:
    control, states = proposed.read.control, proposed.total.states
    assert control is not None  # noqa: S101 - the page is of a file that was read
    refused = f"{_lines(control.refused.count)} refused, " if control.refused.count else ""
    return (
        f"{_lines(control.file.count)} of {pounds(control.file.pence)}: {refused}"
        f"{control.left.count:,} left in the partner’s own book, {control.to_post.count:,} the pool’s. "
        f"Of these {states['coded'].count:,} are ready to post and {states['waiting'].count:,} wait for a person."
    )


def _control(proposed: queries.Proposal) -> Table:
    control = proposed.read.control
    assert control is not None  # noqa: S101 - the page is of a file that was read
    rows = [(words, *_total(total)) for words, total in (*control.rows()[:3], control.rows()[4], control.rows()[3])]
    rows += [(words, *_total(total)) for words, total in proposed.total.rows()]
    rows.append(("The ledger holds of this file", *_total(proposed.booked)))
    if control.publishers_pence is not None:
        rows.append(("Sum that the file itself prints", "", pounds(control.publishers_pence)))
    return Table(("Control total", "Lines", "Sum"), tuple(rows))


def _verdict(proposed: queries.Proposal) -> str:
    control = proposed.read.control
    assert control is not None  # noqa: S101 - the page is of a file that was read
    if not proposed.agrees:
        return "File, statement and ledger do not agree. Post nothing more from it, and tell the people who run this."
    words = "File = accepted + refused, and what was posted = what the ledger holds, to the penny."
    if control.unreadable_count:
        words += f" No readable amount, and so in no sum: {_lines(control.unreadable_count)} of those refused."
    return words


def _by_account(lines: pl.DataFrame) -> Table:
    ready = lines.filter(pl.col("state") == "coded")
    sums = ready.group_by("account_code").agg(pl.len(), pl.col("amount_pence").sum().alias("pence"))
    rows = tuple((code, f"{count:,}", pounds(pence)) for code, count, pence in sums.sort("account_code").iter_rows())
    return Table(("Account", "Lines", "Sum"), rows)


def _trial(lines: pl.DataFrame) -> Table:
    rows = tuple(
        (_shown(account), period, f"{count:,}", *map(pounds, sums))
        for account, period, count, *sums in general_ledger.trial_totals(lines).head(MOST_TRIAL_ROWS).iter_rows()
    )
    return Table(("Account", "Period", "Lines", "Debit", "Credit", "Debit less credit"), rows)


def _ways(proposed: queries.Proposal) -> tuple[tuple[str, str], ...]:
    """The lists of lines that hold something."""
    counts = {state: total.count for state, total in proposed.total.states.items()}
    counts["refused"] = proposed.read.control.refused.count if proposed.read.control else 0
    return tuple((state, f"{words} ({counts[state]:,})") for state, words in SHOWN.items() if counts[state])


def _named(account: models.Account) -> str:
    if account.source is None:
        return f"{account.code} ({account.get_kind_display()})"
    what = account.scheme.name if account.scheme else account.get_kind_display()
    return f"{what}, from {account.source.name} ({account.code})"


def _total(total: Total) -> tuple[str, str]:
    return f"{total.count:,}", pounds(total.pence)


def _lines(count: int) -> str:
    return f"{count:,} {'line' if count == 1 else 'lines'}"


def _shown(text: str) -> str:
    return lines_findings.shown(text)
