"""SPC: equal to 150 series read by NHSRplotthedots 0.2.2, and each implementation equal to the other."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engine.measures.series import Break, series
from commonweal.engine.measures.spc import xmr, xmr_reference
from commonweal.engine.measures.spc.reading import Recalculation, read
from commonweal.engine.measures.spc.rules import (
    MDC_2023_11,
    NHSR_0_2_2,
    RULE_SETS,
    Assurance,
    Cause,
    Direction,
    PointClass,
    RuleSet,
    Variation,
    assurance_of,
    class_of,
)
from commonweal.engine.periods import Month
from tests.shared import shared_data

PUBLISHED_CAUSES = {
    "Above UCL": Cause.ABOVE_UPPER_LIMIT,
    "Below LCL": Cause.BELOW_LOWER_LIMIT,
    "7 Point Trend (Increasing)": Cause.TREND_UP,
    "7 Point Trend (Decreasing)": Cause.TREND_DOWN,
    "2 in 3 Above CL": Cause.TWO_IN_THREE_HIGH,
    "2 in 3 Below CL": Cause.TWO_IN_THREE_LOW,
    "7 Points Above CL": Cause.SHIFT_HIGH,
    "7 Points Below CL": Cause.SHIFT_LOW,
    "Common Cause": Cause.COMMON,
}
PUBLISHED_ASSURANCE = {
    "consistent_pass": Assurance.PASS,
    "consistent_fail": Assurance.FAIL,
    "inconsistent": Assurance.HIT_OR_MISS,
}
START = Month(2015, 4)


def monthly(values, breaks=()):
    return series({START + i: value for i, value in enumerate(values)}, breaks)


@pytest.mark.shared_data
@pytest.mark.parametrize("implementation", [xmr, xmr_reference])
def test_150_series_of_nhsrplotthedots(implementation):
    golden = json.loads((shared_data() / "spc-golden.json").read_text())
    assert len(golden) == 150
    for case in golden:
        direction = Direction(case["improvement"])
        limits = implementation.limits(case["values"], NHSR_0_2_2)
        causes = implementation.causes(case["values"], limits, direction, NHSR_0_2_2)
        classes = [class_of(cause, direction).value for cause in causes]
        assert (limits.mean, limits.lower, limits.upper) == pytest.approx(
            (case["mean"], case["lower"], case["upper"]), abs=1e-6, rel=0
        )
        assert list(causes) == [PUBLISHED_CAUSES[cause] for cause in case["cause"]]
        assert classes == [p.replace("special_cause_", "").replace("_cause", "") for p in case["point"]]
        assert assurance_of(case["target"], limits, direction) == PUBLISHED_ASSURANCE[case["assurance"]]


@pytest.mark.shared_data
def test_readings_agree_with_nhsrplotthedots_where_icons_are_due():
    for case in json.loads((shared_data() / "spc-golden.json").read_text()):
        reading = read(monthly(case["values"]), NHSR_0_2_2, Direction(case["improvement"]), target=case["target"])
        assert [p.cause for p in reading.points] == [PUBLISHED_CAUSES[cause] for cause in case["cause"]]
        if len(case["values"]) < 13:
            assert (reading.variation, reading.assurance) == (None, None)
            assert "withheld" in reading.withheld
        else:
            assert reading.assurance == PUBLISHED_ASSURANCE[case["assurance"]]
            last = case["point"][-1].replace("special_cause_", "").replace("_cause", "")
            assert reading.variation.value.split("-")[0] == last


# Few distinct whole numbers make ties, runs and points on the mean, where implementations come apart.
lumpy = st.lists(st.integers(0, 6).map(float), min_size=2, max_size=45)
smooth = st.lists(st.floats(-1e6, 1e6, allow_nan=False).map(lambda v: round(v, 3)), min_size=2, max_size=45)


@given(lumpy | smooth, st.sampled_from(Direction), st.sampled_from(sorted(RULE_SETS)), st.sampled_from([None, 12, 15]))
def test_arrays_and_points_say_the_same(values, direction, rule_set, fix_after):
    rules = RULE_SETS[rule_set]
    limits = xmr.limits(values, rules, fix_after)
    assert limits == xmr_reference.limits(values, rules, fix_after)
    if limits is None:
        assert len(values) < rules.limits_from_points
    else:
        assert xmr.causes(values, limits, direction, rules) == xmr_reference.causes(values, limits, direction, rules)


@given(st.lists(st.integers(0, 9).map(float), min_size=13, max_size=40))
def test_turning_the_series_upside_down_turns_the_reading(values):
    up = read(monthly(values), NHSR_0_2_2, Direction.INCREASE)
    down = read(monthly([-v for v in values]), NHSR_0_2_2, Direction.DECREASE)
    assert [p.point_class for p in up.points] == [p.point_class for p in down.points]


def test_a_series_that_never_moves_has_its_mean_for_limits_and_no_causes():
    limits = xmr.limits([0.1] * 20, NHSR_0_2_2)
    assert (limits.mean, limits.lower, limits.upper) == (0.1, 0.1, 0.1)
    assert set(xmr.causes([0.1] * 20, limits, Direction.DECREASE, NHSR_0_2_2)) == {Cause.COMMON}


def test_limits_fixed_after_twelve_points_are_projected():
    values = [10.0, 12.0] * 6 + [30.0] * 8
    reading = read(monthly(values), NHSR_0_2_2, Direction.DECREASE, fix_after_n_points=12)
    assert reading.phases[0].limits == xmr.limits(values[:12], NHSR_0_2_2)
    assert [p.cause for p in reading.points[12:]] == [Cause.ABOVE_UPPER_LIMIT] * 8
    assert reading.points[11].cause is Cause.SHIFT_HIGH  # 12, above the fixed mean of 11, begins the run
    assert (reading.variation, reading.since) == (Variation.CONCERN_HIGH, START + 11)
    with pytest.raises(ValueError, match="12 points or more"):
        xmr.limits(values, NHSR_0_2_2, 11)


def test_nothing_is_read_across_a_break():
    before, after = [10.0, 11.0] * 10, [40.0, 41.0] * 7
    reorganised = Break(START + 20, "Bournemouth, Christchurch and Poole formed")
    reading = read(monthly(before + after, [reorganised]), NHSR_0_2_2, Direction.DECREASE)
    assert [phase.limits.mean for phase in reading.phases] == [10.5, 40.5]
    assert reading.phases[1].begun_by is reorganised
    assert {point.cause for point in reading.points} == {Cause.COMMON}
    assert reading.variation is Variation.COMMON


def test_a_declared_recalculation_begins_a_phase_and_few_points_withhold_the_icons():
    declared = Recalculation(START + 20, "A. Analyst", "a ward opened", date(2017, 1, 9))
    reading = read(monthly([10.0, 11.0] * 10 + [4.0, 5.0]), NHSR_0_2_2, Direction.DECREASE, recalculations=[declared])
    assert [phase.points for phase in reading.phases] == [20, 2]
    assert (reading.variation, reading.since) == (None, None)
    assert reading.withheld == "Icons are withheld: the newest phase has 2 months and at least 13 are needed."


def test_since_does_not_reach_into_the_phase_before():
    fall = [float(v) for v in range(20, 0, -1)]  # under MDC-2023-11 every point of a fall is an improvement
    declared = Recalculation(START + 20, "A. Analyst", "a ward opened", date(2017, 1, 9))
    reading = read(monthly(fall + fall), MDC_2023_11, Direction.DECREASE, recalculations=[declared])
    assert {point.cause for point in reading.points} == {Cause.TREND_DOWN, Cause.BELOW_LOWER_LIMIT}
    assert reading.since == START + 20


@pytest.mark.parametrize(("name", "reason"), [("", "a ward opened"), ("A. Analyst", " ")])
def test_a_recalculation_without_a_name_or_a_reason_is_refused(name, reason):
    with pytest.raises(ValueError, match="who declared it and why"):
        Recalculation(START, name, reason, date(2017, 1, 9))


def test_missing_months_are_gaps_and_left_out_of_the_rules():
    values = [10.0, 11.0, None, 10.0] + [11.0, 10.0] * 6
    reading = read(monthly(values), MDC_2023_11, Direction.DECREASE)
    assert reading.gaps == (START + 2,)
    assert reading.phases[0].points == len(reading.points) == 15
    assert reading.phases[0].limits.mean == pytest.approx(157 / 15)


def test_points_of_a_phase_without_limits_are_unread_not_usual():
    reading = read(monthly([10.0, 12.0] * 6), MDC_2023_11, Direction.DECREASE)
    assert {(point.cause, point.point_class) for point in reading.points} == {(Cause.UNREAD, PointClass.UNREAD)}
    assert (reading.phases[0].limits, reading.variation) == (None, None)


def test_a_series_without_values_reads_as_such():
    reading = read(series({}), NHSR_0_2_2, Direction.DECREASE, target=3.0)
    assert (reading.points, reading.phases, reading.withheld) == ((), (), "There are no values to read.")


def test_a_run_is_six_or_seven_points():
    with pytest.raises(ValueError, match="6 or 7"):
        RuleSet("mine", False, True, True, run_points=5)
