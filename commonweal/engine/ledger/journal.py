"""The journal of a pooled fund: entries of legs in whole pence, debit positive and credit negative.

Every account belongs to one fund and, where it holds income or spending, names one partner and one source: that is how
a pound can be counted once only. A posted entry is never changed; it is corrected by an entry of the opposite legs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from commonweal.engine.findings import Finding, error
from commonweal.engine.money import pounds
from commonweal.engine.periods import Month

LARGEST_LEG_PENCE = 10**14  # a trillion pounds; sums of ninety thousand such legs stay within 64 bits
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
CODE = re.compile(r"[A-Z0-9][A-Z0-9-]*")


class AccountClass(StrEnum):
    """The five classes of double-entry book-keeping."""

    ASSETS = "assets"
    LIABILITIES = "liabilities"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSES = "expenses"


class AccountKind(StrEnum):
    """What an account of a pooled fund holds."""

    BANK = "bank"  # the pool's money in the host's hands
    RECEIVABLE = "receivable"  # contributions and charges due, not yet received
    PAYABLE = "payable"  # invoices received, not yet paid
    ACCRUAL = "accrual"  # care delivered, not yet invoiced
    RESERVE = "reserve"  # set aside, the risk pool among it
    CONTRIBUTION = "contribution"  # a partner's money from one source
    CLIENT_CHARGE = "client-charge"  # what people pay; nets the council's contribution
    TRANSFER_IN = "transfer-in"  # section 256 and other money that arrives under its own conditions
    SPENDING = "spending"  # on a scheme, from one source
    PASSED_DOWN = "passed-down"  # capital grant passed to district councils
    APPROPRIATION = "appropriation"  # set aside into (debit) or drawn from (credit) a reserve


CLASS_OF_KIND = {
    AccountKind.BANK: AccountClass.ASSETS,
    AccountKind.RECEIVABLE: AccountClass.ASSETS,
    AccountKind.PAYABLE: AccountClass.LIABILITIES,
    AccountKind.ACCRUAL: AccountClass.LIABILITIES,
    AccountKind.RESERVE: AccountClass.EQUITY,
    AccountKind.CONTRIBUTION: AccountClass.INCOME,
    AccountKind.CLIENT_CHARGE: AccountClass.INCOME,
    AccountKind.TRANSFER_IN: AccountClass.INCOME,
    AccountKind.SPENDING: AccountClass.EXPENSES,
    AccountKind.PASSED_DOWN: AccountClass.EXPENSES,
    AccountKind.APPROPRIATION: AccountClass.EXPENSES,
}
PAID_OUT = (AccountKind.SPENDING, AccountKind.PASSED_DOWN)
"""What was spent, by the fund or by the districts that a grant is passed down to."""


@dataclass(frozen=True, slots=True)
class Account:
    """One account; `code` is unique within its fund. `partner`, `source` and `scheme` are codes, empty where none."""

    code: str
    fund: str
    kind: AccountKind
    partner: str = ""
    source: str = ""
    scheme: str = ""

    @property
    def account_class(self) -> AccountClass:
        """Assets, liabilities, equity, income or expenses."""
        return CLASS_OF_KIND[self.kind]


@dataclass(frozen=True, slots=True)
class Leg:
    """One line of an entry: whole pence, debit positive, credit negative."""

    account: str
    amount_pence: int
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event in a fund's books; `number` counts up from 1 in the fund, `reverses` is the number it takes back."""

    fund: str
    number: int
    day: date
    description: str
    legs: tuple[Leg, ...]
    reference: str = ""
    reverses: int | None = None
    posted_by: str = ""


@dataclass(frozen=True, slots=True)
class Books:
    """What entries are checked against: the fund's accounts by code, its open months, the entries already posted."""

    fund: str
    accounts: Mapping[str, Account]
    open_months: Collection[Month]
    posted: Mapping[int, Entry]


def check_account(account: Account) -> list[Finding]:
    """Findings of an account that could not be relied on: an odd code, income or spending that names no source."""
    where = f"account {account.code or '(no code)'}"
    found = []
    if not CODE.fullmatch(account.code):
        found.append(
            error(
                "account-code",
                where,
                "The code has other characters than A-Z, 0-9 and hyphen.",
                "Write it like SPEND-REABLEMENT.",
            )
        )
    if account.account_class in {AccountClass.INCOME, AccountClass.EXPENSES}:
        missing = [name for name in ("partner", "source") if not getattr(account, name)]
        if account.kind is AccountKind.SPENDING and not account.scheme:
            missing.append("scheme")
        for name in missing:
            message = f"An account of kind {account.kind} must name one {name}."
            found.append(error(f"account-without-{name}", where, message, f"Say which {name} this money belongs to."))
    return found


