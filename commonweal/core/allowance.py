"""So much and no more from one address: an allowance that is spent by asking and comes back evenly.

It is counted in each web process for itself: with two of them an address gets between one and two allowances. That is
enough against a program that has run wild, and costs no question to the database.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from threading import Lock

MOST_KEPT = 10_000  # addresses; beyond that who asked longest ago begins anew


class Allowance:
    """What each address may still ask; `per_minute` at once, and as many in every minute after."""

    def __init__(self) -> None:
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def clear(self) -> None:
        """Everybody begins anew."""
        with self._lock:
            self._left.clear()

    def spend(self, who: str, per_minute: int, at: float) -> int:
        """0 where one more is allowed at a moment (in seconds); else in how many seconds it will be."""
        rate = per_minute / 60
        with self._lock:
            left, before = self._left.pop(who, (float(per_minute), at))
            left = min(per_minute, left + max(at - before, 0) * rate)
            is_allowed = left >= 1
            self._left[who] = (left - 1 if is_allowed else left, at)
            while len(self._left) > MOST_KEPT:
                self._left.popitem(last=False)
        return 0 if is_allowed else max(1, math.ceil((1 - left) / rate))
