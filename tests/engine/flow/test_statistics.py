"""Intervals cover what they say, controls help and do not bias, causes are told apart."""

import numpy as np
import pytest
from scipy import stats

from commonweal.engine.flow.attribution import attribute
from commonweal.engine.flow.changes import Change, change_document
from commonweal.engine.flow.checking import read_scenario
from commonweal.engine.flow.comparison import compare
from commonweal.engine.flow.control import unlimited, unlimited_busy_days
from commonweal.engine.flow.figures import beds
from commonweal.engine.flow.model import make_model
from commonweal.engine.flow.rows import BUSY
from commonweal.engine.flow.running import prepare, run
from commonweal.engine.flow.statistics import Stopping, contrast, controlled, estimate
from commonweal.engine.flow.wording import sentences, why
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


def known_contrast():
    """No place against unlimited ones, 3 people a day for 20 days: on day d 3 (d + 1) wait, or nobody."""
    short, free = (model_of(one_service(places, 3.0, mean_sd(5), 20)).scenario for places in (0, None))
    return free, short, 3.0 * np.arange(1, 21).mean()


def test_stopping_on_the_contrast_covers_the_truth():
    """Looking after each batch and stopping when it is narrow enough must not spoil what the interval says."""
    free, short, truth = known_contrast()
    covered, replications = 0, []
    for seed in range(300):
        runs = simulate_contrast(free, short, Settings(seed, workers=1), Stopping(1.1, batch=25, most=400))
        found = contrast(*(beds(run.model, run.chunk) for run in runs))
        assert found.half_width <= 1.1
        covered += found.low <= truth <= found.high
        replications.append(found.replications)
    assert len(set(replications)) > 2  # it did stop at different times
    assert covered / 300 >= 0.95 - 4 * (0.95 * 0.05 / 300) ** 0.5


def bought(places=2, price=20_000, bed_day=40_000):
    """Two runs of one service, the second with more places, and the comparison."""
    made = []
    for more in (0, places):
        data = one_service(58 + more, 4.0, mean_sd(14), 300, warm_up_days=60, bed_day_price_pence=bed_day)
        data["services"][0]["price_pence_per_place_day"] = price
        model = model_of(data)
        made.append((model, run(prepare(model), 3, 500)))
    return made, compare("two more places", *made)


def test_money_on_both_sides_to_the_penny():
    (before, after), found = bought()
    assert found.money.paid_pence == 2 * 240 * 20_000  # two places, 240 counted days, used or not
    saved = (before[1].beds[:, 60:].sum(axis=1) - after[1].beds[:, 60:].sum(axis=1)) * 40_000
    assert found.money.saved_pence.mean == pytest.approx(saved.mean(), rel=1e-12)
    low, high = stats.t.interval(0.95, 499, saved.mean(), stats.sem(saved))
    assert (found.money.saved_pence.low, found.money.saved_pence.high) == pytest.approx((low, high), rel=1e-9)
    assert found.money.net_pence.mean == pytest.approx(saved.mean() - found.money.paid_pence)
    assert found.money.net_pence.half_width == found.money.saved_pence.half_width
    assert found.released_beds.mean == pytest.approx(saved.mean() / 40_000 / 240)


def test_parts_of_a_difference_add_up():
    short, more = county(), county()
    for data, places in ((short, 6), (more, 40)):
        assert data["services"][2]["name"] == "homecare"
        data["services"][2]["pools"] = [{"places": places}]
    one, two = model_of(short), model_of(more)
    found = compare("more homecare", *((model, run(prepare(model), 3, 40)) for model in (one, two)))
    assert sum(part.value.mean for part in found.stages) == pytest.approx(found.released_beds.mean, abs=1e-9)
    assert found.freed_places[0].name == "reablement"  # places that waited for homecare


def test_comparison_in_words():
    _, found = bought()
    beds_said, where, paid, saved, both = sentences(found)
    assert beds_said.startswith(
        f"two more places releases {found.released_beds.mean:,.1f} hospital beds (95 % interval "
    )
    assert where == f"Beds held by people waiting for reablement fall by {found.released_beds.mean:,.1f}."
    assert paid == "Over 240 days the community pays £96,000 more for the places provided, used or not."
    assert saved.startswith("The hospital saves £") and "at £400 (95 % interval £" in saved
    assert both.startswith("Both sides together gain £")
    _, dear = bought(price=10_000_000)
    assert sentences(dear)[-1].startswith("Both sides together lose £")
    _, nothing = bought(places=0)
    assert sentences(nothing)[0].startswith("two more places makes no difference to delayed beds that can be told")
    _, unpriced = bought(bed_day=0)
    assert sentences(unpriced)[-1].startswith("No price of a hospital bed-day is stated")
    with pytest.raises(ValueError, match="same days"):
        compare("x", bought()[0][0], (found, run(prepare(model_of(county())), 1, 2)))


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
    largest = max(found.causes, key=lambda cause: cause.shapley_beds.mean)
    said = why(found)
    assert said.startswith(f"{found.beds.mean:,.1f} beds are held, {found.left_beds.mean:,.1f} of them in stages")
    share = 100 * largest.shapley_beds.mean / (found.beds.mean - found.left_beds.mean)
    assert f"{share:.0f} % are for want of {largest.service}:" in said


def test_one_cause_is_all_of_it():
    """With one limited service both ways of telling causes are the whole difference."""
    scenario = model_of(one_service(40, 3.0, mean_sd(14), 200)).scenario
    found = attribute(scenario, beds_of)
    (cause,) = found.causes
    assert found.left_beds.mean == 0.0
    assert cause.shapley_beds.mean == pytest.approx(found.beds.mean)
    assert cause.alone_beds.mean == pytest.approx(found.beds.mean)
