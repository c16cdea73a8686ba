"""Effective capacity by bisection: the places with which as many people are delayed as were observed.

What is varied is one number, places per person who would be in care with unlimited places (1.02: two in a hundred more
than that). Every trial runs on the same people (common random numbers), and one more place on any day makes nobody
start later, so the simulated number never rises with it: bisection needs no luck.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from commonweal.engine.findings import Finding, error, warning

LOW, HIGH = 0.5, 3.0
FIRST_STEP = 0.01
FINEST = 1e-6
TOLERANCE_BEDS = 0.5
"""How near the simulated mean is brought to the observed one, where places are small enough."""

MeanDelayed = Callable[[float], float]
"""Simulated mean number of people delayed, from places per person expected in care."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One simulated capacity."""

    places_per_need: float
    delayed_mean_beds: float


@dataclass(frozen=True, slots=True)
class Capacity:
    """The capacity that was found, what it gives, and every trial on the way."""

    places_per_need: float
    delayed_mean_beds: float
    target_beds: float
    trials: tuple[Trial, ...]


def find_capacity(
    mean_delayed: MeanDelayed, target_beds: float, tolerance_beds: float = TOLERANCE_BEDS, where: str = "capacity"
) -> tuple[Capacity | None, tuple[Finding, ...]]:
    """The capacity whose simulated mean lies within the tolerance of the target, or nearest to it; with findings."""
    trials: list[Trial] = []

    def run(places_per_need: float) -> float:
        trials.append(Trial(places_per_need, mean_delayed(places_per_need)))
        return trials[-1].delayed_mean_beds

    low, high = _bracket(run, target_beds)
    last = trials[-1].delayed_mean_beds
    if last > target_beds + tolerance_beds and high is None:
        return None, (_too_low(last, target_beds, where),)
    if last < target_beds - tolerance_beds and low is None:
        return None, (_too_high(last, target_beds, where),)
    low, high = low or LOW, high or HIGH
    while abs(nearest(trials, target_beds).delayed_mean_beds - target_beds) > tolerance_beds and high - low > FINEST:
        middle = (low + high) / 2
        low, high = (middle, high) if run(middle) > target_beds else (low, middle)
    best = nearest(trials, target_beds)
    found = Capacity(best.places_per_need, best.delayed_mean_beds, target_beds, tuple(trials))
    return found, tuple(_apart(found, tolerance_beds, where))


def _bracket(run: MeanDelayed, target_beds: float) -> tuple[float | None, float | None]:
    """A capacity that leaves too many delayed and one that does not, by steps that double, from as much as is needed.

    The first is None when there is none down to LOW, the second when there is none up to HIGH.
    """
    step, at = FIRST_STEP, 1.0
    too_many = run(at) > target_beds
    while at not in (LOW, HIGH):
        before, at = at, min(at + step, HIGH) if too_many else max(at - step, LOW)
        if (run(at) > target_beds) is not too_many:
            return (before, at) if too_many else (at, before)
        step *= 2
    return (at, None) if too_many else (None, at)


def nearest(trials: list[Trial], target_beds: float) -> Trial:
    """The trial that comes nearest to the target; of equals the one beside the step to the other side of it."""

    def distance(trial: Trial) -> tuple[float, float]:
        apart = trial.delayed_mean_beds - target_beds
        return abs(apart), -trial.places_per_need if apart > 0 else trial.places_per_need

    return min(trials, key=distance)


def _too_low(fewest: float, target: float, where: str) -> Finding:
    return error(
        "capacity-cannot-be-met",
        where,
        f"With as many places as anyone could need {fewest:,.1f} people are delayed already; {target:,.1f} were seen.",
        "Arrangements alone take longer than that: state a larger capacity share, or look at the series.",
    )


def _too_high(most: float, target: float, where: str) -> Finding:
    return error(
        "capacity-cannot-be-met",
        where,
        f"With half the places that are needed {most:,.1f} people are delayed; {target:,.1f} were seen.",
        "Look whether ready counts everybody who becomes ready, and whether the onward share is right.",
    )


def _apart(found: Capacity, tolerance: float, where: str) -> list[Finding]:
    apart = found.delayed_mean_beds - found.target_beds
    if abs(apart) <= tolerance:
        return []
    return [
        warning(
            "capacity-in-whole-places",
            where,
            f"The nearest whole number of places gives {found.delayed_mean_beds:,.1f} people delayed, "
            f"{abs(apart):,.1f} {'more' if apart > 0 else 'fewer'} than were seen.",
            "Places are whole: a small service cannot be brought nearer.",
        )
    ]
