"""What changed, in words: rounds, versions of a plan, the digest; drafts on last year's plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engine.rulebook.checking import check
from commonweal.engine.rulebook.comparing import compare_plans, compare_rounds, digest
from commonweal.engine.rulebook.drafting import draft, roll
from commonweal.engine.rulebook.plan import Answer, Income, Line, Plan, Scheme
from tests.engine.rulebook.breaks import BREAKS
from tests.factories.rounds import COUNCIL, NHS, rounds, sound


def test_what_2019_20_changed():
    said = [one.words for one in compare_rounds(rounds()["2017-19"], rounds()["2019-20"])]
    assert 'funding source: "Winter Pressures Grant" is new.' in said
    assert 'enquiry: "Metrics" is gone.' in said
    assert 'milestone: "Plans submitted": day was 2017-09-11 and is 2019-09-27.' in said
    assert not [one for one in said if one.startswith(("metric", "rule", "sheet"))]


def test_a_round_does_not_differ_from_itself_and_every_change_has_an_address():
    for one in rounds().values():
        assert compare_rounds(one, one) == []
    changes = compare_rounds(rounds()["2019-20"], rounds()["2025-26"])
    assert len({one.where for one in changes}) == len(changes)
    assert {one.where for one in changes} >= {"metric[delayed-transfers]", "minimum[social-care].terms"}


def test_versions_of_a_plan_side_by_side():
    rulebook = rounds()["2019-20"]
    plan, _ = sound(rulebook)
    line = replace(plan.schemes[0].lines[0], amounts_pence=(123_456_00,))
    other = replace(
        plan,
        version=2,
        schemes=(replace(plan.schemes[0], lines=(line,)), *plan.schemes[2:]),
        answers=(*plan.answers[:-1], replace(plan.answers[-1], is_met=False)),
    )
    assert [one.words for one in compare_plans(plan, other, rulebook)] == [
        "schemes: S1 is gone.",
        "lines: S0/1: amounts was £100,000 and is £123,456.",
        "lines: S1/1 is gone (£100,001).",
        "answers: transfers-of-care: is met was yes and is no.",
    ]
    assert compare_plans(other, plan, rulebook)[0].words == "schemes: S1 is new."


@pytest.mark.parametrize("rule", [key for key in BREAKS if "minimum" not in key])
def test_any_change_of_content_changes_the_digest(rule):
    name = next(name for name, one in rounds().items() if one.find("rule", rule))
    plan, allocations = sound(rounds()[name])
    changed, _ = BREAKS[rule].change(plan, allocations, rounds()[name])
    assert digest(changed) != digest(plan)
    assert compare_plans(plan, changed, rounds()[name]) or changed.income[-1] == plan.income[0]


def test_the_digest_is_of_the_content_and_not_of_the_version():
    plan, _ = sound(rounds()["2019-20"])
    assert digest(replace(plan, version=7)) == digest(plan)
    # written out by hand: a change of writing would cancel every signature
    empty = b'7:"2019-20,1:"X,' + b"0:(," * 8
    assert digest(Plan("2019-20", "X")) == sha256(empty).hexdigest()
    answer = b'1:"c,5:!False,0:",0:",10:@2025-09-30,'
    income = b'1:"s,1:"c,13:(1:#5,4:!None,,0:",'
    rows = [b"%d:{%s," % (len(row), row) for row in (income, answer)]
    whole = b'1:"r,1:"a,' + b"%d:(%s," % (len(rows[0]), rows[0]) + b"0:(," * 4 + b"%d:(%s," % (len(rows[1]), rows[1])
    plan = Plan("r", "a", income=(Income("s", "c", (5, None)),), answers=(Answer("c", False, by=date(2025, 9, 30)),))
    assert digest(plan) == sha256(whole + b"0:(," * 2).hexdigest()
    assert digest(Plan("r", "a", income=(Income("s", "c", (5,)),))) == digest(
        Plan("r", "a", income=(Income("s", "c", (Fraction(5),)),))
    )


texts = st.text(max_size=3)


@given(st.tuples(texts, texts, texts), st.tuples(texts, texts, texts))
def test_no_two_contents_are_written_alike(one, other):
    plans = [Plan("r", "a", answers=(Answer(words[0], None, words[1], words[2]),)) for words in (one, other)]
    assert (digest(plans[0]) == digest(plans[1])) == (one == other)


def test_nothing_and_no_and_an_empty_text_are_written_differently():
    marks = [digest(Plan("r", "a", answers=(Answer("c", met),))) for met in (None, True, False)]
    assert len(set(marks)) == 3
    assert digest(Plan("r", "a", income=(Income("s", "c", (0,)),))) != digest(
        Plan("r", "a", income=(Income("s", "c", (None,)),))
    )


def test_a_draft_with_an_assumed_uplift_balances_and_says_that_it_is_made_up():
    last, _ = sound(rounds()["2025-26"])
    made = draft(last, rounds()["2026-27"], {"nhs-minimum": Fraction(39, 1000)})
    assert made.plan.round == "2026-27"
    first = made.plan.schemes[0].lines[0]
    assert first.amounts_pence == (103_900_00,)  # £100,000 x 1.039
    assert {one.code for one in made.findings} == {"draft-made-up", "draft-left-out"}
    codes = {one.code for one in check(made.plan, rounds()["2026-27"], sound(rounds()["2026-27"])[1])}
    assert "balance" not in codes
    assert made.plan.schemes[1].lines[0].amounts_pence == last.schemes[1].lines[0].amounts_pence


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=6), st.integers(-500, 5000))
def test_a_plan_that_balanced_still_does_whatever_the_uplift(pounds, per_ten_thousand):
    amounts = [pound * 100 for pound in pounds]
    lines = tuple(Line("nhs-minimum", "social-care", "council", "local-authority", (pence,)) for pence in amounts)
    last = Plan(
        "2025-26",
        "X",
        income=(Income("nhs-minimum", NHS, (sum(amounts),)),),
        schemes=(Scheme("S", "S", "S", "other", lines),),
    )
    made = draft(last, rounds()["2026-27"], {"nhs-minimum": Fraction(per_ten_thousand, 10_000)}).plan
    planned = [line.amounts_pence[0] for line in made.schemes[0].lines]
    assert made.income[0].amounts_pence == (sum(planned),)
    factor = 1 + Fraction(per_ten_thousand, 10_000)
    assert all(abs(new - old * factor) <= 50 for new, old in zip(planned, amounts, strict=True))


def test_a_source_that_goes_on_under_another_name_is_carried_over_and_one_that_does_not_is_told():
    last, _ = sound(rounds()["2019-20"])
    told = {one.where for one in draft(last, rounds()["2025-26"], {}).findings if one.code == "draft-unknown"}
    assert {"income[ibcf]", "lines[winter-pressures]", "schemes[home-care]"} <= told
    names = {"ibcf": "better-care-grant", "winter-pressures": "better-care-grant"}
    made = draft(last, rounds()["2025-26"], {}, names)
    assert "income[better-care-grant]" not in {one.where for one in made.findings}
    grant = [one for one in made.plan.income if one.source == "better-care-grant"]
    old = [one.amounts_pence[0] for one in last.income if one.source in names]
    assert [one.amounts_pence for one in grant] == [(sum(old),)]


def test_from_two_years_to_one_and_from_one_to_two():
    two, _ = sound(rounds()["2017-19"])
    one = draft(two, rounds()["2019-20"], {}).plan
    assert one.schemes[0].lines[0].amounts_pence == two.schemes[0].lines[0].amounts_pence[-1:]
    back = draft(one, rounds()["2017-19"], {"nhs-minimum": Fraction(1, 10)}).plan
    assert back.schemes[0].lines[0].amounts_pence == (110_000_00, 121_000_00)  # £100,000.01 first to the pound


def test_rolling_onto_the_round_takes_what_is_published_and_shows_what_no_longer_balances():
    rulebook = rounds()["2026-27"]
    last, _ = sound(rounds()["2025-26"])
    drafted = draft(last, rulebook, {}).plan
    published = {("nhs-minimum", NHS): (999_999_00,), ("dfg", "Second Council"): (5_00,)}
    rolled = roll(drafted, rulebook, published)
    income = {(one.source, one.contributor): one.amounts_pence for one in rolled.plan.income}
    assert income["nhs-minimum", NHS] == (999_999_00,)
    assert income["dfg", "Second Council"] == (5_00,)
    assert income["dfg", COUNCIL] == drafted.income[2].amounts_pence
    assert rolled.plan.version == 2
    assert [one.where for one in rolled.findings] == [f"income[nhs-minimum/{NHS}].amounts_pence"]
    unbalanced = {one.where for one in check(rolled.plan, rulebook, sound(rulebook)[1]) if one.code == "balance"}
    assert unbalanced == {"income[nhs-minimum]", "income[dfg]"}
