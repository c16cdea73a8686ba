"""Each partner's own accounts of a pooled line, by who controls it (IFRS 10 and 11, as CIPFA applies them to pools).

A pool is no entity: nothing is accounted for twice and nothing by nobody, so the partners' net costs always come to the
line's expenditure less its outside income. Source: CIPFA, Pooled budgets and the Better Care Fund (2017).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from commonweal.engine.ledger.allocation import allocate


class Control(StrEnum):
    """The finding about a line: one partner controls it, all do jointly, or the lead only passes money through."""

    ONE_PARTNER = "one-partner"
    JOINT = "joint-operation"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class PooledLine:
    """A line's year in pence; outside income is what comes from others than partners, such as client charges.

    `holder` is the controller, or the lead that passes money through. Joint and passed-through lines are divided by
    `weights`, the shares that the agreement gives each partner.
    """

    code: str
    control: Control
    holder: str
    contributions_pence: Mapping[str, int]
    outside_income_pence: int
    expenditure_pence: int
    weights: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PartnerAccounts:
    """What a partner shows in its own accounts for the line; `from_partners_pence` is income from the others."""

    partner: str
    expenditure_pence: int
    outside_income_pence: int = 0
    from_partners_pence: int = 0

    @property
    def net_cost_pence(self) -> int:
        """Expenditure less all income."""
        return self.expenditure_pence - self.outside_income_pence - self.from_partners_pence


@dataclass(frozen=True, slots=True)
class Memorandum:
    """The memorandum account that every partner notes."""

    contributions_pence: Mapping[str, int]
    outside_income_pence: int
    expenditure_pence: int

    @property
    def surplus_pence(self) -> int:
        """What is left; below nothing, the deficit that risk share divides."""
        return sum(self.contributions_pence.values()) + self.outside_income_pence - self.expenditure_pence


def accounts_by_control(line: PooledLine) -> tuple[PartnerAccounts, ...]:
    """What each partner shows, in the order of the contributions.

    One partner controls: gross with it, the others' contributions as their expenditure and its income. Joint: each
    its share of expenditure and of outside income. Agent: each only its own net share, the lead no other's money.
    """
    if line.control is Control.ONE_PARTNER:
        return tuple(_controlled(line, partner) for partner in line.contributions_pence)
    weights = {
        partner: line.weights.get(partner, 0) for partner in line.contributions_pence
    }  # a tie's penny goes by it
    spending = {part.party: part.pence for part in allocate(line.expenditure_pence, weights)}
    income = {part.party: part.pence for part in allocate(line.outside_income_pence, weights)}
    if line.control is Control.JOINT:
        return tuple(
            PartnerAccounts(partner, spending[partner], income[partner]) for partner in line.contributions_pence
        )
    return tuple(PartnerAccounts(partner, spending[partner] - income[partner]) for partner in line.contributions_pence)


def memorandum(line: PooledLine) -> Memorandum:
    """The line's memorandum account, the same for every partner."""
    return Memorandum(line.contributions_pence, line.outside_income_pence, line.expenditure_pence)


def _controlled(line: PooledLine, partner: str) -> PartnerAccounts:
    if partner != line.holder:
        return PartnerAccounts(partner, line.contributions_pence[partner])
    others_pence = sum(pence for other, pence in line.contributions_pence.items() if other != partner)
    return PartnerAccounts(partner, line.expenditure_pence, line.outside_income_pence, others_pence)
