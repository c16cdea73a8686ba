"""An observed series: people who became ready to leave hospital, and people still there at the end of the day.

A day that was not reported is missing (None): never 0, never filled in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from commonweal.engine.findings import Finding, error, warning
from commonweal.engine.flow.laws import Floats

LEAST_DAYS = 56
"""Eight weeks: with fewer, seven weekdays and a mean say little."""
YEAR = 365
MOST_MISSING = 0.2

Counts = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """Consecutive days of one area: people who became ready on each, and people delayed at its end."""

    name: str
    first_day: date
    ready: Counts
    delayed: Counts

    @property
    def days(self) -> int:
        return len(self.delayed)

    @property
    def end(self) -> date:
        """The day after the last."""
        return self.first_day + timedelta(days=self.days)

    @property
    def ready_array(self) -> Floats:
        """People who became ready [days], NaN where missing."""
        return _array(self.ready)

    @property
    def delayed_array(self) -> Floats:
        """People delayed at the end of each day [days], NaN where missing."""
        return _array(self.delayed)

    def between(self, first: date, end: date) -> Series:
        """The days from `first` up to the day before `end`, as far as the series goes."""
        low = max((first - self.first_day).days, 0)
        high = max((end - self.first_day).days, low)
        return Series(self.name, self.first_day + timedelta(days=low), self.ready[low:high], self.delayed[low:high])


def _array(counts: Counts) -> Floats:
    return np.array([np.nan if count is None else count for count in counts], dtype=np.float64)


def weekdays(first_day: date, days: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The weekday of each of so many days, Monday 0."""
    return (np.arange(days) + first_day.weekday()) % 7


def months(first_day: date, days: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The month of each of so many days, January 0."""
    return np.array([(first_day + timedelta(days=day)).month - 1 for day in range(days)], dtype=np.int64)


def check_series(series: Series, where: str) -> tuple[Finding, ...]:
    """What stands in the way of a calibration to this series (errors), and what a person should look at."""
    findings = [*_impossible(series, where), *_unusable(series, where)]
    return tuple(findings) or tuple(_doubtful(series, where))


def _impossible(series: Series, where: str) -> Iterator[Finding]:
    for name, counts in (("ready", series.ready), ("delayed", series.delayed)):
        for number, count in enumerate(counts):
            if count is not None and not 0 <= count < 1e6:
                yield error(
                    "impossible-count",
                    f"{where}, {series.first_day + timedelta(days=number)}",
                    f"{name} is {count:g}.",
                    "Give a number of people from 0 to 999,999, or leave it empty where it is not known.",
                )
                break


def _unusable(series: Series, where: str) -> Iterator[Finding]:
    for name, counts in (("ready", series.ready), ("delayed", series.delayed)):
        known = [count for count in counts if count is not None]
        if len(known) < LEAST_DAYS:
            yield error(
                "series-too-short",
                where,
                f"There are {len(known)} days with {name} to fit to.",
                f"Give at least {LEAST_DAYS} days, and better a whole year, so that every month is in it.",
            )
        elif len(set(known)) == 1:
            yield error(
                "series-constant",
                where,
                f"{name} is {known[0]:g} on every day: no such series is counted.",
                "Look whether a placeholder was exported, and give the counts of each day.",
            )


def _doubtful(series: Series, where: str) -> Iterator[Finding]:
    if series.days < YEAR:
        yield warning(
            "no-whole-year",
            where,
            f"{series.days} days are fitted to: months that are not among them get the factor 1.",
            "Give a whole year, so that the season is known.",
        )
    for name, counts in (("ready", series.ready), ("delayed", series.delayed)):
        missing = sum(count is None for count in counts)
        if missing > MOST_MISSING * series.days:
            yield warning(
                "many-days-missing",
                where,
                f"{name} is missing on {missing} of {series.days} days.",
                "Read the figures with care: days that were not reported may differ from those that were.",
            )
    yield from _far_days(series, where)


def _far_days(series: Series, where: str) -> Iterator[Finding]:
    far = far_from_neighbours(series.delayed)
    for number in far[:5]:
        yield warning(
            "far-from-its-neighbours",
            f"{where}, {series.first_day + timedelta(days=number)}",
            f"{series.delayed[number]:g} delayed, between {series.delayed[number - 1]:g} and "
            f"{series.delayed[number + 1]:g}.",
            "It is taken as it stands: leave it empty if it is a slip.",
        )


def far_from_neighbours(counts: Sequence[float | None]) -> list[int]:
    """Days whose count is under half or over double of both neighbours, and off by more than 20."""
    found = []
    for number in range(1, len(counts) - 1):
        before, count, after = counts[number - 1 : number + 2]
        if before is None or count is None or after is None:
            continue
        low, high = min(before, after), max(before, after)
        if (count < low / 2 and low - count > 20) or (count > 2 * high and count - high > 20):
            found.append(number)
    return found
