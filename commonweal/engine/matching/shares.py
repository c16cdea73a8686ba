"""Values of predecessors onto their successors, by declared shares, without losing or making anything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

Key = int


@dataclass(frozen=True, slots=True)
class Share:
    """`share` of `predecessor` (above 0, at most 1) went to `successor`."""

    predecessor: Key
    successor: Key
    share: Decimal


def restate(values: Mapping[Key, int], shares: Iterable[Share]) -> dict[Key, int]:
    """Whole values (days, pence, people) by predecessor, restated by successor; the total is the same.

    Each predecessor's value is split by its shares and rounded down towards nothing; what is left over goes, one by
    one, to the largest remainders (Hamilton's method; equal ones to the lower key). A key without shares keeps its
    value. Raises ValueError where the shares of a predecessor do not sum to 1.
    """
    by_predecessor: defaultdict[Key, list[Share]] = defaultdict(list)
    for share in shares:
        by_predecessor[share.predecessor].append(share)
    restated: defaultdict[Key, int] = defaultdict(int)
    for key, value in values.items():
        for successor, part in split(value, by_predecessor[key]).items() if by_predecessor[key] else ((key, value),):
            restated[successor] += part
    return dict(restated)


def split(value: int, shares: list[Share]) -> dict[Key, int]:
    """One predecessor's value over its successors."""
    if sum(share.share for share in shares) != 1:
        raise ValueError(f"the shares of {shares[0].predecessor} sum to {sum(share.share for share in shares)}, not 1")
    sign = -1 if value < 0 else 1
    exact = {share.successor: abs(value) * share.share for share in shares}
    parts = {successor: int(amount) for successor, amount in exact.items()}
    left = abs(value) - sum(parts.values())
    for successor in sorted(exact, key=lambda key: (parts[key] - exact[key], key))[:left]:
        parts[successor] += 1
    return {successor: sign * part for successor, part in parts.items()}
