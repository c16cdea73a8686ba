"""The end of a year: what each source leaves unspent, where it may go, and what is held in reserves.

Money is set aside and drawn through the source's appropriation account, so that a year's income and spending stay
what they were: setting aside is no spending, drawing is no income.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from commonweal.engine.findings import Finding, error, warning
from commonweal.engine.ledger.balances import StatementLine
from commonweal.engine.ledger.journal import Leg
from commonweal.engine.money import pounds


class CarryRule(StrEnum):
    """What a source's conditions say of money left at the year's end."""

    FREE = "free"  # may be carried for anything that the partners agree
    SAME_PURPOSE = "same-purpose"  # may be carried for the schemes that it paid for
    RETURN = "return"  # may not be carried: it goes back to who paid it
    UNKNOWN = "unknown"  # nobody has said


@dataclass(frozen=True, slots=True)
class Carry:
    """What is to be carried: from which source, how much, for which scheme (empty: held in a reserve)."""

    source: str
    amount_pence: int
    scheme: str = ""


def year_ends(year: int) -> date:
    """The last day of a financial year that begins in `year`."""
    return date(year + 1, 3, 31)


def next_begins(year: int) -> date:
    """The first day of the financial year after."""
    return date(year + 1, 4, 1)


def set_aside_legs(appropriation: str, reserve: str, amount_pence: int) -> tuple[Leg, Leg]:
    """From the year's money into a reserve; a negative amount draws from it."""
    return Leg(appropriation, amount_pence), Leg(reserve, -amount_pence)


def check_set_aside(amount_pence: int, unspent_pence: int, reason: str) -> list[Finding]:
    """What keeps money from being set aside: nothing to set aside, or no reason."""
    if found := _check_amount(amount_pence, reason):
        return found
    if amount_pence > unspent_pence:
        message = f"The source has {pounds(unspent_pence)} unspent, less than {pounds(amount_pence)}."
        return [error("set-aside-uncovered", "reserve", message, "Set aside no more than is unspent.")]
    return []


def check_draw(amount_pence: int, held_pence: int, reason: str) -> list[Finding]:
    """What keeps money from being drawn: more than the reserve holds of that source, or no reason."""
    if found := _check_amount(amount_pence, reason):
        return found
    if amount_pence > held_pence:
        message = f"The reserve holds {pounds(held_pence)} of this source, less than {pounds(amount_pence)}."
        return [error("reserve-overdrawn", "reserve", message, "Draw no more than it holds of this source.")]
    return []


def check_carry(
    carry: Carry, rule: CarryRule, unspent_pence: int, paid_schemes: Collection[str], reason: str
) -> list[Finding]:
    """What keeps an underspend from being carried into the next year, by the source's conditions."""
    where = f"source {carry.source}"
    if rule is CarryRule.RETURN:
        message = "This money may not be carried: its conditions say that it goes back."
        return [error("carry-not-allowed", where, message, "Pay it back, or have the conditions changed.")]
    if rule is CarryRule.UNKNOWN:
        message = "Nobody has written down whether this money may be carried."
        return [error("carry-unknown", where, message, "Read its conditions, and record what they say first.")]
    if found := check_set_aside(carry.amount_pence, unspent_pence, reason):
        return found
    if rule is CarryRule.SAME_PURPOSE and carry.scheme and carry.scheme not in paid_schemes:
        message = "This money did not pay for that scheme: it may be carried for the same purpose only."
        return [error("carry-other-purpose", where, message, "Choose a scheme that it paid for this year.")]
    return []


def check_year_end(outturn: Iterable[StatementLine], rules: Mapping[str, CarryRule]) -> list[Finding]:
    """Findings of what is left, source by source: what must go back, what nobody has decided, what is overspent."""
    found = []
    for line in outturn:
        where, rule = f"source {line.key}", rules.get(line.key, CarryRule.UNKNOWN)
        if line.closing_pence < 0:
            message = f"{pounds(-line.closing_pence)} more was spent than came in."
            found.append(warning("source-overspent", where, message, "Share it by the risk share, or draw a reserve."))
        elif line.closing_pence and rule is CarryRule.RETURN:
            message = f"{pounds(line.closing_pence)} is unspent and may not be carried."
            found.append(error("carry-not-allowed", where, message, "Pay it back before the year closes."))
        elif line.closing_pence and rule is CarryRule.UNKNOWN:
            message = f"{pounds(line.closing_pence)} is unspent, and nobody has said whether it may be carried."
            found.append(warning("carry-unknown", where, message, "Read the conditions and record what they say."))
    return found


def _check_amount(amount_pence: int, reason: str) -> list[Finding]:
    found = []
    if amount_pence <= 0:
        message = f"{pounds(amount_pence)} cannot be moved."
        found.append(error("reserve-amount", "reserve", message, "Give an amount above nothing."))
    if not reason.strip():
        found.append(error("reason-missing", "reserve", "Money is moved for a reason.", "Say in a few words why."))
    return found
