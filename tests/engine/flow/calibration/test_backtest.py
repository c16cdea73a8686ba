"""Scores and bands: by hand on small numbers, and against a world that is the model."""

from datetime import date, timedelta

import numpy as np
import pytest

from commonweal.engine.flow.calibration.backtest import (
    backtest,
    coverage,
    last_value,
    score,
    weekday_offsets,
    year_before,
)
from tests.engine.flow.calibration.cases import FIRST, area, daily_beds, known_fit, scenario_of, series


def test_errors_by_hand():
    made = score("a", np.array([10.0, 20.0, np.nan, 30.0]), np.array([13.0, 16.0, 99.0, 30.0]))
    assert (made.mean_absolute_error_beds, made.days) == (pytest.approx(7 / 3), 3)
    assert made.root_mean_square_error_beds == pytest.approx((25 / 3) ** 0.5)
    assert score("b", np.array([np.nan]), np.array([1.0])).days == 0


def test_coverage_by_hand():
    observed, low, high = np.array([1.0, 5.0, np.nan, 9.0]), np.full(4, 1.0), np.full(4, 5.0)
    assert coverage(observed, low, high) == pytest.approx(2 / 3)  # its edges are inside, a missing day counts for none


def test_the_naive_forecasts():
    counts = [float(day) for day in range(400)]
    whole = series(counts, [*counts[:398], None, 399.0])
    held = whole.between(FIRST + timedelta(days=370), whole.end)
    assert last_value(whole.between(FIRST, FIRST + timedelta(days=399))) == 397.0  # the last one that was reported
    before = year_before(whole, held)
    assert before[0] == 6.0  # 364 days back: the same weekday
    assert np.isnan(year_before(whole, whole)[:364]).all()


def test_weekday_offsets_are_mean_differences():
    simulated = np.full(14, 10.0)
    training = series([1.0] * 14, [10.0 + day % 7 for day in range(13)] + [None], first=date(2024, 1, 1))
    assert weekday_offsets(training, simulated) == pytest.approx([0, 1, 2, 3, 4, 5, 6])


def test_bands_cover_what_they_say_where_the_world_is_the_model():
    """Each of 60 replications in turn is what came; the bands come from 300 others."""
    beds = daily_beds(scenario_of(area(known_fit()), 1.01, days=260), 4, 360)
    inside = {}
    for number in range(60):
        came = beds[number].astype(float)
        whole = series([40.0] * 260, came)
        training, held = (
            whole.between(FIRST, FIRST + timedelta(days=200)),
            whole.between(FIRST + timedelta(days=200), whole.end),
        )
        for band in backtest(whole, training, held, beds[60:]).bands:
            inside.setdefault((band.source, band.level), []).append(band.coverage)
    assert np.mean(inside["simulation alone", 0.80]) == pytest.approx(0.80, abs=0.12)
    assert np.mean(inside["simulation alone", 0.95]) == pytest.approx(0.95, abs=0.06)


def test_a_forecast_without_error_scores_without_error():
    beds = np.tile(np.arange(100, 200, dtype=np.int32), (10, 1))
    whole = series([1.0] * 100, [float(count) for count in range(100, 200)])
    split = FIRST + timedelta(days=70)
    found = backtest(whole, whole.between(FIRST, split), whole.between(split, whole.end), beds)
    model, naive, _ = found.scores
    assert (model.mean_absolute_error_beds, model.root_mean_square_error_beds) == (0.0, 0.0)
    assert naive.mean_absolute_error_beds == pytest.approx(np.mean(np.arange(1, 31)))  # it stays at 169
    assert {band.coverage for band in found.bands} == {1.0}
    assert (found.first_day, found.last_day) == (split, whole.end - timedelta(days=1))
