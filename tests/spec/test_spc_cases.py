"""The worked SPC tables hold."""

from datetime import date

import pytest

from commonweal.engine.measures.series import Break, series
from commonweal.engine.measures.spc import xmr, xmr_reference
from commonweal.engine.measures.spc.reading import Recalculation, read
from commonweal.engine.measures.spc.rules import MDC_2023_11, NHSR_0_2_2, RULE_SETS, Direction
from commonweal.engine.measures.spc.words import words
from commonweal.engine.periods import Month
from tests.spec.spc_cases import CAUSES, LIMITS, WORDS

START = Month(2018, 4)


def one_decimal(value):
    return f"{value:.1f}"


@pytest.mark.parametrize("implementation", [xmr, xmr_reference])
@pytest.mark.parametrize(("name", "values", "rule_set", "mean", "lower", "upper"), LIMITS)
def test_limits(implementation, name, values, rule_set, mean, lower, upper):
    limits = implementation.limits(values, RULE_SETS[rule_set])
    if mean is None:
        assert limits is None
    else:
        assert (limits.mean, limits.lower, limits.upper) == pytest.approx((mean, lower, upper), abs=1e-9)


@pytest.mark.parametrize("case", CAUSES, ids=lambda case: case.name)
@pytest.mark.parametrize("implementation", [xmr, xmr_reference])
def test_causes(implementation, case):
    direction = Direction(case.better)
    for rules, expected in ((NHSR_0_2_2, case.nhsr), (MDC_2023_11, case.mdc)):
        limits = implementation.limits(case.values, rules)
        shown = implementation.causes(case.values, limits, direction, rules)
        assert shown[case.point - 1].value == expected, (rules.id, case.why)


@pytest.mark.parametrize("case", WORDS, ids=lambda case: case.name)
def test_words(case):
    numbers = series({START + i: value for i, value in enumerate(case.values)})
    reading = read(numbers, NHSR_0_2_2, Direction(case.better), target=case.target)
    assert words(reading, subject="People delayed per day", show=one_decimal) == case.sentences


def test_breaks_and_recalculations_are_said():
    numbers = series(
        {START + i: 10.0 + i % 2 for i in range(40)}, [Break(START + 14, "Dorset and Bournemouth reorganised")]
    )
    declared = Recalculation(START + 27, "A. Analyst", "a new ward opened", date(2020, 8, 3))
    reading = read(numbers, NHSR_0_2_2, Direction.DECREASE, recalculations=[declared])
    assert words(reading, subject="People delayed per day", show=one_decimal)[2:] == (
        "The series is broken at June 2019 (Dorset and Bournemouth reorganised): nothing is compared across it.",
        "Limits begin afresh in July 2020: a new ward opened (declared by A. Analyst).",
    )
