"""Limits and causes of one phase, over whole arrays. `xmr_reference` says the same point by point."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from commonweal.engine.measures.spc.rules import (
    SCREEN_FACTOR,
    Cause,
    Direction,
    Limits,
    RuleSet,
    choose,
    limits_of,
)

Flags = NDArray[np.bool_]
Steps = NDArray[np.int8]


def limits(values: Sequence[float], rules: RuleSet, fix_after_n_points: int | None = None) -> Limits | None:
    """Limits of a phase's values in date order; None where the rule set gives none to so few points.

    The first `fix_after_n_points` (12 or more) alone count if given, and the limits are projected. A phase that never
    moves has no range left after screening: its limits are its mean.
    """
    if fix_after_n_points is not None and fix_after_n_points < 12:
        raise ValueError(f"limits may be fixed after 12 points or more, not {fix_after_n_points}")
    if len(values) < rules.limits_from_points:
        return None
    y = np.asarray(values[:fix_after_n_points], dtype=np.float64)
    ranges = np.abs(np.diff(y))
    average = _mean(ranges)
    if rules.screens_moving_ranges:
        average = _mean(ranges[ranges < SCREEN_FACTOR * average])
    return limits_of(_mean(y), average)


def causes(values: Sequence[float], phase_limits: Limits, direction: Direction, rules: RuleSet) -> tuple[Cause, ...]:
    """The cause shown for each value of a phase."""
    y = np.asarray(values, dtype=np.float64)
    side: Steps = np.sign(y - phase_limits.mean).astype(np.int8)
    outside: Flags = (y > phase_limits.upper) | (y < phase_limits.lower)
    near: Flags = (y > phase_limits.near_upper) | (y < phase_limits.near_lower)
    if not rules.two_in_three_counts_outside:
        near &= ~outside
    steps: Steps = np.sign(np.diff(y)).astype(np.int8)
    trend = _in_windows(_one_sided(steps, rules.run_points - 1), rules.run_points, len(y))
    two_in_three = near & _in_windows(_one_sided(side, 3) & (_sums(near, 3) >= 2), 3, len(y))
    shift = _in_windows(_one_sided(side, rules.run_points), rules.run_points, len(y))

    high = side > 0
    rising = _rising(steps, trend)
    found = (
        (Cause.ABOVE_UPPER_LIMIT, outside & high),
        (Cause.BELOW_LOWER_LIMIT, outside & ~high),
        (Cause.TREND_UP, trend & rising),
        (Cause.TREND_DOWN, trend & ~rising),
        (Cause.TWO_IN_THREE_HIGH, two_in_three & high),
        (Cause.TWO_IN_THREE_LOW, two_in_three & ~high),
        (Cause.SHIFT_HIGH, shift & high),
        (Cause.SHIFT_LOW, shift & ~high),
    )
    return tuple(choose([cause for cause, flags in found if flags[i]], direction, rules) for i in range(len(y)))


def _mean(values: NDArray[np.float64]) -> float:
    """The exactly rounded average, whatever the order of the values: a point on the mean must be on it; 0 of none."""
    return math.fsum(values.tolist()) / len(values) if len(values) else 0.0


def _sums(flags: NDArray[np.bool_] | Steps, width: int) -> NDArray[np.int64]:
    """Sums over every window of `width`; empty if there is none."""
    total = np.concatenate(([0], np.cumsum(flags, dtype=np.int64)))
    return total[width:] - total[:-width] if len(total) > width else np.empty(0, dtype=np.int64)


def _one_sided(signs: Steps, width: int) -> Flags:
    """Which windows of `width` signs hold one sign only, and no zero."""
    one_sided: Flags = np.abs(_sums(signs, width)) == width
    return one_sided


def _in_windows(starts: Flags, width: int, length: int) -> Flags:
    """Which of `length` points lie in a window of `width` that is flagged at its start."""
    inside = np.zeros(length, dtype=np.bool_)
    for offset in range(width):
        inside[offset : offset + len(starts)] |= starts
    return inside


def _rising(steps: Steps, trend: Flags) -> Flags:
    """Whether the trend at each point goes up: by the next step if the next point is in a trend, else the last step."""
    if not len(steps):
        return np.zeros(len(trend), dtype=np.bool_)
    onward = np.append(steps, steps[-1])
    back = np.insert(steps, 0, steps[0])
    next_in_trend = np.append(trend[1:], False)
    return np.asarray(np.where(next_in_trend, onward, back) > 0, dtype=np.bool_)
