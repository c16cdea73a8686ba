"""Whatever stands in a plan, checking it ends in findings: nothing that people type ends in an exception."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.engine.rulebook.allocations import Allocations, Contribution, DistrictShare
from commonweal.engine.rulebook.checking import check, complete
from commonweal.engine.rulebook.comparing import compare_plans, digest
from commonweal.engine.rulebook.drafting import draft
from commonweal.engine.rulebook.plan import (
    Answer,
    Capacity,
    Contact,
    HandedDown,
    Income,
    Line,
    Plan,
    Scheme,
    Told,
    Trajectory,
)
from commonweal.engine.rulebook.tables import FIELDS, read_address
from tests.factories.rounds import rounds

text = st.one_of(
    st.text(max_size=6),
    st.sampled_from(["nhs-minimum", "dfg", "social-care", "other", "joint", "nhs", "{row}", "{0}", "]", "x].y[", "%s"]),
)
pence = st.lists(st.none() | st.integers(-(10**14), 10**14), max_size=3).map(tuple)
number = st.none() | st.fractions(-1000, 1000)
numbers = st.lists(number, max_size=14).map(tuple)


def several(strategy):
    return st.lists(strategy, max_size=3).map(tuple)


line = st.builds(Line, text, text, text, text, pence, number, number, text)
plans = st.builds(
    Plan,
    st.sampled_from(["2017-19", "2019-20", "2025-26", ""]),
    text,
    st.integers(),
    several(st.builds(Income, text, text, pence, text)),
    several(st.builds(HandedDown, text, text, pence, text)),
    several(
        st.builds(Scheme, text, text, text, text, several(line), text, text, text, st.none() | st.booleans(), numbers)
    ),
    several(st.builds(Trajectory, text, numbers, text, text)),
    several(st.builds(Capacity, text, st.booleans(), numbers, text)),
    several(st.builds(Answer, text, st.none() | st.booleans(), text, text, st.none() | st.dates())),
    several(st.builds(Told, text, text)),
    several(st.builds(Contact, text, text, text, text)),
)
years = st.lists(st.integers(0, 10**12), max_size=3).map(tuple)
allocations = st.builds(
    Allocations,
    text,
    st.dictionaries(text, years, max_size=2),
    several(st.builds(Contribution, text, text, years)),
    several(st.builds(DistrictShare, text, text, years)),
    st.dictionaries(st.sampled_from(["social-care", "x"]), years, max_size=2),
)


@settings(max_examples=40, deadline=None)
@given(plans, plans, allocations)
def test_any_plan_ends_in_findings(plan, other, published):
    for rulebook in (rounds()["2017-19"], rounds()["2025-26"]):
        found = check(plan, rulebook, published)
        assert found
        assert all(read_address(one.where)[0] in {*FIELDS, "plan"} for one in found)
        assert all(one.message and one.what_to_do for one in found)
        complete(found, FIELDS)
        draft(plan, rulebook, {"nhs-minimum": Fraction(1, 10)})
        compare_plans(plan, other, rulebook)
    assert (digest(plan) == digest(other)) == (
        [getattr(plan, name) for name in FIELDS_OF_CONTENT] == [getattr(other, name) for name in FIELDS_OF_CONTENT]
    )


FIELDS_OF_CONTENT = [name for name in Plan.__dataclass_fields__ if name != "version"]


@pytest.mark.parametrize("name", rounds())
def test_an_empty_plan_is_told_all_that_is_missing(name):
    found = check(Plan(name, "X"), rounds()[name], Allocations("X"))
    missing = {"conditions-answered", "narrative-told", "contacts-named", "trajectories-complete"}
    assert {one.code for one in found} - {"capacity-there", "demand-there"} == missing
