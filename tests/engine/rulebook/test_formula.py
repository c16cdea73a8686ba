"""Formulas: worked cases, what is refused, and Python's own arithmetic as the second opinion."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engine.rulebook.formula import BadFormula, half_up, read_formula

CASES = [
    ("baseline * (1 + uplift)", {"baseline": 10_000_000, "uplift": Fraction(39, 1000)}, 10_390_000),
    ("baseline * 1.017 + 500", {"baseline": 5029}, Fraction("5614.493")),
    ("half_even(2.5)", {}, 2),
    ("half_even(3.5)", {}, 4),
    ("half_up(2.5)", {}, 3),
    ("half_up(0 - 2.5)", {}, -3),
    ("down(2.9)", {}, 2),
    ("-2 * 3", {}, -6),
    ("10 - 4 - 3", {}, 3),
    ("12 / 4 / 3", {}, 1),
    ("2 + 3 * 4", {}, 14),
    ("least(3, a, 5) + most(1, 2)", {"a": 4}, 5),
    ("28.4% * minimum", {"minimum": 1000}, 284),
]


@pytest.mark.parametrize(("text", "terms", "value"), CASES)
def test_worked_cases(text, terms, value):
    assert read_formula(text).work(terms) == value


@pytest.mark.parametrize(
    "text",
    ["", "1 +", "(1", "1)", "1 1", "a b", "eval(1)", "half_even(1, 2)", "least(1)", "a.b", "2 ** 3", "'x'", "1e5"],
)
def test_what_is_no_formula_is_refused(text):
    with pytest.raises(BadFormula):
        read_formula(text)


def test_too_long_and_too_deep_are_refused():
    for text in ("1+" * 200 + "1", "(" * 40 + "1" + ")" * 40, "-" * 60 + "1"):
        with pytest.raises(BadFormula):
            read_formula(text)


def test_missing_terms_and_division_by_nothing_are_said():
    with pytest.raises(BadFormula, match="no term 'uplift'; there are baseline"):
        read_formula("baseline * uplift").work({"baseline": 1})
    with pytest.raises(BadFormula, match="divides by nothing"):
        read_formula("1 / (a - a)").work({"a": 3})


@st.composite
def expressions(draw, depth=0):
    """A formula and what Python makes of it with fractions."""
    if depth > 3 or draw(st.booleans()):
        number = draw(st.integers(0, 999))
        return str(number), f"Fraction({number})"
    left, right = draw(expressions(depth + 1)), draw(expressions(depth + 1))
    sign = draw(st.sampled_from("+-*"))
    return f"({left[0]} {sign} {right[0]})", f"({left[1]} {sign} {right[1]})"


@given(expressions())
def test_equals_pythons_own_arithmetic(pair):
    text, python = pair
    if len(text) <= 300:
        assert read_formula(text).work({}) == eval(python, {"Fraction": Fraction})


@given(st.fractions(min_value=-10_000, max_value=10_000))
def test_half_up_is_the_nearest_whole_away_from_nothing(value):
    whole = half_up(value)
    assert abs(whole - value) <= Fraction(1, 2)
    if abs(whole - value) == Fraction(1, 2):
        assert abs(whole) > abs(value)
