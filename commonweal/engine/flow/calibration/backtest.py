"""What a calibration would have said of days that it has not seen, beside what came.

The forecast of a held-out day is the simulated mean of that day plus what reports of that weekday differ by from the
simulation in training. Two bands go with it, and both are scored: the spread of the replications alone, which is the
model's own word; and the spread of the residuals in training (reported less forecast), which is the record's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from commonweal.engine.flow.calibration.series import YEAR, Series, weekdays
from commonweal.engine.flow.laws import Floats

LEVELS = (0.80, 0.95)


@dataclass(frozen=True, slots=True)
class Band:
    """A band around the forecast: nominal level, its edges [days], and the share of reported days inside."""

    source: str
    level: float
    low: Floats
    high: Floats
    coverage: float

    @property
    def mean_width_beds(self) -> float:
        return float((self.high - self.low).mean())


@dataclass(frozen=True, slots=True)
class Score:
    """The error of a forecast over the reported days held out, in beds."""

    name: str
    mean_absolute_error_beds: float
    root_mean_square_error_beds: float
    days: int


@dataclass(frozen=True, slots=True)
class Backtest:
    """The days held out: what came, what was forecast, how far apart."""

    first_day: date
    observed: Floats
    forecast: Floats
    bands: tuple[Band, ...]
    scores: tuple[Score, ...]
    residual_sd_beds: float
    simulated_sd_beds: float

    @property
    def last_day(self) -> date:
        return self.first_day + timedelta(days=len(self.observed) - 1)


def backtest(series: Series, training: Series, held_out: Series, beds: NDArray[np.int32]) -> Backtest:
    """Score a simulation of training and held-out days, one after the other: beds [replications, days]."""
    split = training.days
    trained, ahead = beds[:, :split].astype(np.float64), beds[:, split:].astype(np.float64)
    offsets = weekday_offsets(training, trained.mean(axis=0))
    residuals = training.delayed_array - trained.mean(axis=0) - offsets[weekdays(training.first_day, split)]
    residuals = residuals[~np.isnan(residuals)]
    forecast = np.maximum(ahead.mean(axis=0) + offsets[weekdays(held_out.first_day, held_out.days)], 0.0)
    observed = held_out.delayed_array
    others = {
        "calibrated model": forecast,
        "naive: last value": np.full(held_out.days, last_value(training)),
        "seasonal naive: same day a year before": year_before(series, held_out),
    }
    return Backtest(
        held_out.first_day,
        observed,
        forecast,
        tuple(_bands(observed, forecast, ahead, residuals)),
        tuple(score(name, observed, made) for name, made in others.items()),
        float(residuals.std(ddof=1)),
        float(ahead.std(axis=0, ddof=1).mean()),
    )


def weekday_offsets(training: Series, simulated: Floats) -> Floats:
    """By how much reports of each weekday differ from the simulated mean [7]; 0 for a weekday never reported."""
    apart = training.delayed_array - simulated
    day = weekdays(training.first_day, training.days)
    known = [apart[(day == number) & ~np.isnan(apart)] for number in range(7)]
    return np.array([values.mean() if len(values) else 0.0 for values in known])


def _bands(observed: Floats, forecast: Floats, ahead: Floats, residuals: Floats) -> list[Band]:
    makers: dict[str, Callable[[float], Floats]] = {
        "simulation alone": lambda share: np.quantile(ahead, share, axis=0),
        "residuals of training": lambda share: np.maximum(forecast + np.quantile(residuals, share), 0.0),
    }
    bands = []
    for source, edge in makers.items():
        for level in LEVELS:
            low, high = edge((1 - level) / 2), edge((1 + level) / 2)
            bands.append(Band(source, level, low, high, coverage(observed, low, high)))
    return bands


def coverage(observed: Floats, low: Floats, high: Floats) -> float:
    """The share of reported days that lie within a band, its edges included."""
    known = ~np.isnan(observed)
    return float(((observed >= low) & (observed <= high))[known].mean())


def score(name: str, observed: Floats, forecast: Floats) -> Score:
    """Mean absolute and root mean square error over the days that both know."""
    apart = (observed - forecast)[~np.isnan(observed) & ~np.isnan(forecast)]
    if not len(apart):
        return Score(name, float("nan"), float("nan"), 0)
    return Score(name, float(np.abs(apart).mean()), float(np.sqrt((apart**2).mean())), len(apart))


def last_value(training: Series) -> float:
    """The last reported number of the training period."""
    known = training.delayed_array
    return float(known[~np.isnan(known)][-1])


def year_before(series: Series, held_out: Series) -> Floats:
    """The number reported 364 days (52 weeks: the same weekday) before each day held out [days]; NaN where none."""
    back = timedelta(days=YEAR - 1)
    found = np.full(held_out.days, np.nan)
    for number in range(held_out.days):
        at = (held_out.first_day + timedelta(days=number) - back - series.first_day).days
        if 0 <= at < series.days and series.delayed[at] is not None:
            found[number] = series.delayed[at]
    return found
