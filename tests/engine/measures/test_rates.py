"""Per day, rates and shares, against NHS England's published figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engine.measures.rates import Population, Rate, per_100_000, per_day, percentages, shares
from commonweal.engine.periods import Month


@pytest.mark.parametrize(
    ("days", "month", "people"),
    [  # NHS England's totals and its average numbers of people delayed per day
        (186_490, Month(2017, 2), 6660.3571428571),
        (168_041, Month(2017, 9), 5601.3666666667),
        (145_040, Month(2017, 12), 4678.7096774194),
        (128_799, Month(2018, 12), 4154.8064516129),
        (139_415, Month(2019, 5), 4497.258064516129),
        (148_101, Month(2019, 12), 4777.4516129032),
    ],
)
def test_people_delayed_per_day(days, month, people):
    assert per_day(days, month) == pytest.approx(people, abs=1e-9)


def test_a_rate_carries_its_population_and_year():
    assert per_100_000(4100, Population(43_700_000, 2016)) == Rate(
        pytest.approx(9.382, abs=5e-4), 4100, 43_700_000, 2016
    )


def test_missing_is_never_zero():
    assert per_day(None, Month(2017, 2)) is None
    assert per_100_000(None, Population(10, 2016)) is None
    assert per_100_000(5.0, None) is None
    assert shares({"nhs": 1, "social-care": None}) is None
    assert shares({"nhs": 0, "social-care": 0}) is None
    with pytest.raises(ValueError, match="people in it"):
        Population(0, 2016)


def test_december_2019_by_side():
    found = shares({"nhs": 89_694, "social-care": 44_863, "both": 13_544})
    assert found == pytest.approx({"nhs": 0.605627, "social-care": 0.302922, "both": 0.091451}, abs=5e-7)
    assert percentages((89_694, 44_863, 13_544), 1) == (60.6, 30.3, 9.1)


@pytest.mark.parametrize(
    ("parts", "decimals", "shown"),
    [
        ((1, 1, 1), 0, (34, 33, 33)),  # a tie goes to the earlier part
        ((1, 1, 1), 1, (33.4, 33.3, 33.3)),
        ((0, 0), 0, (0, 0)),
        ((7,), 0, (100,)),
        ((47_000, 16_000, 15_900, 12_000, 6_000, 3_100), 0, (47, 16, 16, 12, 6, 3)),
        ((), 0, ()),
    ],
)
def test_percentages_add_up(parts, decimals, shown):
    assert percentages(parts, decimals) == shown


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=11).filter(any), st.sampled_from([0, 1, 2]))
def test_percentages_sum_to_100_and_stay_within_one_unit(parts, decimals):
    shown = percentages(parts, decimals)
    assert round(sum(shown), decimals) == 100
    unit = 10**-decimals
    assert all(abs(s - 100 * p / sum(parts)) < unit + 1e-9 for s, p in zip(shown, parts, strict=True))


def test_negative_parts_are_refused():
    with pytest.raises(ValueError, match="not negative"):
        percentages((3, -1))
    with pytest.raises(ValueError, match="not negative"):
        shares({"nhs": -1, "both": 3})
