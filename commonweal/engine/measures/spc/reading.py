"""A reading: a series under a named rule set, phase by phase, with its icons or why they are withheld."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from commonweal.engine.measures.series import Break, Series
from commonweal.engine.measures.spc.rules import (
    Assurance,
    Cause,
    Direction,
    Limits,
    PointClass,
    RuleSet,
    Variation,
    assurance_of,
    class_of,
    variation_of,
)
from commonweal.engine.measures.spc.xmr import causes, limits
from commonweal.engine.periods import Month


@dataclass(frozen=True, slots=True)
class Recalculation:
    """Limits begin afresh from `month` on because a named person said so, and why."""

    month: Month
    declared_by: str
    reason: str
    declared_on: date

    def __post_init__(self) -> None:
        if not self.declared_by.strip() or not self.reason.strip():
            raise ValueError("a recalculation names who declared it and why")


@dataclass(frozen=True, slots=True)
class Point:
    """One month's value with its cause and class (unread in a phase without limits); `phase` counts from 0."""

    month: Month
    value: float
    cause: Cause
    point_class: PointClass
    phase: int


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of months with limits of its own (None if the rule set gives none to so few points).

    `begun_by` is the break or the recalculation that began it, None for the first.
    """

    first: Month
    last: Month
    points: int
    limits: Limits | None
    begun_by: Break | Recalculation | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a series says under a rule set.

    `variation` and `assurance` are None where the icons are withheld, and `withheld` then says why; assurance is None
    as well without a target or a direction. `since` is the first month of the unbroken stretch of points, up to the
    latest, that share the latest point's class and side; None if the latest point is common cause. `phases` is empty
    for a series without values.
    """

    rule_set: str
    direction: Direction
    target: float | None
    fix_after_n_points: int | None
    points: tuple[Point, ...]
    phases: tuple[Phase, ...]
    gaps: tuple[Month, ...]
    variation: Variation | None
    assurance: Assurance | None
    since: Month | None
    withheld: str | None


def read(
    numbers: Series,
    rules: RuleSet,
    direction: Direction,
    *,
    target: float | None = None,
    recalculations: Sequence[Recalculation] = (),
    fix_after_n_points: int | None = None,
) -> Reading:
    """Read a series. Missing months are left out of every rule (and listed in `gaps`); no rule looks across a phase."""
    phases: list[Phase] = []
    points: list[Point] = []
    for part, begun_by in _parts(numbers, recalculations):
        known = [(m, v) for m, v in zip(part.months, part.values, strict=True) if v is not None]
        if not known:
            continue
        values = [value for _, value in known]
        found = limits(values, rules, fix_after_n_points)
        shown = causes(values, found, direction, rules) if found else (Cause.UNREAD,) * len(values)
        points += [
            Point(month, value, cause, class_of(cause, direction), len(phases))
            for (month, value), cause in zip(known, shown, strict=True)
        ]
        phases.append(Phase(part.months[0], part.months[-1], len(values), found, begun_by))
    withheld = why_withheld([phase.points for phase in phases], rules)
    newest = phases[-1].limits if phases else None
    icons = newest is not None and withheld is None
    return Reading(
        rule_set=rules.id,
        direction=direction,
        target=target,
        fix_after_n_points=fix_after_n_points,
        points=tuple(points),
        phases=tuple(phases),
        gaps=numbers.gaps,
        variation=variation_of(points[-1].cause, direction) if icons else None,
        assurance=assurance_of(target, newest, direction) if icons and newest and target is not None else None,
        since=_since(points) if icons else None,
        withheld=withheld,
    )


def _parts(
    numbers: Series, recalculations: Sequence[Recalculation]
) -> list[tuple[Series, Break | Recalculation | None]]:
    """The series cut at breaks and declared recalculations, each part with what began it."""
    parts: list[tuple[Series, Break | Recalculation | None]] = []
    for segment in numbers.segments:
        begun_by: Break | Recalculation | None = segment.breaks[0] if segment.breaks else None
        inside = sorted(
            (r for r in recalculations if segment.months[0] < r.month <= segment.months[-1]), key=lambda r: r.month
        )
        start = 0
        for recalculation in inside:
            end = recalculation.month - segment.months[0]
            parts.append((Series(segment.months[start:end], segment.values[start:end]), begun_by))
            start, begun_by = end, recalculation
        parts.append((Series(segment.months[start:], segment.values[start:]), begun_by))
    return parts


def why_withheld(points: Sequence[int], rules: RuleSet) -> str | None:
    """Why a series whose phases have that many points gets no icons; None where it gets them."""
    if not points:
        return "There are no values to read."
    count = points[-1]
    if count >= rules.icons_from_points:
        return None
    stretch = "the newest phase" if len(points) > 1 else "the series"
    months = f"{count} month" + ("s" if count > 1 else "")
    return f"Icons are withheld: {stretch} has {months} and at least {rules.icons_from_points} are needed."


def _since(points: Sequence[Point]) -> Month | None:
    """Where the stretch began that the latest point belongs to: same phase, class and side."""
    latest = points[-1]
    if latest.cause is Cause.COMMON:
        return None
    first = latest
    for point in reversed(points):
        same = point.point_class is latest.point_class and point.cause.is_high == latest.cause.is_high
        if not same or point.phase != latest.phase:
            break
        first = point
    return first.month
