"""Moving budget between lines: alone within the delegated limit, above it with another partner's agreement."""

from __future__ import annotations

from dataclasses import dataclass

from commonweal.engine.findings import Finding, error
from commonweal.engine.money import pounds


@dataclass(frozen=True, slots=True)
class Hand:
    """A person acting for a partner of the fund."""

    person_id: int | None
    partner: str


def check_virement(amount_pence: int, from_budget_pence: int, *, is_same_line: bool) -> list[Finding]:
    """What keeps a virement from being proposed."""
    if amount_pence <= 0:
        return [
            error(
                "virement-amount",
                "virement",
                f"{pounds(amount_pence)} cannot be moved.",
                "Give an amount above nothing.",
            )
        ]
    if is_same_line:
        return [
            error("virement-to-itself", "virement", "Both lines are the same.", "Choose the line that gets the money.")
        ]
    if amount_pence > from_budget_pence:
        message = f"The line has {pounds(from_budget_pence)}, less than the {pounds(amount_pence)} to be moved."
        return [error("virement-uncovered", "virement", message, "Move no more than the line's budget.")]
    return []


def check_approval(proposed_by: Hand, approved_by: Hand) -> list[Finding]:
    """What keeps somebody from approving: being the proposer, or of the proposer's partner."""
    if proposed_by.person_id == approved_by.person_id:
        return [
            error("same-person", "virement", "Whoever proposes does not approve.", "Ask somebody of the other partner.")
        ]
    if proposed_by.partner == approved_by.partner:
        message = "Above the delegated limit another partner must agree."
        return [error("same-partner", "virement", message, "Ask somebody of the other partner.")]
    return []
