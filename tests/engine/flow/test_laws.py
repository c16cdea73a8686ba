"""What was asked is what is drawn (property 8)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from commonweal.engine.flow.compiled import compiled
from commonweal.engine.flow.laws import Empirical, Exponential, Fixed, MeanMedian, MeanSd, Quantiles, equilibrium
from commonweal.engine.flow.philox import philox
from commonweal.engine.flow.tables import daily_cells, equilibrium_cells, poisson_of, poisson_table, stay_of, stay_table

LAWS = [
    MeanSd("mean-sd", 14.0, 14.0),
    MeanSd("mean-sd", 42.0, 60.0),
    MeanSd("mean-sd", 6.0, 0.0),
    MeanMedian("mean-median", 18.07, 12.0),
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
    assert abs(drawn.std() - law.sd) <= 4 * sd_error + 0.001 * law.sd
    for share in (0.1, 0.3, 0.6, 0.95, 0.999):
        # A quantile is right when the share below it is: within four standard errors, or the width of a slice.
        at = float(law.quantile(np.array([share]))[0])
        slack = 4 * (share * (1 - share) / NUMBER) ** 0.5 + 1 / 1024
        assert (drawn < at - 1e-9).mean() <= share + slack
        assert (drawn <= at + 1e-9).mean() >= share - slack


def test_stated_numbers_are_the_laws_numbers():
    assert MeanSd("mean-sd", 14.0, 20.0).mean == pytest.approx(14.0, rel=1e-12)
    assert MeanSd("mean-sd", 14.0, 20.0).sd == pytest.approx(20.0, rel=1e-3)
    assert MeanMedian("mean-median", 18.07, 12.0).mean == pytest.approx(18.07, rel=1e-12)
    assert MeanMedian("mean-median", 18.07, 12.0).quantile(np.array([0.5]))[0] == pytest.approx(12.0, rel=1e-12)
    shape = stats.lognorm(np.sqrt(np.log(2.0)), scale=14 / np.sqrt(2.0))  # mean 14, sd 14, by scipy
    shares = np.array([0.01, 0.5, 0.99])
    assert MeanSd("mean-sd", 14.0, 14.0).quantile(shares) == pytest.approx(shape.ppf(shares), rel=1e-9)


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
