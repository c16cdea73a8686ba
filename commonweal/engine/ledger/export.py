"""A fund's journal as text for other programs: beancount, hledger, and a CSV that carries the chain.

Amounts are pounds with two decimals in the first two, whole pence in the CSV. A CSV text that a spreadsheet would take
for a formula gets an apostrophe in front, as does one that begins with an apostrophe, so that a reader can take it off.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from commonweal.engine.ledger.chain import LinkedEntry
from commonweal.engine.ledger.journal import Account, Entry

CURRENCY = "GBP"
CSV_COLUMNS = (
    "fund", "number", "day", "description", "reference", "reverses", "posted_by",
    "account", "kind", "partner", "source", "scheme", "amount_pence", "memo", "link",
)  # fmt: skip
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "'")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]+")


def to_beancount(accounts: Sequence[Account], entries: Sequence[Entry]) -> str:
    """The journal in beancount's language; accounts open on the day of the first entry."""
    first = min((entry.day for entry in entries), default=date(2000, 1, 1))
    lines = [f'option "operating_currency" "{CURRENCY}"', ""]
    lines += [f"{first} open {_path(account)} {CURRENCY}" for account in accounts]
    by_code = {account.code: account for account in accounts}
    for entry in entries:
        lines += ["", f'{entry.day} * "{_quoted(entry.description)}"', f'  entry: "{entry.fund}/{entry.number}"']
        lines += [f"  {_path(by_code[leg.account])}  {_decimal(leg.amount_pence)} {CURRENCY}" for leg in entry.legs]
    return "\n".join(lines) + "\n"


def to_hledger(accounts: Sequence[Account], entries: Sequence[Entry]) -> str:
    """The journal in hledger's language, with accounts and currency declared so that strict checking can be used."""
    lines = [f"commodity 1000.00 {CURRENCY}", *(f"account {_path(account)}" for account in accounts)]
    by_code = {account.code: account for account in accounts}
    for entry in entries:
        lines += ["", f"{entry.day} * ({entry.fund}/{entry.number}) {_hledger_text(entry.description)}"]
        lines += [f"    {_path(by_code[leg.account])}  {_decimal(leg.amount_pence)} {CURRENCY}" for leg in entry.legs]
    return "\n".join(lines) + "\n"


def to_csv(accounts: Mapping[str, Account], rows: Iterable[LinkedEntry]) -> str:
    """A row for each leg with the columns of CSV_COLUMNS; `link` is the entry's, in hexadecimal."""
    out = _Text()
    writer = csv.writer(out)  # ends lines with CR LF, and therefore quotes either within a text
    writer.writerow(CSV_COLUMNS)
    for row in rows:
        entry = row.entry
        head = (
            entry.fund,
            entry.number,
            entry.day,
            _safe(entry.description),
            _safe(entry.reference),
            entry.reverses,
            _safe(entry.posted_by),
        )
        for leg in entry.legs:
            account = accounts[leg.account]
            place = (account.code, account.kind, account.partner, account.source, account.scheme)
            writer.writerow((*head, *place, leg.amount_pence, _safe(leg.memo), row.link.hex()))
    return "".join(out.pieces)


class _Text:
    """Collects what the csv module writes."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def write(self, piece: str) -> int:
        """Keep a piece."""
        self.pieces.append(piece)
        return len(piece)


def _path(account: Account) -> str:
    return f"{account.account_class.title()}:{account.code}"


def _decimal(amount_pence: int) -> str:
    whole, pence = divmod(abs(amount_pence), 100)
    return f"{'-' if amount_pence < 0 else ''}{whole}.{pence:02d}"


def _quoted(text: str) -> str:
    return _UNPRINTABLE.sub(" ", text).replace("\\", "\\\\").replace('"', '\\"')


def _hledger_text(text: str) -> str:
    """Without what hledger would read as a comment or as a payee."""
    return _UNPRINTABLE.sub(" ", text).replace(";", ",").replace("|", "/")


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
