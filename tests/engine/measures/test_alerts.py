"""Alerts are the newest point's special cause, new where the series a month earlier did not say it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.engine.measures.series import Break, series
from commonweal.engine.measures.spc.alerts import CHANCE_OF_ALERT, expected_by_chance, sieve, until, watch
from commonweal.engine.measures.spc.chance import chance_of_alert
from commonweal.engine.measures.spc.rules import NHSR_0_2_2, RULE_SETS, Cause, Direction, PointClass
from commonweal.engine.periods import Month
from tests.engine.measures.test_spc import PUBLISHED_CAUSES, START, monthly
from tests.shared import shared_data


@pytest.mark.shared_data
def test_an_alert_is_the_newest_points_cause_in_150_series_of_nhsrplotthedots():
    golden = json.loads((shared_data() / "spc-golden.json").read_text())
    alerts = 0
    for case in golden:
        numbers = monthly(case["values"])
        found = watch(numbers, numbers.months[-1], NHSR_0_2_2, Direction(case["improvement"])).alert
        expected = PUBLISHED_CAUSES[case["cause"][-1]]
        is_read = len(case["values"]) >= NHSR_0_2_2.icons_from_points
        assert (found.cause if found else Cause.COMMON) == (expected if is_read else Cause.COMMON)
        if found:
            alerts += 1
            assert found.limits.mean == pytest.approx(case["mean"], abs=1e-4)
            assert found.points[-1] == found.month == numbers.months[-1]
    assert 0 < alerts < len(golden)


FLAT = [10.0, 11.0] * 8


def alert_of(values, direction=Direction.DECREASE, breaks=()):
    numbers = monthly(values, breaks)
    return watch(numbers, numbers.months[-1], NHSR_0_2_2, direction).alert


def test_a_run_is_new_in_its_seventh_month_alone():
    """10 and 11 in turn for 16 months, then 10.9: nothing before the seventh, new in the seventh, then going on."""
    states = {}
    for count in range(4, 10):
        found = alert_of([*FLAT, *[10.9] * count])
        states[count] = None if found is None else (found.cause, found.is_new, len(found.points))
    # The 16th of the flat months is above the average too, so that the seventh in a row is the sixth of 10.9.
    assert states == {
        4: None,
        5: None,
        6: (Cause.SHIFT_HIGH, True, 7),
        7: (Cause.SHIFT_HIGH, False, 8),
        8: (Cause.SHIFT_HIGH, False, 9),
        9: (Cause.SHIFT_HIGH, False, 10),
    }


@pytest.mark.parametrize(
    ("direction", "point_class"),
    [
        (Direction.DECREASE, PointClass.CONCERN),
        (Direction.INCREASE, PointClass.IMPROVEMENT),
        (Direction.NEUTRAL, PointClass.NEUTRAL_HIGH),
    ],
)
def test_what_a_point_above_the_limit_means_follows_the_direction(direction, point_class):
    found = alert_of([*FLAT, 30.0], direction)
    assert (found.cause, found.point_class, found.points) == (
        Cause.ABOVE_UPPER_LIMIT,
        point_class,
        (found.month,),
    )


def test_nothing_is_said_across_a_change_of_territory():
    before = [*FLAT, *FLAT]
    broken = (Break(START + len(before), "two districts joined"),)
    assert alert_of([*before, *[50.0, 51.0] * 6], breaks=broken) is None  # 12 points: too few
    assert alert_of([*before, *[50.0, 51.0] * 6, 50.0], breaks=broken) is None  # 13 points, nothing special
    assert alert_of([*before, *[50.0, 51.0] * 6, 90.0], breaks=broken).cause is Cause.ABOVE_UPPER_LIMIT
    assert alert_of([*before, *[50.0, 51.0] * 6]) is not None  # unbroken, the same numbers would alert


def test_no_alert_without_a_number_in_the_month():
    numbers = series({START + i: value for i, value in enumerate([*FLAT, 30.0, None])})
    assert watch(numbers, numbers.months[-1], NHSR_0_2_2, Direction.DECREASE).alert is None


@settings(max_examples=150)
@given(values=st.lists(st.integers(0, 30), min_size=13, max_size=40), back=st.integers(0, 12))
def test_a_month_is_read_as_it_stood_then(values, back):
    numbers = monthly(list(map(float, values)))
    month = numbers.months[-1] + -back
    cut = until(numbers, month)
    assert watch(numbers, month, NHSR_0_2_2, Direction.DECREASE) == watch(cut, month, NHSR_0_2_2, Direction.DECREASE)
    found = watch(cut, month, NHSR_0_2_2, Direction.DECREASE).alert
    if found is not None:
        of_month = dict(zip(cut.months, cut.values, strict=True))
        high = [of_month[one] > found.limits.mean for one in found.points]
        assert all(is_high == found.cause.is_high for is_high in high) or found.cause in {
            Cause.TREND_UP,
            Cause.TREND_DOWN,
        }
        fewest = {Cause.SHIFT_HIGH: 7, Cause.SHIFT_LOW: 7, Cause.TREND_UP: 7, Cause.TREND_DOWN: 7}
        assert len(found.points) >= fewest.get(found.cause, 1)


@pytest.mark.parametrize(("points", "share"), [(13, 0.0141), (24, 0.01245)])
def test_chance_comes_out_again(points, share):
    """Another seed, 3,000 series: within four standard errors of the share that is stated."""
    found, error = chance_of_alert(points, NHSR_0_2_2, series=3_000, seed=7)
    assert abs(found - share) < 4 * error


@pytest.mark.drill
@pytest.mark.parametrize(("points", "share"), CHANCE_OF_ALERT["NHSR-0.2.2"])
def test_chance_comes_out_again_for_every_length(points, share):
    found, _ = chance_of_alert(points, NHSR_0_2_2, series=20_000, seed=20261127)
    assert found == pytest.approx(share, abs=1e-9)


def test_what_chance_gives_is_summed_over_series():
    assert expected_by_chance([13] * 100, "NHSR-0.2.2") == pytest.approx(1.41)
    assert expected_by_chance([36, 500, 5], "NHSR-0.2.2") == pytest.approx((0.01245 + 0.0132) / 2 + 0.01375 + 0.0141)
    assert expected_by_chance([13], "MDC-2023-11") is None


def test_a_month_before_the_series_says_nothing():
    numbers = monthly(FLAT)
    assert watch(numbers, Month(2000, 1), NHSR_0_2_2, Direction.DECREASE).alert is None


def assert_sieved_as_watched(numbers, edges, rules, direction):
    found = watch(numbers, numbers.months[-1], rules, direction)
    sieved = sieve(numbers.values, edges, rules, direction)
    assert sieved.withheld == found.reading.withheld
    assert sieved.points == (found.reading.phases[-1].points if found.reading.phases else 0)
    assert sieved.is_special == (found.alert is not None)
    assert sieved.is_new == (found.alert is not None and found.alert.is_new)
    assert watch(numbers, numbers.months[-1], rules, direction, is_new=sieved.is_new) == found


@pytest.mark.shared_data
@pytest.mark.parametrize("rules", RULE_SETS.values(), ids=str)
def test_the_sieve_says_what_the_reading_does_in_150_series_month_by_month(rules):
    for case in json.loads((shared_data() / "spc-golden.json").read_text()):
        numbers = monthly(case["values"])
        for count in range(1, len(numbers.months) + 1):
            then = until(numbers, numbers.months[count - 1])
            assert_sieved_as_watched(then, [], rules, Direction(case["improvement"]))


@settings(max_examples=400)
@given(
    values=st.lists(st.one_of(st.none(), st.integers(0, 12)), min_size=1, max_size=48),
    edges=st.sets(st.integers(1, 47), max_size=2),
    rules=st.sampled_from(list(RULE_SETS.values())),
    direction=st.sampled_from(list(Direction)),
)
def test_the_sieve_says_what_the_reading_does(values, edges, rules, direction):
    """With gaps, and cut by changes of territory."""
    within = sorted(edge for edge in edges if edge < len(values))
    months = {START + i: None if value is None else float(value) for i, value in enumerate(values)}
    numbers = series(months, [Break(START + edge, "two districts joined") for edge in within])
    assert_sieved_as_watched(numbers, within, rules, direction)
