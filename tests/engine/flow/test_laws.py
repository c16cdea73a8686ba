"""What was asked is what is drawn (property 8)."""

from typing import get_args, get_type_hints

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from commonweal.engine.flow.compiled import compiled
from commonweal.engine.flow.daily import draw_stays
from commonweal.engine.flow.laws import (
    Empirical,
    Exponential,
    Fixed,
    MeanMedian,
    MeanSd,
    Quantiles,
    StayLaw,
    equilibrium,
)
from commonweal.engine.flow.philox import philox
from commonweal.engine.flow.rows import BUSY
from commonweal.engine.flow.running import prepare, run
from commonweal.engine.flow.tables import (
    daily_cells,
    drawn_sd,
    equilibrium_cells,
    poisson_of,
    poisson_table,
    stay_of,
    stay_table,
)
from tests.engine.flow.cases import exponential, mean_sd, model_of, one_service
from tests.engine.flow.test_same_people import KERNELS

LAWS = [
    MeanSd("mean-sd", 14.0, 14.0),
    MeanSd("mean-sd", 42.0, 60.0),
    MeanSd("mean-sd", 6.0, 0.0),
    MeanSd("mean-sd", 9.0, 6.0, longest_days=400.0),
    MeanMedian("mean-median", 18.07, 12.0),
    MeanMedian("mean-median", 7.0, 7.0),
    Exponential("exponential", 9.0),
    Fixed("fixed", 21.0),
    Quantiles("quantiles", (0.0, 0.25, 0.5, 0.9, 1.0), (1.0, 4.0, 9.0, 30.0, 120.0)),
    Empirical("empirical", (2.0, 5.0, 5.0, 40.0), (3.0, 1.0, 1.0, 2.0)),
]
NUMBER = 400_000


@compiled
def draw(table, count):
    drawn = np.empty(count)
    for person in range(count):
        words = philox(np.uint64(person), np.uint64(1), np.uint64(2), np.uint64(3), np.uint64(4))
        drawn[person] = stay_of(table, words[0])
    return drawn


@pytest.mark.parametrize("law", LAWS, ids=str)
def test_mean_sd_and_quantiles_are_drawn_as_asked(law):
    drawn = draw(stay_table(law), NUMBER)
    error = law.sd / NUMBER**0.5
    assert abs(drawn.mean() - law.mean) <= 4 * error + 1e-9
    fourth = ((drawn - drawn.mean()) ** 4).mean()
    sd_error = max(0.0, fourth - law.sd**4) ** 0.5 / (2 * max(law.sd, 1e-9)) / NUMBER**0.5
    assert abs(drawn.std() - law.sd) <= 4 * sd_error + 0.001 * law.sd + 1e-9
    for share in (0.1, 0.3, 0.6, 0.95, 0.999):
        # A quantile is right when the share below it is: within four standard errors, or the width of a slice.
        at = float(law.quantile(np.array([share]))[0])
        slack = 4 * (share * (1 - share) / NUMBER) ** 0.5 + 1 / 1024
        assert (drawn < at - 1e-9).mean() <= share + slack
        assert (drawn <= at + 1e-9).mean() >= share - slack


