"""A plan's parts as plain data and back: nothing is lost, nothing else is taken."""

import json
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engine.rulebook.plain import PARTS, part_from_data, to_data
from commonweal.engine.rulebook.plan import Answer, Plan, Scheme
from tests.factories.rounds import rounds, sound


@pytest.mark.parametrize("round_id", sorted(rounds()))
@pytest.mark.parametrize("part", PARTS)
def test_there_and_back(round_id, part):
    value = getattr(sound(rounds()[round_id])[0], part)
    assert part_from_data(part, json.loads(json.dumps(to_data(value)))) == value


@given(st.builds(Plan, round=st.text(), area=st.text()))
def test_any_plan_there_and_back(plan):
    for part in PARTS:
        value = getattr(plan, part)
        assert part_from_data(part, json.loads(json.dumps(to_data(value)))) == value


def test_what_it_looks_like():
    answer = Answer("jointly-agreed", False, by=date(2025, 9, 30))
    assert to_data((answer,))[0]["by"] == "2025-09-30"
    scheme = Scheme("S1", "Homecare", "", "home-long-term", outputs=(Fraction(1, 3), None))
    assert to_data((scheme,))[0]["outputs"] == ["1/3", None]


@pytest.mark.parametrize(
    "data",
    [
        {"id": "S1"},
        [{"id": "S1"}],
        [{"id": 1, "name": "", "description": "", "type": ""}],
        [{"id": "S1", "name": "", "description": "", "type": "", "colour": "red"}],
        [{"id": "S1", "name": "", "description": "", "type": "", "outputs": [1.5]}],
        [{"id": "S1", "name": "", "description": "", "type": "", "is_new": 1}],
    ],
)
def test_another_shape_is_refused(data):
    with pytest.raises(ValueError, match="schemes"):
        part_from_data("schemes", data)
