"""What the record holds of a metric, as a suggestion for its trajectory: the latest complete year, with its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from commonweal.engine.periods import Month
from commonweal.engine.rulebook.model import Interval, Metric
from commonweal.observations.queries import Measured

IN_A_YEAR = 12
FIRST_MONTH = 4


@dataclass(frozen=True, slots=True)
class Observed:
    """Words for the page; `suggestion` has a value for each place of the trajectory, none where no year is complete."""

    words: str
    source: str
    suggestion: tuple[Fraction | None, ...]


def observed(metric: Metric, found: Measured | None, years: int) -> Observed:
    """What was observed, said plainly where nothing is."""
    if not metric.definition:
        return Observed("This metric is not observed here: no published series of it is read.", "", ())
    if found is None:
        return Observed(f"No series of this metric is held for the area (measure: {metric.definition}).", "", ())
    first, last = found.values[0][0], found.values[-1][0]
    latest = _latest_year(found.values)
    held = f"{found.definition.name}: {len(found.values):,} months observed, {first} to {last}."
    if metric.interval is not Interval.MONTH:
        why = f"It is planned by the {metric.interval} and observed by the month, and nobody said how months make one"
        return Observed(f"{held} {why}: draft it by hand.", found.definition.source, ())
    if not latest:
        return Observed(f"{held} No year of it from April to March is complete.", found.definition.source, ())
    values = tuple(_rounded(value, metric.decimals) for _, value in latest) * years
    average = sum(value for _, value in latest) / IN_A_YEAR
    words = f"{held} In the latest complete year, {latest[0][0]} to {latest[-1][0]}, it was {average:,.1f} on average."
    return Observed(words, found.definition.source, values)


def _latest_year(values: Sequence[tuple[Month, float]]) -> list[tuple[Month, float]]:
    """The latest twelve months from an April on of which each was observed."""
    known = dict(values)
    for year in sorted({month.year for month in known}, reverse=True):
        months = [Month(year, FIRST_MONTH) + i for i in range(IN_A_YEAR)]
        if all(month in known for month in months):
            return [(month, known[month]) for month in months]
    return []


def _rounded(value: float, decimals: int) -> Fraction:
    return Fraction(round(value * 10**decimals), 10**decimals)
