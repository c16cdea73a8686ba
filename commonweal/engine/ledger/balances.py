"""Balances and statements of a fund, summed leg by leg: the plain reference beside the database's own sums."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from commonweal.engine.ledger.journal import Account, AccountClass, AccountKind, Entry
from commonweal.engine.periods import Period

Dimension = Literal["partner", "source", "scheme"]


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A partner's, source's or scheme's period: what was unspent, came in, was spent, was set aside, is unspent.

    A negative closing is an overspend.
    """

    key: str
    opening_pence: int
    income_pence: int
    spending_pence: int
    to_reserves_pence: int

    @property
    def closing_pence(self) -> int:
        """What is left unspent at the end of the period."""
        return self.opening_pence + self.income_pence - self.spending_pence - self.to_reserves_pence


def trial_balance(entries: Iterable[Entry], *, before: date | None = None) -> dict[str, int]:
    """Pence per account (debit positive) over all entries, or those dated before a day; the sum is nothing."""
    balances: dict[str, int] = defaultdict(int)
    for entry in entries:
        if before is None or entry.day < before:
            for leg in entry.legs:
                balances[leg.account] += leg.amount_pence
    return dict(balances)


def statement(
    accounts: Mapping[str, Account], entries: Iterable[Entry], period: Period, *, by: Dimension
) -> tuple[StatementLine, ...]:
    """The fund's statement for a period: a line for each partner, source or scheme that any leg names, by key."""
    kept = list(entries)
    return statement_of(
        accounts, trial_balance(kept, before=period.start), trial_balance(kept, before=period.end), by=by
    )


def statement_of(
    accounts: Mapping[str, Account], opening: Mapping[str, int], closing: Mapping[str, int], *, by: Dimension
) -> tuple[StatementLine, ...]:
    """The statement between two trial balances."""
    lines: dict[str, Counter[str]] = defaultdict(Counter)
    for code in closing:
        account = accounts[code]
        column, key = _column(account), getattr(account, by)
        if column is not None:
            before_pence = opening.get(code, 0)
            lines[key]["opening"] -= before_pence
            lines[key][column] += closing[code] - before_pence
    return tuple(
        StatementLine(key, line["opening"], -line["income"], line["spending"], line["to_reserves"])
        for key, line in sorted(lines.items())
    )


def _column(account: Account) -> str | None:
    """The statement's column that an account is summed in; None for what is held, owed or reserved."""
    if account.kind is AccountKind.APPROPRIATION:
        return "to_reserves"
    return {AccountClass.INCOME: "income", AccountClass.EXPENSES: "spending"}.get(account.account_class)
