"""Demand from a series by least squares: a level, a factor for each weekday and one for each month.

Minimises the sum over reported days of (ready - level x weekday factor x month factor)^2. With one set of factors
given, the best other set has a closed form (a = sum y b / sum b^2 over its days), so the two are made in turn until
neither moves: the fit of rank one, days missing left out. No logarithm is taken: a day of 0 counts as a day of 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonweal.engine.flow.calibration.series import Series, months, weekdays
from commonweal.engine.flow.laws import Floats

_ROUNDS = 500
_STILL = 1e-13


@dataclass(frozen=True, slots=True)
class DemandFit:
    """People who become ready a day: `level` times the factor of the weekday times that of the month.

    Both sets of factors have the mean 1 over those that were seen; a weekday or month never seen has 1.
    """

    level: float
    weekday_factors: tuple[float, ...]  # seven, Monday first
    month_factors: tuple[float, ...]  # twelve, January first
    residual_sd: float  # people a day
    days_used: int

    def expected(self, series: Series) -> Floats:
        """The fitted number on each day of a series [days]."""
        by_weekday = np.asarray(self.weekday_factors)[weekdays(series.first_day, series.days)]
        by_month = np.asarray(self.month_factors)[months(series.first_day, series.days)]
        return np.asarray(self.level * by_weekday * by_month, dtype=np.float64)


def fit_demand(series: Series) -> DemandFit:
    """The least-squares fit to a series that has been checked."""
    ready = series.ready_array
    known = ~np.isnan(ready)
    weekday, month = weekdays(series.first_day, series.days)[known], months(series.first_day, series.days)[known]
    counts = ready[known]
    by_weekday, by_month = np.full(7, counts.mean()), np.ones(12)
    for _ in range(_ROUNDS):
        before = by_weekday
        by_month = best_factors(counts, by_weekday[weekday], month, 12)
        by_weekday = best_factors(counts, by_month[month], weekday, 7)
        if np.abs(by_weekday - before).max() <= _STILL * np.abs(before).max():
            break
    weekday_factors, weekday_scale = _normal(by_weekday, weekday)
    month_factors, month_scale = _normal(by_month, month)
    level = weekday_scale * month_scale
    left = counts - level * np.asarray(weekday_factors)[weekday] * np.asarray(month_factors)[month]
    sd = float(np.sqrt((left**2).sum() / max(len(counts) - 18, 1)))  # 1 level, 6 weekdays and 11 months were fitted
    return DemandFit(level, weekday_factors, month_factors, sd, len(counts))


def best_factors(counts: Floats, given: Floats, group: NDArray[np.int64], groups: int) -> Floats:
    """For each group the factor that brings `given` times it nearest to `counts`, by least squares; 1 without days."""
    above = np.bincount(group, counts * given, minlength=groups)
    below = np.bincount(group, given * given, minlength=groups)
    return np.where(below > 0, above / np.where(below > 0, below, 1.0), 1.0)


def _normal(factors: Floats, group: NDArray[np.int64]) -> tuple[tuple[float, ...], float]:
    """Factors of mean 1 over the groups that were seen (1 elsewhere), and what they were divided by."""
    seen = np.bincount(group, minlength=len(factors)) > 0
    scale = float(factors[seen].mean())
    return tuple(float(factor) for factor in np.where(seen, factors / scale, 1.0)), scale
