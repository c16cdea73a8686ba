"""The pool's books beside the host's ledger for a period: account by account, and the lines that make a difference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Item = tuple[str, str, int]
"""Account, reference (a journal's number or a publisher's), pence."""


@dataclass(frozen=True, slots=True)
class AccountPair:
    """What the host's ledger and the pool's books say of an account in a period."""

    account: str
    host_pence: int
    pool_pence: int

    @property
    def difference_pence(self) -> int:
        """Host less pool."""
        return self.host_pence - self.pool_pence


@dataclass(frozen=True, slots=True)
class Difference:
    """Lines of one side without a partner on the other; `times` as often."""

    account: str
    side: str
    reference: str
    pence: int
    times: int


def pair_accounts(host: Mapping[str, int], pool: Mapping[str, int]) -> tuple[AccountPair, ...]:
    """Every account of either side, in order."""
    return tuple(AccountPair(code, host.get(code, 0), pool.get(code, 0)) for code in sorted(host.keys() | pool.keys()))


def differences(host: Iterable[Item], pool: Iterable[Item]) -> tuple[Difference, ...]:
    """What one side has and the other has not, by account, reference and pence; each account's come to its difference.

    The pence are those of the side itself.
    """
    ours, theirs = Counter(host), Counter(pool)
    found = [
        Difference(account, "host", reference, pence, times)
        for (account, reference, pence), times in (ours - theirs).items()
    ]
    found += [
        Difference(account, "pool", reference, pence, times)
        for (account, reference, pence), times in (theirs - ours).items()
    ]
    return tuple(sorted(found, key=lambda each: (each.account, each.side, each.reference, each.pence)))