@pytest.mark.parametrize("law", [law for law in LAWS if law.quantile(np.array([1e-5]))[0] >= 1], ids=str)
def test_whole_days_are_drawn_as_asked(law):
    """The daily kernel's own draws: the mean within four standard errors; quantiles within a day of the law's."""
    drawn = np.empty((NUMBER // 1024 + 1) * 1024, dtype=np.uint16)
    numbers = [np.uint64(number) for number in (7, 8, 9, 10)]
    draw_stays(daily_cells([law], [1.0]), *numbers, NUMBER, np.empty(256, dtype=np.uint64), drawn)
    stays = drawn[:NUMBER].astype(float)
    assert abs(stays.mean() - law.mean) <= 4 * stays.std() / NUMBER**0.5 + 1e-4
    assert law.sd**2 * 0.97 <= stays.var() <= law.sd**2 * 1.03 + 0.26  # a rounded day adds at most a quarter
    for share in (0.1, 0.3, 0.6, 0.95, 0.999):
        at = float(law.quantile(np.array([share]))[0])
        slack = 4 * (share * (1 - share) / NUMBER) ** 0.5 + 1e-4
        assert (stays < np.floor(at)).mean() <= share + slack
        assert (stays <= np.ceil(at)).mean() >= share - slack


EVERY_LAW = [
    mean_sd(14, 9),
    {"law": "mean-median", "mean_days": 12, "median_days": 9},
    exponential(9),
    {"law": "fixed", "days": 7},
    {"law": "quantiles", "shares": [0, 0.5, 0.9, 1], "days": [2, 6, 20, 60]},
    {"law": "empirical", "days": [2, 5, 40], "weights": [3, 2, 1]},
]


def test_every_law_of_the_schema_is_here():
    known = {get_args(get_type_hints(law)["law"])[0] for law in get_args(StayLaw)}
    assert {stay["law"] for stay in EVERY_LAW} == known


@pytest.mark.parametrize(("clock", "kernel"), KERNELS)
@pytest.mark.parametrize("stay", EVERY_LAW, ids=lambda stay: stay["law"])
def test_a_whole_run_serves_as_long_as_asked(clock, kernel, stay):
    """Little's law the other way round: people in place over starts a day is the stated mean stay."""
    model = model_of(one_service(None, 6.0, stay, 400, begin="equilibrium"))
    result = run(prepare(model, clock, kernel), 31, 300)
    busy, asked = result.person_days[:, BUSY, 0] / 400, 6.0 * model.groups[0].steps[0].stay.mean
    extra = 0.01 * asked if clock == "day" else 0.0  # stays of less than a day become one day
    assert abs(busy.mean() - asked) <= 4 * busy.std(ddof=1) / 300**0.5 + extra


@pytest.mark.parametrize(("clock", "kernel"), KERNELS)
def test_arrivals_are_as_many_as_asked(clock, kernel):
    """Every day: level x weekday x month x growth x event, divided by the shares; and on along the route."""
    data = one_service(None, 20.0, {"law": "fixed", "days": 1000}, 60, begin="empty")
    data["pathways"].append({"name": "2", "steps": [{"service": "beds", "stay": {"law": "fixed", "days": 1000}}]})
    data["services"].append({"name": "beds", "pools": [{}]})
    weekdays, months = [1.3, 1, 1, 0.9, 1.2, 0.8, 0.6], [1.0] * 3 + [0.9, 1.2] + [1.0] * 7
    shares = [{"pathway": "home with reablement", "share": 0.7}, {"pathway": "2", "share": 0.3}]
    data["demand"][0] |= {
        "shares": shares,
        "weekday_factors": weekdays,
        "month_factors": months,
        "growth_per_year": 0.5,
    }
    data["events"] = [{"name": "strike", "from_day": 20, "to_day": 25, "demand_factor": 0.4}]
    model = model_of(data)
    count = 2000
    came = np.diff(run(prepare(model, clock, kernel), 8, count).day_sums[BUSY], axis=1, prepend=0) / count
    for pool, share in enumerate((0.7, 0.3)):
        for day in range(60):  # 1 April 2025 was a Tuesday
            asked = 20 * share * weekdays[(day + 1) % 7] * (0.9 if day < 30 else 1.2) * 1.5 ** (day / 365.25)
            asked *= 0.4 if 20 <= day < 25 else 1.0
            assert abs(came[pool, day] - asked) <= 4.5 * (asked / count) ** 0.5


def test_stated_numbers_are_the_laws_numbers():
    assert MeanSd("mean-sd", 14.0, 20.0).mean == pytest.approx(14.0, rel=1e-12)
    assert MeanSd("mean-sd", 14.0, 20.0).sd == pytest.approx(20.0, rel=1e-3)
    assert MeanMedian("mean-median", 18.07, 12.0).mean == pytest.approx(18.07, rel=1e-12)
    assert MeanMedian("mean-median", 18.07, 12.0).quantile(np.array([0.5]))[0] == pytest.approx(12.0, rel=1e-12)
    shape = stats.lognorm(np.sqrt(np.log(2.0)), scale=14 / np.sqrt(2.0))  # mean 14, sd 14, by scipy
    shares = np.array([0.01, 0.5, 0.99])
    assert MeanSd("mean-sd", 14.0, 14.0).quantile(shares) == pytest.approx(shape.ppf(shares), rel=1e-9)


@compiled
def stays_at(table, words):
    stays = np.empty(words.shape[0])
    for number in range(words.shape[0]):
        stays[number] = stay_of(table, words[number])
    return stays


@pytest.mark.parametrize("law", LAWS, ids=str)
def test_every_word_draws_a_stay_of_its_own_slice(law):
    """Without any chance: each stay lies in the law's own slice, a millionth wide in the tail; the sd is kept."""
    shares = np.concatenate([(np.arange(4096) + 0.5) / 4096, 1.0 - (np.arange(4096) + 0.5) / 4096 / 1024])
    size = np.where(shares < 1023 / 1024, 1 / 1024, 1 / 1024**2)
    low = np.floor(shares / size + 1e-6) * size
    drawn = stays_at(stay_table(law), np.floor(shares * 2.0**32).astype(np.uint64))
    assert (drawn >= law.quantile(np.maximum(low, 0.0)) - 1e-6).all()
    assert (drawn <= law.quantile(np.minimum(low + size, 1.0)) + 1e-6).all()
    assert drawn_sd(stay_table(law)) == pytest.approx(law.sd, rel=0.001, abs=1e-6)


@pytest.mark.parametrize("law", LAWS, ids=str)
def test_a_table_keeps_the_mean_exactly(law):
    table = stay_table(law)
    slices = table[:, :, 0] + table[:, :, 1] / 2
    mean = slices[0, :-1].sum() / 1024 + slices[1].sum() / 1024**2
    assert mean == pytest.approx(law.mean, rel=1e-9)
    assert (table >= 0).all()


@pytest.mark.parametrize("law", LAWS, ids=str)
def test_whole_days_keep_the_mean(law):
    cells = daily_cells([law], [1.0])
    assert cells.mean() == pytest.approx(law.mean, rel=0.01)  # stays under a day become one: the rest is exact
    if law.quantile(np.array([1 / 65536]))[0] >= 1:
        assert cells.mean() == pytest.approx(law.mean, abs=1e-4)
    assert (np.diff(cells.astype(int)) >= 0).all()


def test_a_mixture_of_laws_is_mixed_by_weight():
    cells = daily_cells([Fixed("fixed", 10.0), Fixed("fixed", 20.0)], [3.0, 1.0])
    assert (cells == 10).mean() == pytest.approx(0.75, abs=1e-4)
    assert (cells == 20).mean() == pytest.approx(0.25, abs=1e-4)


@pytest.mark.parametrize("law", [law for law in LAWS if law.sd > 0], ids=str)
def test_days_still_to_come_at_equilibrium(law):
    """Renewal theory: their mean is E[stay^2] / (2 E[stay])."""
    expected = (law.sd**2 + law.mean**2) / (2 * law.mean)
    assert equilibrium(law).mean == pytest.approx(expected, rel=0.01)
    cells = daily_cells([law], [1.0]).astype(float)
    on_days = (cells**2).mean() / (2 * cells.mean()) + 0.5
    assert equilibrium_cells(cells.astype(np.uint16)).mean() == pytest.approx(on_days, rel=1e-3)


@compiled
def poisson_numbers(table, words):
    numbers = np.empty(words.shape[0], dtype=np.int64)
    for i in range(words.shape[0]):
        numbers[i] = poisson_of(words[i], table, 0)
    return numbers


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 3000))
def test_poisson_numbers_are_those_of_scipy(mean):
    words = np.linspace(1, 2**32 - 2, 997).astype(np.uint64)
    expected = stats.poisson(mean).ppf((words + 0.5) / 2**32)
    assert poisson_numbers(poisson_table(np.array([mean])), words).tolist() == expected.tolist()
