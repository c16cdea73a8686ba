"""Intervals cover what they say, controls help and do not bias, causes are told apart."""

import numpy as np
import pytest
from scipy import stats

from commonweal.engine.flow.attribution import attribute
from commonweal.engine.flow.changes import Change, change_document
from commonweal.engine.flow.checking import read_scenario
from commonweal.engine.flow.control import unlimited, unlimited_busy_days
from commonweal.engine.flow.figures import beds
from commonweal.engine.flow.model import make_model
from commonweal.engine.flow.rows import BUSY
from commonweal.engine.flow.running import prepare, run
from commonweal.engine.flow.statistics import Stopping, contrast, controlled, estimate
from commonweal.execution.runs import Settings, simulate, simulate_contrast
from tests.engine.flow.cases import county, mean_sd, model_of, one_service


def test_interval_is_students():
    samples = np.array([3.0, 5.0, 4.0, 8.0, 2.0])
    low, high = stats.t.interval(0.95, 4, samples.mean(), stats.sem(samples))
    found = estimate(samples)
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-12)
    assert estimate(samples[:1]).half_width == float("inf")
    assert contrast(samples, samples + 1).mean == 1.0
    assert contrast(samples, samples + 1).half_width == 0.0


def test_intervals_cover_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(0)
    covered = [abs(found.mean) <= found.half_width for found in (estimate(rng.normal(0, 1, 8)) for _ in range(4000))]
    assert abs(np.mean(covered) - 0.95) <= 4 * (0.95 * 0.05 / 4000) ** 0.5


@pytest.mark.parametrize(("clock", "kernel"), [("day", "auto"), ("day", "network"), ("continuous", "auto")])
def test_control_is_unbiased_and_helps(clock, kernel):
    """The same people through unlimited capacity, whose expectation theory gives."""
    model = model_of(one_service(209, 13.75, mean_sd(14), 400, warm_up_days=150))
    free = unlimited(model)
    count = 3000
    busy = run(prepare(free, clock, kernel), 4, count).person_days[:, BUSY].sum(axis=1)
    expected = unlimited_busy_days(free, clock)
    assert abs(busy.mean() - expected) <= 4 * busy.std() / count**0.5
    held = beds(model, run(prepare(model, clock, kernel), 4, count))
    plain, helped = estimate(held), controlled(held, busy, expected)
    assert helped.half_width < 0.85 * plain.half_width
    assert abs(helped.mean - plain.mean) <= plain.half_width + helped.half_width


def test_stops_on_the_contrast():
    base = model_of(one_service(58, 4.0, mean_sd(14), 300, warm_up_days=60))
    document, _ = change_document(
        one_service(58, 4.0, mean_sd(14), 300, warm_up_days=60),
        [Change("two more", "services.reablement.pools.0.places", "add", 2)],
    )
    changed = read_scenario(document)[0]
    first, second = simulate_contrast(base.scenario, changed, Settings(2), Stopping(0.2, batch=100, most=5000))
    found = contrast(beds(second.model, second.chunk), beds(first.model, first.chunk))
    assert found.half_width <= 0.2
    assert found.replications < 5000
    assert found.low > 0  # two more places release beds, and the interval says so


def beds_of(scenario):
    return beds(make_model(scenario), simulate(scenario, Settings(7, 200)).chunk)


def test_attribution_adds_up():
    scenario = model_of(county()).scenario
    found = attribute(scenario, beds_of)
    assert {cause.service for cause in found.causes} == {"reablement", "homecare", "care home"}
    shares = sum(cause.shapley_beds.mean for cause in found.causes)
    assert shares == pytest.approx(found.beds.mean - found.left_beds.mean, abs=1e-9)
    for cause in found.causes:
        assert cause.alone_beds.mean >= 0


def test_one_cause_is_all_of_it():
    """With one limited service both ways of telling causes are the whole difference."""
    scenario = model_of(one_service(40, 3.0, mean_sd(14), 200)).scenario
    found = attribute(scenario, beds_of)
    (cause,) = found.causes
    assert found.left_beds.mean == 0.0
    assert cause.shapley_beds.mean == pytest.approx(found.beds.mean)
    assert cause.alone_beds.mean == pytest.approx(found.beds.mean)
