"""Effective capacity: monotone in every path, met within the tolerance, recovered where it is known, or refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.engine.findings import Severity
from commonweal.engine.flow.calibration.capacity import TOLERANCE_BEDS, find_capacity
from commonweal.engine.flow.calibration.fitting import Assumptions, calibrate
from tests.engine.flow.calibration.cases import area, daily_beds, expected, known_fit, poisson_series, scenario_of


def simulated(one, seed=1, replications=24):
    def mean_delayed(places_per_need):
        return float(daily_beds(scenario_of(one, places_per_need), seed, replications).mean())

    return mean_delayed


def test_more_places_delay_nobody_more_on_any_day_of_any_replication():
    """What makes bisection safe: under common random numbers every path falls, not the mean alone."""
    one = area(known_fit())
    before = daily_beds(scenario_of(one, 0.9), 1, 12)
    for places_per_need in (0.95, 0.99, 1.0, 1.003, 1.01, 1.05, 1.2, 2.0):
        now = daily_beds(scenario_of(one, places_per_need), 1, 12)
        assert (now <= before).all()
        before = now
    assert before.mean() > 10  # those being arranged for are left


def test_the_observed_mean_is_met():
    one = area(known_fit())
    found, findings = find_capacity(simulated(one), 60.0)
    assert findings == ()
    assert abs(found.delayed_mean_beds - 60.0) <= TOLERANCE_BEDS
    assert simulated(one)(found.places_per_need) == found.delayed_mean_beds  # the same people, the same figure
    trials = sorted(found.trials, key=lambda trial: trial.places_per_need)
    means = [trial.delayed_mean_beds for trial in trials]
    assert means == sorted(means, reverse=True)


def test_a_known_capacity_comes_back_from_a_series_made_with_it():
    """A series made by a known scenario, on other people than the fit uses: capacity, arranging, mean come back."""
    fit = known_fit()
    truth = area(fit, delayed_mean_beds=60.0)
    known, _ = find_capacity(simulated(truth, seed=1, replications=200), 60.0)
    made = daily_beds(scenario_of(truth, known.places_per_need, 365, 365), 2, 200).mean(axis=0)
    observed = poisson_series(fit, 365, seed=8, delayed=[float(count) for count in made])

    def simulate(scenario):
        return float(daily_beds(scenario, 3, 100).mean())

    found, findings = calibrate(observed, Assumptions(truth.onward, 0.34, "a test"), simulate, "Town")
    assert not [finding for finding in findings if finding.severity is Severity.ERROR]
    assert found.capacity.places_per_need == pytest.approx(known.places_per_need, abs=0.01)
    assert found.area.delayed_mean_beds == pytest.approx(60.0, rel=0.1)
    assert found.area.arranging_days(found.area.onward[0]) == pytest.approx(
        truth.arranging_days(truth.onward[0]), rel=0.1
    )


@settings(max_examples=60, deadline=None)
@given(st.floats(0.55, 2.9), st.floats(1, 5_000))
def test_bisection_finds_the_answer_of_any_falling_curve(answer, scale):
    found, findings = find_capacity(lambda places: scale * np.exp(-3 * (places - answer)), scale, 0.001 * scale)
    assert findings == ()
    assert found.places_per_need == pytest.approx(answer, abs=0.001)
    assert len(found.trials) < 40


def test_whole_places_that_are_too_coarse_are_said():
    found, (finding,) = find_capacity(lambda places: 100.0 if places < 1.234 else 60.0, 75.0)
    assert finding.code == "capacity-in-whole-places" and finding.severity is Severity.WARNING
    assert found.delayed_mean_beds == 60.0 and found.places_per_need == pytest.approx(1.234, abs=1e-5)
    assert "15.0 fewer" in finding.message


@pytest.mark.parametrize(("floor", "word"), [(80.0, "already"), (-1.0, "half the places")])
def test_what_cannot_be_met_is_refused(floor, word):
    """Arranging alone holds more than were seen; or even half the places hold fewer."""
    found, (finding,) = find_capacity(lambda _: floor, 50.0)
    assert found is None
    assert finding.code == "capacity-cannot-be-met" and word in finding.message


def test_arranging_that_is_all_of_the_delay_is_little_s_law():
    """With unlimited places those who are delayed are people a day times days of arranging: nothing is searched for."""
    one = area(known_fit(), capacity_share=0.0)
    beds = daily_beds(scenario_of(one, 3.0, days=365), 1, 200).mean(axis=1)
    people_a_day = 0.3 * float(expected(one.demand, 365).mean())
    found = people_a_day * one.arranging_days(one.onward[0])
    assert abs(beds.mean() - found) <= 4 * beds.std() / 200**0.5 + 0.005 * found
