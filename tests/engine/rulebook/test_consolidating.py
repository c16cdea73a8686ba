"""Plans together: every table comes to the same pence, and those are the pence of a plain loop."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.engine.rulebook.consolidating import consolidate
from commonweal.engine.rulebook.plan import Income, Line, Plan, Scheme
from tests.engine.rulebook.test_any_plan import plans
from tests.factories.rounds import rounds, sound

ROUND = rounds()["2025-26"]


def a_plan(area: str, *lines: Line, income: tuple[Income, ...] = ()) -> Plan:
    return Plan("2025-26", area, income=income, schemes=(Scheme("1", "n", "d", "carers", lines),))


def test_two_plans_by_hand():
    one = a_plan(
        "A",
        Line("nhs-minimum", "social-care", "", "x", (1_000_01,)),
        Line("dfg", "housing", "", "x", (None,)),
        income=(Income("dfg", "Council A", (5,)),),
    )
    two = a_plan("B", Line("nhs-minimum", "", "", "y", (2,)), income=(Income("dfg", "Council B", (7,)),))
    found = consolidate([one, two], ROUND)
    assert (found.areas, found.income_pence, found.spending_pence) == (("A", "B"), (12,), (1_000_03,))
    source = {
        total.key: (total.amounts_pence, total.rows, total.plans, total.blanks) for total in found.spending["source"]
    }
    assert source == {"nhs-minimum": ((1_000_03,), 2, 2, 0), "dfg": ((0,), 1, 1, 1)}
    assert [(total.key, total.whole_pence) for total in found.spending["area_of_spend"]] == [
        ("social-care", 1_000_01),
        ("", 2),
        ("housing", 0),
    ]
    assert {total.key: total.whole_pence for total in found.income["contributor"]} == {"Council A": 5, "Council B": 7}


def test_no_area_twice_and_no_other_round():
    plan, _ = sound(ROUND)
    with pytest.raises(ValueError, match="twice: Exampleshire"):
        consolidate([plan, plan], ROUND)
    with pytest.raises(ValueError, match="no plans of 2025-26"):
        consolidate([replace(plan, round="2019-20")], ROUND)


@settings(max_examples=60, deadline=None)
@given(st.lists(plans, max_size=3))
def test_every_table_comes_to_the_same_pence(several):
    named = [replace(plan, round="2025-26", area=f"area {number}") for number, plan in enumerate(several)]
    found = consolidate(named, ROUND)
    spent = sum(line.amounts_pence[0] or 0 for p in named for s in p.schemes for line in s.lines if line.amounts_pence)
    brought = sum(one.amounts_pence[0] or 0 for p in named for one in p.income if one.amounts_pence)
    assert (found.spending_pence, found.income_pence) == ((spent,), (brought,))
    assert {sum(total.whole_pence for total in table) for table in found.spending.values()} == {spent}
    assert {sum(total.whole_pence for total in table) for table in found.income.values()} == {brought}
    assert {sum(total.rows for total in table) for table in found.spending.values()} == {
        sum(len(s.lines) for p in named for s in p.schemes)
    }
