"""Demand by least squares: known parameters come back, and two other roads lead to the same fit."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import least_squares

from commonweal.engine.flow.calibration.building import expected_by_day
from commonweal.engine.flow.calibration.demand import fit_demand
from commonweal.engine.flow.calibration.series import months, weekdays
from tests.engine.flow.calibration.cases import FIRST, MONTHS, WEEKDAYS, expected, known_fit, poisson_series, series


@settings(max_examples=25, deadline=None)
@given(st.floats(0.5, 5_000), st.integers(365, 800), st.sets(st.integers(0, 364), max_size=60))
def test_exact_series_gives_its_parameters_back_whatever_is_missing(level, days, missing):
    fit = known_fit(level)
    ready = [None if day in missing else count for day, count in enumerate(expected(fit, days))]
    found = fit_demand(series(ready))
    weekday_mean, month_mean = np.mean(WEEKDAYS), np.mean(MONTHS)
    assert found.level == pytest.approx(level * weekday_mean * month_mean, rel=1e-9)
    assert found.weekday_factors == pytest.approx(np.asarray(WEEKDAYS) / weekday_mean, rel=1e-9)
    assert found.month_factors == pytest.approx(np.asarray(MONTHS) / month_mean, rel=1e-9)
    assert found.residual_sd == pytest.approx(0.0, abs=1e-6 * level)
    assert found.days_used == sum(count is not None for count in ready)


def test_drawn_series_gives_its_parameters_back_within_sampling_error():
    """Poisson counts of two years: each estimate within 4.5 standard errors of what they were drawn with."""
    fit = known_fit(100.0)
    found = fit_demand(poisson_series(fit, 730, seed=3))
    level = 100.0 * np.mean(WEEKDAYS) * np.mean(MONTHS)
    assert abs(found.level - level) <= 4.5 * (level / 730) ** 0.5
    for factor, known in zip(found.weekday_factors, np.asarray(WEEKDAYS) / np.mean(WEEKDAYS), strict=True):
        assert abs(factor - known) <= 4.5 * (known / (level * 730 / 7)) ** 0.5
    for factor, known in zip(found.month_factors, np.asarray(MONTHS) / np.mean(MONTHS), strict=True):
        assert abs(factor - known) <= 4.5 * (known / (level * 56)) ** 0.5
    assert found.residual_sd == pytest.approx(level**0.5, rel=0.1)  # Poisson: the variance is the mean


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_equals_scipys_least_squares(seed):
    """Another minimiser of the same sum of squares, over all 19 parameters at once."""
    drawn = poisson_series(known_fit(25.0), 400, seed)
    ready = tuple(None if day % 11 == seed else count for day, count in enumerate(drawn.ready))
    drawn = replace(drawn, ready=ready)
    counts, known = drawn.ready_array, ~np.isnan(drawn.ready_array)
    weekday, month = weekdays(FIRST, 400)[known], months(FIRST, 400)[known]
    other = least_squares(
        lambda x: x[weekday] * x[7 + month] - counts[known], np.ones(19) * 5, xtol=1e-15, ftol=1e-15, gtol=1e-12
    )
    found = fit_demand(drawn)
    left = counts[known] - found.expected(drawn)[known]
    assert (left**2).sum() == pytest.approx(2 * other.cost, rel=1e-9)
    by_weekday, by_month = other.x[:7], other.x[7:]
    assert found.weekday_factors == pytest.approx(by_weekday / by_weekday.mean(), rel=1e-5)
    assert found.month_factors == pytest.approx(by_month / by_month.mean(), rel=1e-5)


def test_closed_form_where_every_weekday_is_seen_as_often():
    """Four whole weeks of one month: the factors are the means of the weekdays over the mean."""
    ready = [float(count) for count in np.random.default_rng(5).poisson(30, 28)]
    found = fit_demand(series(ready))
    means = np.array([np.mean(ready[(day - FIRST.weekday()) % 7 :: 7]) for day in range(7)])
    assert found.level == pytest.approx(np.mean(ready), rel=1e-12)
    assert found.weekday_factors == pytest.approx(means / np.mean(ready), rel=1e-12)
    assert found.month_factors == pytest.approx([1.0] * 12)  # the only month seen is its own mean; the others 1


def test_a_missing_day_is_not_a_zero():
    ready = [float(count) for count in expected(known_fit(), 365)]
    gone = fit_demand(series([None if day % 5 == 0 else count for day, count in enumerate(ready)]))
    zero = fit_demand(series([0.0 if day % 5 == 0 else count for day, count in enumerate(ready)]))
    whole = fit_demand(series(ready))
    assert gone.level == pytest.approx(whole.level, rel=1e-9)
    assert zero.level == pytest.approx(0.8 * whole.level, rel=0.02)


def test_the_kernels_reckon_the_same_days():
    """The fit's own expectation equals that of the scenario's demand, leap day and all."""
    fit = known_fit(33.0)
    assert expected_by_day(fit, FIRST, 500) == pytest.approx(expected(fit, 500), rel=1e-14)
