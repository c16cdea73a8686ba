"""What a series' latest month says that the month before did not: a special cause of the newest point, explained.

A run of seven flags seven points, but only in the month of the seventh: so whether a signal is new is asked of the
series as it stood a month earlier, not of the earlier points as they are flagged now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from commonweal.engine.measures.series import Series
from commonweal.engine.measures.spc.newest import newest_cause
from commonweal.engine.measures.spc.reading import Point, Reading, read, why_withheld
from commonweal.engine.measures.spc.rules import Cause, Direction, Limits, PointClass, RuleSet, class_of
from commonweal.engine.periods import Month

_OUTSIDE = (Cause.ABOVE_UPPER_LIMIT, Cause.BELOW_LOWER_LIMIT)
_TREND = (Cause.TREND_UP, Cause.TREND_DOWN)
_TWO_IN_THREE = (Cause.TWO_IN_THREE_HIGH, Cause.TWO_IN_THREE_LOW)

# Share of months in which a process that never changes shows a new special cause at its newest point, when limits are
# computed over the whole series: (points of the series, share). From 20,000 simulated series of independent, normally
# distributed values for each length (`chance_of_alert`, seed 20261127); standard error 0.0008.
CHANCE_OF_ALERT = {
    "NHSR-0.2.2": ((13, 0.0141), (24, 0.01245), (48, 0.0132), (96, 0.01375)),
}


@dataclass(frozen=True, slots=True)
class Alert:
    """A special cause at the newest point. `points` are the months that the rule rests on; `since` as in a reading.

    `is_new` where the series as it stood a month before did not say the same (same meaning, same side).
    """

    month: Month
    value: float
    cause: Cause
    point_class: PointClass
    points: tuple[Month, ...]
    since: Month
    is_new: bool
    limits: Limits


@dataclass(frozen=True, slots=True)
class Watched:
    """A series read up to a month: its reading, and the alert if there is one."""

    reading: Reading
    alert: Alert | None

    @property
    def is_read(self) -> bool:
        """Whether its newest phase has points enough."""
        return self.reading.withheld is None


def watch(
    numbers: Series, month: Month, rules: RuleSet, direction: Direction, *, is_new: bool | None = None
) -> Watched:
    """Read a series up to a month. No alert without a value in that month, nor under too few points.

    Whoever sieved the series knows whether the alert `is_new`; else the series is read as it stood a month before.
    """
    now = read(until(numbers, month), rules, direction)
    latest = now.points[-1] if now.points else None
    limits = now.phases[-1].limits if now.phases else None
    if latest is None or limits is None or latest.month != month or now.since is None:
        return Watched(now, None)
    if is_new is None:
        is_new = not _says_the_same(read(until(numbers, month + -1), rules, direction), latest)
    points = tuple(point for point in now.points if point.phase == latest.phase)
    alert = Alert(
        month=month,
        value=latest.value,
        cause=latest.cause,
        point_class=latest.point_class,
        points=evidence(points, limits, rules),
        since=now.since,
        is_new=is_new,
        limits=limits,
    )
    return Watched(now, alert)


@dataclass(frozen=True, slots=True)
class Sieved:
    """What `watch` would find of a series at its last month, in short; `points` are those of the newest phase.

    `is_special` where there is an alert, `is_new` where that is new.
    """

    points: int
    withheld: str | None
    is_special: bool
    is_new: bool


def sieve(values: Sequence[float | None], edges: Sequence[int], rules: RuleSet, direction: Direction) -> Sieved:
    """Whether a series alerts in its last month: as `watch` says, without reading the points before.

    `edges` are the positions at which phases begin after the first, in order.
    """
    parts = [
        [value for value in values[start:end] if value is not None] for start, end in pairwise([0, *edges, len(values)])
    ]
    known = [part for part in parts if part]
    points = len(known[-1]) if known else 0
    withheld = why_withheld([len(part) for part in known], rules)
    if withheld is not None or values[-1] is None:
        return Sieved(points, withheld, is_special=False, is_new=False)
    newest = known[-1]
    cause = newest_cause(newest, direction, rules)
    if cause is Cause.COMMON:
        return Sieved(points, withheld, is_special=False, is_new=False)
    is_known = points > rules.icons_from_points and values[-2] is not None  # a month before, enough was there to say it
    was = newest_cause(newest[:-1], direction, rules) if is_known else Cause.COMMON
    same = class_of(was, direction) is class_of(cause, direction) and was.is_high == cause.is_high
    return Sieved(points, withheld, is_special=True, is_new=not same)


def until(numbers: Series, month: Month) -> Series:
    """The series up to a month, as it stood then."""
    if not numbers.months or month >= numbers.months[-1]:
        return numbers
    count = max(month - numbers.months[0] + 1, 0)
    return Series(numbers.months[:count], numbers.values[:count], numbers.breaks)


def _says_the_same(before: Reading, latest: Point) -> bool:
    if before.withheld is not None or not before.points:
        return False
    was = before.points[-1]
    same = was.point_class is latest.point_class and was.cause.is_high == latest.cause.is_high
    return same and latest.month - was.month == 1


def evidence(points: tuple[Point, ...], limits: Limits, rules: RuleSet) -> tuple[Month, ...]:
    """The months on which the newest point's cause rests, the earliest first; `points` are those of its phase."""
    cause = points[-1].cause
    if cause in _OUTSIDE:
        return (points[-1].month,)
    if cause in _TWO_IN_THREE:
        return tuple(point.month for point in points[-3:] if _is_near(point.value, limits, cause.is_high, rules))
    first = len(points) - 1
    while first > 0 and _goes_on(points, first, cause, limits):
        first -= 1
    return tuple(point.month for point in points[first:])


def _is_near(value: float, limits: Limits, is_high: bool, rules: RuleSet) -> bool:
    beyond = value > limits.near_upper if is_high else value < limits.near_lower
    outside = value > limits.upper if is_high else value < limits.lower
    return beyond and (rules.two_in_three_counts_outside or not outside)


def _goes_on(points: tuple[Point, ...], i: int, cause: Cause, limits: Limits) -> bool:
    """Whether the trend, or the run on one side, holds the point before i as well."""
    before, here = points[i - 1].value, points[i].value
    if cause in _TREND:
        return before < here if cause.is_high else before > here
    return before > limits.mean if cause.is_high else before < limits.mean


def expected_by_chance(points: list[int], rule_set: str) -> float | None:
    """How many of that many unchanging series would alert in a month; None where the rule set's chance is not known."""
    known = CHANCE_OF_ALERT.get(rule_set)
    return None if known is None else sum(_chance(count, known) for count in points)


def _chance(count: int, known: tuple[tuple[int, float], ...]) -> float:
    """Between the two lengths around it, by straight line; beyond the ends, the ends'."""
    if count <= known[0][0]:
        return known[0][1]
    for (low, at_low), (high, at_high) in pairwise(known):
        if count <= high:
            return at_low + (at_high - at_low) * (count - low) / (high - low)
    return known[-1][1]
