"""Limits and causes of one phase, point by point and rule by rule: the reference beside `xmr`."""

from __future__ import annotations

import math
from collections.abc import Sequence

from commonweal.engine.measures.spc.rules import (
    SCREEN_FACTOR,
    Cause,
    Direction,
    Limits,
    RuleSet,
    choose,
    limits_of,
)


def limits(values: Sequence[float], rules: RuleSet, fix_after_n_points: int | None = None) -> Limits | None:
    """As `xmr.limits`."""
    if len(values) < rules.limits_from_points:
        return None
    base = list(values[:fix_after_n_points])
    ranges = [abs(base[i] - base[i - 1]) for i in range(1, len(base))]
    average = math.fsum(ranges) / len(ranges)
    if rules.screens_moving_ranges:
        kept = [width for width in ranges if width < SCREEN_FACTOR * average]
        average = math.fsum(kept) / len(kept) if kept else 0.0
    return limits_of(math.fsum(base) / len(base), average)


def causes(values: Sequence[float], phase_limits: Limits, direction: Direction, rules: RuleSet) -> tuple[Cause, ...]:
    """As `xmr.causes`."""
    points = _Points(values, phase_limits, rules)
    return tuple(choose(points.found(i), direction, rules) for i in range(len(values)))


class _Points:
    """One phase's questions, each asked of one point."""

    def __init__(self, values: Sequence[float], limits: Limits, rules: RuleSet) -> None:
        self.values, self.limits, self.rules = values, limits, rules

    def found(self, i: int) -> list[Cause]:
        """Every cause that holds of point i, in the order of the rules."""
        high = self.side(i) > 0
        found = []
        if self.outside(i):
            found.append(Cause.ABOVE_UPPER_LIMIT if high else Cause.BELOW_LOWER_LIMIT)
        if self.trend(i):
            step = self.step(i + 1) if i + 1 < len(self.values) and self.trend(i + 1) else self.step(i)
            found.append(Cause.TREND_UP if step > 0 else Cause.TREND_DOWN)
        if self.near(i) and any(self.two_in_three_from(start) for start in self.starts(i, 3)):
            found.append(Cause.TWO_IN_THREE_HIGH if high else Cause.TWO_IN_THREE_LOW)
        if any(self.shift_from(start) for start in self.starts(i, self.rules.run_points)):
            found.append(Cause.SHIFT_HIGH if high else Cause.SHIFT_LOW)
        return found

    def starts(self, i: int, width: int) -> range:
        """Where windows of `width` points start that hold point i and lie wholly inside the phase."""
        return range(max(0, i - width + 1), min(i, len(self.values) - width) + 1)

    def side(self, i: int) -> int:
        return (self.values[i] > self.limits.mean) - (self.values[i] < self.limits.mean)

    def step(self, i: int) -> int:
        """The sign of the step that led to point i."""
        return (self.values[i] > self.values[i - 1]) - (self.values[i] < self.values[i - 1])

    def outside(self, i: int) -> bool:
        return self.values[i] > self.limits.upper or self.values[i] < self.limits.lower

    def near(self, i: int) -> bool:
        beyond = self.values[i] > self.limits.near_upper or self.values[i] < self.limits.near_lower
        return beyond and (self.rules.two_in_three_counts_outside or not self.outside(i))

    def trend(self, i: int) -> bool:
        width = self.rules.run_points
        for start in self.starts(i, width):
            steps = {self.step(j) for j in range(start + 1, start + width)}
            if steps in ({1}, {-1}):
                return True
        return False

    def two_in_three_from(self, start: int) -> bool:
        three = range(start, start + 3)
        one_side = {self.side(j) for j in three} in ({1}, {-1})
        return one_side and sum(self.near(j) for j in three) >= 2

    def shift_from(self, start: int) -> bool:
        return {self.side(j) for j in range(start, start + self.rules.run_points)} in ({1}, {-1})
