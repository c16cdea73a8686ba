"""Round ticks, the months worth a label, and labels that do not overlap."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from commonweal.engine.periods import Month


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis of values: its ends, which are ticks, and every tick."""

    ticks: tuple[float, ...]
    decimals: int

    @property
    def low(self) -> float:
        """The bottom of the axis."""
        return self.ticks[0]

    @property
    def high(self) -> float:
        """The top of the axis."""
        return self.ticks[-1]

    def height_of(self, value: float, height: float) -> float:
        """Where a value lies, down from the top of an axis `height` units high."""
        return height * (self.high - value) / (self.high - self.low)

    def label(self, tick: float) -> str:
        """A tick as text."""
        return f"{tick:,.{self.decimals}f}"


def scale(values: Sequence[float], *, intervals: int = 5, from_zero: bool = True) -> Scale:
    """Round ticks (steps of 1, 2, 2.5 or 5 times a power of ten) that hold every value, and 0 if asked."""
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        high = low + 1.0
    step = _round_up((high - low) / intervals)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    decimals = next(d for d in range(12) if abs(round(step, d) - step) < step * 1e-9)
    return Scale(tuple(round(i * step, 12) for i in range(first, last + 1)), decimals)


def _round_up(step: float) -> float:
    power = 10.0 ** math.floor(math.log10(step))
    return power * next(m for m in (1, 2, 2.5, 5, 10) if m >= step / power * (1 - 1e-9))


def month_ticks(months: Sequence[Month], most: int) -> dict[float, str]:
    """Labels by the place of their month: years at each January, or months if there is little more than a year."""
    if not months:
        return {}
    if len(months) <= 18:
        every = next(step for step in (1, 2, 3, 4, 6, 12, 18) if len(months) / step <= most)
        return {i: f"{str(m)[:3]} {m.year}" for i, m in enumerate(months) if i % every == 0}
    januaries = [i for i, month in enumerate(months) if month.number == 1]
    every = math.ceil(len(januaries) / most)
    return {i: str(months[i].year) for i in januaries[::-1][::every][::-1]}


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places as near as may be to those wanted, in the same order, at least `gap` apart and within low to high."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed = list(wanted)
    floor = low
    for i in order:
        placed[i] = max(placed[i], floor)
        floor = placed[i] + gap
    ceiling = high
    for i in reversed(order):
        placed[i] = min(placed[i], ceiling)
        ceiling = placed[i] - gap
    return placed
