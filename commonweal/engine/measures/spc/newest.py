"""The newest point's cause alone, without reading the points before it: what a thousand series are sieved with.

`reading.read` reads every point and is the reference: for the newest the two say the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from commonweal.engine.measures.spc.rules import (
    SCREEN_FACTOR,
    Cause,
    Direction,
    Limits,
    RuleSet,
    choose,
    limits_of,
)


def newest_cause(values: Sequence[float], direction: Direction, rules: RuleSet) -> Cause:
    """The cause of the last of a phase's values; `unread` where the rule set gives no limits to so few."""
    if len(values) < rules.limits_from_points:
        return Cause.UNREAD
    limits = _limits(values, rules)
    last = values[-1]
    found = []
    if last > limits.upper or last < limits.lower:
        found.append(Cause.ABOVE_UPPER_LIMIT if last > limits.mean else Cause.BELOW_LOWER_LIMIT)
    if (steps := _one_way(values, rules.run_points)) != 0:
        found.append(Cause.TREND_UP if steps > 0 else Cause.TREND_DOWN)
    if (side := _two_in_three(values, limits, rules)) != 0:
        found.append(Cause.TWO_IN_THREE_HIGH if side > 0 else Cause.TWO_IN_THREE_LOW)
    if (side := _one_side(values, limits.mean, rules.run_points)) != 0:
        found.append(Cause.SHIFT_HIGH if side > 0 else Cause.SHIFT_LOW)
    return choose(found, direction, rules)


def _limits(values: Sequence[float], rules: RuleSet) -> Limits:
    ranges = [abs(here - before) for before, here in pairwise(values)]
    average = math.fsum(ranges) / len(ranges)
    if rules.screens_moving_ranges:
        kept = [one for one in ranges if one < SCREEN_FACTOR * average]
        average = math.fsum(kept) / len(kept) if kept else 0.0
    return limits_of(math.fsum(values) / len(values), average)


def _one_way(values: Sequence[float], width: int) -> int:
    """1 where each of the last points is above the one before, -1 where each is below, else 0."""
    last = values[-width:]
    if len(last) < width:
        return 0
    if all(before < here for before, here in pairwise(last)):
        return 1
    return -1 if all(before > here for before, here in pairwise(last)) else 0


def _one_side(values: Sequence[float], mean: float, width: int) -> int:
    """1 where all of the last points are above the mean, -1 where all are below, else 0."""
    last = values[-width:]
    if len(last) < width:
        return 0
    return 1 if min(last) > mean else -1 if max(last) < mean else 0


def _two_in_three(values: Sequence[float], limits: Limits, rules: RuleSet) -> int:
    """The side of the last three where the last is near a limit, and another of the three is as well; else 0."""
    side = _one_side(values, limits.mean, 3)
    if side == 0:
        return 0

    def is_near(value: float) -> bool:
        outside = value > limits.upper or value < limits.lower
        beyond = value > limits.near_upper if side > 0 else value < limits.near_lower
        return beyond and (rules.two_in_three_counts_outside or not outside)

    return side if is_near(values[-1]) and (is_near(values[-2]) or is_near(values[-3])) else 0