def check_entry(entry: Entry, books: Books) -> list[Finding]:
    """All that keeps an entry from being posted; empty if nothing does."""
    where = f"{entry.fund}/{entry.number}"
    return [
        *_check_place(entry, books, where),
        *_check_legs(entry, books, where),
        *_check_reversal(entry, books, where),
    ]


def check_journal(
    accounts: Iterable[Account], entries: Iterable[Entry], open_months: Collection[Month]
) -> list[Finding]:
    """Findings of a whole fund's journal, entry after entry as if each were posted now."""
    by_code = {account.code: account for account in accounts}
    found = [finding for account in by_code.values() for finding in check_account(account)]
    posted: dict[int, Entry] = {}
    for entry in entries:
        found += check_entry(entry, Books(entry.fund, by_code, open_months, posted))
        posted.setdefault(entry.number, entry)
    return found


def reversal(entry: Entry, *, number: int, day: date, description: str, posted_by: str) -> Entry:
    """The entry that takes `entry` back: the same legs with the opposite signs, on a day of an open period."""
    legs = tuple(Leg(leg.account, -leg.amount_pence, leg.memo) for leg in entry.legs)
    return Entry(entry.fund, number, day, description, legs, entry.reference, entry.number, posted_by)


def _check_place(entry: Entry, books: Books, where: str) -> list[Finding]:
    found = []
    if entry.fund != books.fund:
        message = f"The entry belongs to fund {entry.fund}, the books to {books.fund}."
        found.append(error("entry-of-another-fund", where, message, "Post it to its own fund."))
    if entry.number in books.posted:
        message = "An entry with this number has been posted; nothing can be added to it."
        found.append(
            error("entry-already-posted", where, message, "Reverse it, and post the right entry under the next number.")
        )
    if Month.of(entry.day) not in books.open_months:
        message = f"{Month.of(entry.day)} is not open for posting."
        found.append(
            error(
                "entry-late",
                where,
                message,
                "Date the entry in an open period, or have the period opened by two people.",
            )
        )
    if not entry.description.strip():
        found.append(
            error("entry-undescribed", where, "The entry says nothing of what happened.", "Describe it in a few words.")
        )
    texts = [entry.description, entry.reference, entry.posted_by, *(leg.memo for leg in entry.legs)]
    if any(UNKEEPABLE.search(text) for text in texts):
        message = "A text holds a character that cannot be kept (NUL, or half of a surrogate pair)."
        found.append(error("text-unkeepable", where, message, "Type the text again, without what was pasted into it."))
    return found


def _check_legs(entry: Entry, books: Books, where: str) -> list[Finding]:
    if len(entry.legs) < 2:
        return [
            error(
                "entry-empty",
                where,
                f"An entry has at least two legs, this one {len(entry.legs)}.",
                "Say where the money came from and went to.",
            )
        ]
    found = []
    for place, leg in enumerate(entry.legs, 1):
        at = f"{where} leg {place}"
        if leg.account not in books.accounts or books.accounts[leg.account].fund != entry.fund:
            message = f"The fund has no account {leg.account}."
            found.append(
                error("account-unknown", at, message, "Choose an account of the fund, or open this one first.")
            )
        if leg.amount_pence == 0 or abs(leg.amount_pence) > LARGEST_LEG_PENCE:
            message = f"{pounds(leg.amount_pence)} cannot be an amount."
            found.append(
                error("leg-amount", at, message, "Give an amount other than nothing, below a trillion pounds.")
            )
    total_pence = sum(leg.amount_pence for leg in entry.legs)
    if total_pence:
        message = f"Debits exceed credits by {pounds(total_pence)}."
        found.append(
            error("entry-unbalanced", where, message, "Make debits (plus) and credits (minus) come to nothing.")
        )
    return found


def _check_reversal(entry: Entry, books: Books, where: str) -> list[Finding]:
    if entry.reverses is None:
        return []
    original = books.posted.get(entry.reverses)
    if original is None:
        return [
            error(
                "reversal-of-nothing",
                where,
                f"There is no entry {entry.reverses} to take back.",
                "Name the number of a posted entry.",
            )
        ]
    found = []
    if any(other.reverses == entry.reverses for other in books.posted.values()):
        message = f"Entry {entry.reverses} has been taken back before."
        found.append(error("reversed-twice", where, message, "Leave it; look at the entry that took it back."))
    if _amounts(entry, sign=-1) != _amounts(original, sign=1):
        message = f"The legs are not those of entry {entry.reverses} with the opposite signs."
        found.append(
            error("reversal-differs", where, message, "Take back the whole entry, then post what should have been.")
        )
    return found


def _amounts(entry: Entry, *, sign: int) -> Counter[tuple[str, int]]:
    return Counter((leg.account, sign * leg.amount_pence) for leg in entry.legs)
