"""Dividing a sum of pence by weights so that the parts come to the sum: the method of largest remainders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One party's part: `amount x weight / total_weight` is `whole_pence` and a `remainder` over the total weight.

    `penny` is the party's penny of those left over: 1 or nothing, -1 or nothing of a negative amount.
    """

    party: str
    weight: int
    whole_pence: int
    remainder: int
    penny: int

    @property
    def pence(self) -> int:
        """The part to the penny."""
        return self.whole_pence + self.penny


def allocate(amount_pence: int, weights: Mapping[str, int]) -> tuple[Part, ...]:
    """Divide an amount by whole-number weights, in the order given.

    The size of the amount is divided, each part rounded down, and the pennies left over go one each to the largest
    remainders, ties to whoever stands first; a negative amount is divided as its opposite. A weight may be negative (a
    partner that saved while the others overspent). ValueError if the weights do not sum above nothing.
    """
    total_weight = sum(weights.values())
    if total_weight <= 0:
        raise ValueError(f"weights must sum above nothing: {dict(weights)}")
    sign = -1 if amount_pence < 0 else 1
    floors = {party: divmod(abs(amount_pence) * weight, total_weight) for party, weight in weights.items()}
    left_pence = abs(amount_pence) - sum(whole for whole, _ in floors.values())
    by_remainder = sorted(floors, key=lambda party: -floors[party][1])  # a stable sort keeps the order given
    lucky = set(by_remainder[:left_pence])
    return tuple(
        Part(party, weights[party], sign * whole, sign * remainder, sign * (party in lucky))
        for party, (whole, remainder) in floors.items()
    )
