"""The start of a scenario: balance stays balance, stated people stay as long as people like them do."""

import numpy as np
import pytest

from commonweal.engine.flow.rows import BUSY, FELL_BACK, FINISHED, JOINED, LEFT, STARTED, WAITING
from commonweal.engine.flow.running import prepare, run
from tests.engine.flow.cases import exponential, mean_sd, model_of, one_service
from tests.engine.flow.test_same_people import KERNELS

REPLICATIONS = 6000


def every_day_within(sums, expected, variance=None):
    """Means over replications, day by day, within 4.5 standard errors (Poisson variance unless given)."""
    means = sums / REPLICATIONS
    error = ((expected if variance is None else variance) / REPLICATIONS) ** 0.5
    worst = (abs(means - expected) / np.maximum(error, 1e-12)).max()
    assert worst <= 4.5, (worst, means[:5], np.broadcast_to(expected, means.shape)[:5])


@pytest.mark.parametrize(("clock", "kernel"), KERNELS)
@pytest.mark.parametrize("stay", [mean_sd(14, 10), mean_sd(9, 14), exponential(20)])
def test_balance_stays_balance(clock, kernel, stay):
    """From equilibrium, people in place are Poisson at rate x mean stay on every day, with unlimited places."""
    model = model_of(one_service(None, 3.0, stay, 60, begin="equilibrium"))
    result = run(prepare(model, clock, kernel), 12, REPLICATIONS)
    every_day_within(result.day_sums[BUSY, 0], 3.0 * model.groups[0].steps[0].stay.mean)


@pytest.mark.parametrize("clock", ["day", "continuous"])
def test_balance_of_a_route(clock):
    """Every step of a route begins at its own balance: the share of people who come that far, times their stay."""
    data = one_service(None, 4.0, mean_sd(10, 8), 50, begin="equilibrium")
    data["services"] += [{"name": "homecare", "pools": [{}]}]
    data["pathways"][0]["steps"][0]["goes_on"] = 0.3
    data["pathways"][0]["steps"].append({"service": "homecare", "stay": mean_sd(30, 30)})
    result = run(prepare(model_of(data), clock), 13, REPLICATIONS)
    every_day_within(result.day_sums[BUSY, 0], 40.0)
    every_day_within(result.day_sums[BUSY, 1], 36.0)


@pytest.mark.parametrize("clock", ["day", "continuous"])
def test_stated_people_stay_as_long_as_their_like(clock):
    """In place for 3, 3 and 25 days: they are there on day d with the probability that such a stay goes on."""
    so_far = [3.0, 3.0, 25.0]
    present = [{"hospital": "General", "area": "Town", "pathway": "home with reablement", "days_so_far": so_far}]
    data = one_service(None, 0.0, mean_sd(14, 10), 40, begin="stated", present=present)
    model = model_of(data)
    law = model.groups[0].steps[0].stay
    result = run(prepare(model, clock), 14, REPLICATIONS)

    def lasting(days):  # the integral of the survival function: on the clock of days, rounding averages over a day
        share = law.share_up_to(days)
        return days * (1 - share) + law.mean_below(share)

    ends = np.arange(1, 41, dtype=np.float64)
    there = np.zeros(40)
    spread = np.zeros(40)
    for days in so_far:
        if clock == "continuous":
            alive = 1 - law.share_up_to(days + ends)
        else:
            alive = lasting(days + ends) - lasting(days + ends - 1)
        alive = alive / (1 - law.share_up_to(np.array([days])))
        there += alive
        spread += alive * (1 - alive)
    every_day_within(result.day_sums[BUSY, 0], there, spread + 1e-6)
    assert result.counts[:, STARTED].sum() == 0


@pytest.mark.parametrize("clock", ["day", "continuous"])
def test_those_who_wait_at_the_start_go_first(clock):
    """Waits so far: three places, five waiting; the three longest waits start at once."""
    present = [
        {"hospital": "General", "area": "Town", "pathway": "home with reablement", "waits_so_far": [1, 9, 4, 2, 7]}
    ]
    data = one_service(3, 0.0, {"law": "fixed", "days": 10}, 30, begin="stated", present=present)
    result = run(prepare(model_of(data), clock), 1, 5)
    assert (result.beds[:, :10] == 2).all() and (result.beds[:, 10:] == 0).all()
    assert (result.counts[:, [JOINED, STARTED, FINISHED], 0] == [5, 5, 5]).all()


@pytest.mark.parametrize("clock", ["day", "continuous"])
def test_leaving_and_falling_back_as_stated(clock):
    """No place at all: whoever is patient for more than eight days falls back then, the others leave."""
    data = one_service(0, 5.0, mean_sd(5), 400, warm_up_days=100)
    data["services"].append({"name": "care home", "pools": [{}]})
    data["pathways"][0] |= {"patience": exponential(10), "fallback": {"after_days": 8, "pathway": "care home"}}
    data["pathways"].append({"name": "care home", "steps": [{"service": "care home", "stay": mean_sd(20)}]})
    result = run(prepare(model_of(data), clock), 3, 300)
    left, fell = result.counts[:, LEFT, 0], result.counts[:, FELL_BACK, 0]
    if clock == "continuous":
        stays = np.exp(-8 / 10)
    else:  # patience is a whole day or more: to outlast eight days it must be more than eight after rounding
        stays = 10 * (np.exp(-8 / 10) - np.exp(-9 / 10))
    share = fell / (left + fell)
    assert abs(share.mean() - stays) <= 4 * share.std(ddof=1) / 300**0.5
    assert result.counts[:, STARTED, 1].sum() == pytest.approx(fell.sum(), rel=1e-3)
    if clock == "continuous":  # the mean wait is that of an exponential patience cut off at eight days
        waiting = result.person_days[:, WAITING, 0] / 300
        assert abs(waiting.mean() - 5.0 * 10 * (1 - np.exp(-0.8))) <= 4 * waiting.std(ddof=1) / 300**0.5


def test_a_stay_of_hours_keeps_its_mean_on_the_clock_of_days():
    """A decision of half a day: the daily kernel has no such stay, so that of stages takes it, and keeps 0.5."""
    model = model_of(one_service(None, 10.0, mean_sd(0.5, 0.4), 100))
    runner = prepare(model, "day")
    assert runner.kernels == ("stages",)
    result = run(runner, 3, 400)
    busy = result.person_days[:, BUSY, 0] / 100
    assert abs(busy.mean() - 5.0) <= 4 * busy.std(ddof=1) / 400**0.5 + 0.01
