"""A reading in sentences: what changed, since when, and whether the target can be expected."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from commonweal.engine.measures.series import Break
from commonweal.engine.measures.spc.reading import Reading, Recalculation
from commonweal.engine.measures.spc.rules import Assurance, Cause, Direction, Limits, PointClass
from commonweal.engine.periods import Month

Show = Callable[[float], str]

_WHAT = {
    Cause.ABOVE_UPPER_LIMIT: "above the upper limit of {upper}",
    Cause.BELOW_LOWER_LIMIT: "below the lower limit of {lower}",
    Cause.TREND_UP: "part of a steady rise",
    Cause.TREND_DOWN: "part of a steady fall",
    Cause.TWO_IN_THREE_HIGH: "one of several close to the upper limit of {upper}",
    Cause.TWO_IN_THREE_LOW: "one of several close to the lower limit of {lower}",
    Cause.SHIFT_HIGH: "part of a run above the average of {mean}",
    Cause.SHIFT_LOW: "part of a run below the average of {mean}",
}
_MEANING = {
    PointClass.IMPROVEMENT: "an improvement",
    PointClass.CONCERN: "a cause for concern",
    PointClass.NEUTRAL_HIGH: "a rise",
    PointClass.NEUTRAL_LOW: "a fall",
}


def words(reading: Reading, *, subject: str, show: Show) -> tuple[str, ...]:
    """The reading's sentences, the most important first.

    `subject` names the measure as a sentence begins with it ("People delayed per day"); `show` writes one of its
    values, with its unit where it needs one.
    """
    if not reading.points:
        return (f"{subject}: there are no values to read.",)
    first = (_latest(reading, subject, show), reading.withheld) if reading.withheld else _change(reading, subject, show)
    return tuple(s for s in (*first, _target(reading, show), *_phases(reading), _gaps(reading.gaps)) if s)


def _latest(reading: Reading, subject: str, show: Show) -> str:
    latest = reading.points[-1]
    return f"{subject} stood at {show(latest.value)} in {latest.month}."


def _change(reading: Reading, subject: str, show: Show) -> tuple[str, ...]:
    latest, limits = reading.points[-1], _newest(reading)
    if latest.cause is Cause.COMMON:
        usual = f"between {show(limits.lower)} and {show(limits.upper)}"
        return (
            _latest(reading, subject, show),
            f"That is within its usual range, {usual}, around an average of {show(limits.mean)}: no change that chance"
            " would not explain.",
        )
    what = _WHAT[latest.cause].format(upper=show(limits.upper), lower=show(limits.lower), mean=show(limits.mean))
    return (
        _latest(reading, subject, show),
        f"That is {what}: {_MEANING[latest.point_class]} that is more than chance, {_stretch(reading)}.",
    )


def _stretch(reading: Reading) -> str:
    """Since when."""
    latest, since = reading.points[-1].month, reading.since
    if since is None or since == latest:
        return "in this month alone"
    return f"since {since} ({latest - since + 1} months)"


def _target(reading: Reading, show: Show) -> str:
    if reading.target is None or reading.direction is Direction.NEUTRAL or reading.withheld:
        return ""
    target = show(reading.target)
    return {
        Assurance.PASS: f"The target of {target} can be expected to be met every month if nothing changes.",
        Assurance.FAIL: f"The target of {target} cannot be expected to be met unless something changes.",
        Assurance.HIT_OR_MISS: f"The target of {target} lies within the usual range: it will be met in some months and "
        "missed in others, by chance.",
        None: "",
    }[reading.assurance]


def _phases(reading: Reading) -> list[str]:
    sentences = []
    for phase in reading.phases:
        match phase.begun_by:
            case Break(month=month, label=label):
                sentences.append(f"The series is broken at {month} ({label}): nothing is compared across it.")
            case Recalculation(month=month, declared_by=name, reason=reason):
                sentences.append(f"Limits begin afresh in {month}: {reason} (declared by {name}).")
    return sentences


def _gaps(gaps: Sequence[Month]) -> str:
    if not gaps:
        return ""
    named = ", ".join(str(month) for month in gaps[:6])
    more = f" and {len(gaps) - 6} more" if len(gaps) > 6 else ""
    return f"No value for {named}{more}: left out of every rule."


def _newest(reading: Reading) -> Limits:
    limits = reading.phases[-1].limits
    if limits is None:
        raise ValueError("a reading whose icons are not withheld has limits")
    return limits
