"""The two rule sets as data, and the words of a reading: causes, classes, icons."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

# Constants of the individuals and moving range chart for ranges of two points: 3 / d2 and D4, with d2 = 1.128
# (Wheeler, Understanding Variation), rounded as both rule sets round them.
LIMIT_FACTOR = 2.66
SCREEN_FACTOR = 3.267
NEAR_FACTOR = 2 * (2.66 / 3)  # two thirds of the way to the limit


class Direction(StrEnum):
    """Which way is better."""

    INCREASE = "increase"
    DECREASE = "decrease"
    NEUTRAL = "neutral"


class Cause(StrEnum):
    """Why a point stands out, or that it does not; in the order in which a rule set asks."""

    ABOVE_UPPER_LIMIT = "above-upper-limit"
    BELOW_LOWER_LIMIT = "below-lower-limit"
    TREND_UP = "trend-up"
    TREND_DOWN = "trend-down"
    TWO_IN_THREE_HIGH = "two-in-three-high"
    TWO_IN_THREE_LOW = "two-in-three-low"
    SHIFT_HIGH = "shift-high"
    SHIFT_LOW = "shift-low"
    COMMON = "common"
    UNREAD = "unread"  # the phase has too few points for limits: nothing can be said

    @property
    def is_high(self) -> bool:
        """Whether the point is higher, or rising, more than chance explains."""
        return self in _HIGH


_HIGH = frozenset({Cause.ABOVE_UPPER_LIMIT, Cause.TREND_UP, Cause.TWO_IN_THREE_HIGH, Cause.SHIFT_HIGH})


class PointClass(StrEnum):
    """What a point means for whoever the measure is about."""

    COMMON = "common"
    UNREAD = "unread"
    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    NEUTRAL_HIGH = "neutral-high"
    NEUTRAL_LOW = "neutral-low"


class Variation(StrEnum):
    """The variation icon."""

    COMMON = "common"
    IMPROVEMENT_HIGH = "improvement-high"
    IMPROVEMENT_LOW = "improvement-low"
    CONCERN_HIGH = "concern-high"
    CONCERN_LOW = "concern-low"
    NEUTRAL_HIGH = "neutral-high"
    NEUTRAL_LOW = "neutral-low"


class Assurance(StrEnum):
    """The assurance icon: what the process, left as it is, will make of the target."""

    PASS = "consistently-passes"  # noqa: S105  (a word, not a password)
    FAIL = "consistently-fails"
    HIT_OR_MISS = "hit-or-miss"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """What differs between the implementations that the NHS uses.

    `limits_from_points` is the fewest points of a phase that get limits (two give one moving range);
    `icons_from_points` the fewest points of the newest phase that get icons.
    """

    id: str
    screens_moving_ranges: bool  # leave out moving ranges at or above 3.267 times their average, once
    two_in_three_counts_outside: bool  # a point outside the limits counts, and is flagged, in two-in-three
    improvement_wins: bool  # a point that is improvement and concern shows as improvement
    run_points: int = 7  # length of a trend and of a shift
    limits_from_points: int = 2
    icons_from_points: int = 13

    def __post_init__(self) -> None:
        if self.run_points not in (6, 7):
            raise ValueError(f"a run is 6 or 7 points, not {self.run_points}")


NHSR_0_2_2 = RuleSet("NHSR-0.2.2", True, False, False)
MDC_2023_11 = RuleSet("MDC-2023-11", False, True, True, limits_from_points=13)
# The declared choice of six-point runs is a rule set of its own name, so that a stored reading tells which it was.
MDC_2023_11_RUN_6 = RuleSet("MDC-2023-11-run-6", False, True, True, run_points=6, limits_from_points=13)
RULE_SETS = {rules.id: rules for rules in (NHSR_0_2_2, MDC_2023_11, MDC_2023_11_RUN_6)}


@dataclass(frozen=True, slots=True)
class Limits:
    """Centre and natural process limits of a phase, in the measure's unit; `near` lies two thirds of the way out."""

    mean: float
    lower: float
    upper: float
    near_lower: float
    near_upper: float


def limits_of(mean: float, moving_range_mean: float) -> Limits:
    """The limits that follow from a mean and an average moving range."""
    wide, near = LIMIT_FACTOR * moving_range_mean, NEAR_FACTOR * moving_range_mean
    return Limits(mean, mean - wide, mean + wide, mean - near, mean + near)


def class_of(cause: Cause, direction: Direction) -> PointClass:
    """What a cause means when `direction` is better."""
    if cause in (Cause.COMMON, Cause.UNREAD):
        return PointClass(cause.value)
    if direction is Direction.NEUTRAL:
        return PointClass.NEUTRAL_HIGH if cause.is_high else PointClass.NEUTRAL_LOW
    better = cause.is_high == (direction is Direction.INCREASE)
    return PointClass.IMPROVEMENT if better else PointClass.CONCERN


def choose(found: list[Cause], direction: Direction, rules: RuleSet) -> Cause:
    """The cause that is shown of those that hold, given in the order of the rules."""
    if rules.improvement_wins:
        better = [cause for cause in found if class_of(cause, direction) is PointClass.IMPROVEMENT]
        found = better or found
    return found[0] if found else Cause.COMMON


def variation_of(cause: Cause, direction: Direction) -> Variation:
    """The variation icon of the latest point's cause."""
    point_class = class_of(cause, direction)
    if point_class in (PointClass.IMPROVEMENT, PointClass.CONCERN):
        return Variation(f"{point_class}-{'high' if cause.is_high else 'low'}")
    return Variation(point_class.value)


def assurance_of(target: float, limits: Limits, direction: Direction) -> Assurance | None:
    """The assurance icon; None where no direction is better, as no target can then be passed or failed."""
    if direction is Direction.NEUTRAL:
        return None
    if limits.lower <= target <= limits.upper:
        return Assurance.HIT_OR_MISS
    reached = (target < limits.lower) == (direction is Direction.INCREASE)
    return Assurance.PASS if reached else Assurance.FAIL
