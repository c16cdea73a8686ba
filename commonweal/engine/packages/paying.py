"""What is due for delivered time: everything delivered at the rate, rounded once, less what was paid before.

So the payments of a contract always come to its delivered time at its rate, to the penny, however often it is paid and
whatever was corrected in between.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Due:
    """Minutes that were not paid yet, and what they add to the pence paid; below nothing after a correction down."""

    minutes: int
    amount_pence: int


def worth_pence(minutes: int, rate_pence: int) -> int:
    """Minutes at a rate an hour, to the nearest penny, half a penny up."""
    if minutes < 0 or rate_pence < 0:
        raise ValueError(f"{minutes} minutes at {rate_pence} pence")
    return (2 * minutes * rate_pence + 60) // 120


def due(delivered_minutes: int, rate_pence: int, paid: Due) -> Due:
    """What is due after all that was delivered so far, where `paid` was paid."""
    return Due(delivered_minutes - paid.minutes, worth_pence(delivered_minutes, rate_pence) - paid.amount_pence)
