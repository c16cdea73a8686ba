"""Each rule of each round that ships: a sound plan passes it, a plan that breaks it is told so where it is broken."""

from __future__ import annotations

import pytest

from commonweal.engine.findings import Severity
from commonweal.engine.rulebook.checking import check, complete
from commonweal.engine.rulebook.kinds import RULE_KINDS
from commonweal.engine.rulebook.tables import FIELDS, SECTIONS, read_address, rows_of
from tests.engine.rulebook.breaks import BREAKS
from tests.factories.rounds import rounds, sound

EVERY = [(name, rule.id) for name, rulebook in rounds().items() for rule in rulebook.rule]


def test_every_rule_that_ships_has_a_case_and_every_case_a_rule():
    assert {rule for _, rule in EVERY} == set(BREAKS)
    assert len(EVERY) == 42 + 42 + 40 + 40


def test_every_kind_is_used_by_a_round_that_ships_or_has_a_test_of_its_own():
    used = {rule.kind for rulebook in rounds().values() for rule in rulebook.rule}
    assert set(RULE_KINDS) - used == {"formula-not-negative"}  # test_sixth_round has it


@pytest.mark.parametrize("name", rounds())
@pytest.mark.parametrize("lines", [30, 120])
def test_a_sound_plan_has_no_finding(name, lines):
    plan, allocations = sound(rounds()[name], lines)
    assert check(plan, rounds()[name], allocations) == ()


@pytest.mark.parametrize(("name", "rule"), EVERY)
def test_a_broken_rule_is_told_where_it_is_broken(name, rule):
    rulebook, breaking = rounds()[name], BREAKS[rule]
    plan, allocations = breaking.change(*sound(rulebook), rulebook)
    said = [finding for finding in check(plan, rulebook, allocations) if finding.code == rule]
    assert [one for one in said if breaking.where in one.where and breaking.says in one.message], said
    assert all(one.what_to_do.strip() and "{" not in one.message + one.what_to_do for one in said)
    assert {one.severity for one in said} == {rulebook.find("rule", rule).severity}
    assert check(plan, rulebook, allocations, waived=[rule]) == tuple(
        finding for finding in check(plan, rulebook, allocations) if finding.code != rule
    )


@pytest.mark.parametrize("name", rounds())
def test_rows_have_the_fields_that_rules_and_sheets_may_name(name):
    plan, _ = sound(rounds()[name])
    for section, rows in rows_of(plan, rounds()[name]).items():
        for row in rows:
            assert set(row.values) == FIELDS[section]
            assert read_address(row.where("x")) == (section, row.key, "x")
    assert set(SECTIONS) == set(FIELDS)


@pytest.mark.parametrize(
    ("where", "parts"),
    [
        ("lines", ("lines", "", "")),
        ("lines[S12/1].area_of_spend", ("lines", "S12/1", "area_of_spend")),
        ("income[dfg/A [and] B.C].comment", ("income", "dfg/A [and] B.C", "comment")),
    ],
)
def test_addresses_are_read_back(where, parts):
    assert read_address(where) == parts


def test_the_checklist_is_by_section():
    rulebook = rounds()["2019-20"]
    plan, allocations = BREAKS["line-filled"].change(*sound(rulebook), rulebook)
    done = complete(check(plan, rulebook, allocations), FIELDS)
    assert done == {section: section != "lines" for section in FIELDS}


def test_a_warning_leaves_a_section_complete():
    rulebook = rounds()["2019-20"]
    plan, allocations = BREAKS["dfg-type"].change(*sound(rulebook), rulebook)
    found = check(plan, rulebook, allocations)
    assert Severity.WARNING in {one.severity for one in found if one.code == "dfg-type"}
    assert complete([one for one in found if one.code == "dfg-type"], ["lines"]) == {"lines": True}


def test_a_plan_of_another_round_is_told_so():
    plan, allocations = sound(rounds()["2019-20"])
    assert "plan-round" in {one.code for one in check(plan, rounds()["2025-26"], allocations)}
    plan, allocations = sound(rounds()["2017-19"])
    assert "plan-years" in {one.code for one in check(plan, rounds()["2019-20"], allocations)}


@pytest.mark.parametrize(
    ("name", "rule", "sentence"),
    [
        (
            "2019-20",
            "answer-given",
            'answers[jointly-agreed].is_met: Condition "A jointly agreed plan": "Met?" is empty. Answer yes or no, and '
            "say where the evidence is, for instance: narrative, page 4.",
        ),
        (
            "2019-20",
            "unmet-condition-has-plan",
            'answers[jointly-agreed].action: Condition "A jointly agreed plan" is not met, and "If not met: what is in '
            'place?" is empty. Say what is in place until then, and by which day the condition will be met.',
        ),
        (  # every fifth scheme from the second: six of £100,000 and 2 + 7 + 12 + 17 + 22 + 27 = £87
            "2025-26",
            "grant-handed-down",
            "handed_down[dfg/Example Vale].amounts_pence: Example Vale is handed £600,086 of Disabled Facilities Grant "
            "in 2025-26; its share is £600,087. Hand on the missing £1, or record the other use of it that the "
            "district expressly agreed to.",
        ),
        (
            "2025-26",
            "months-filled",
            "capacity[demand/social-support/Example Trust].months: Row demand/social-support/Example Trust: 11 of 12 "
            "months are filled in. Enter the missing months; write 0 where there is none.",
        ),
    ],
)
def test_sentences_as_their_reader_has_them(name, rule, sentence):
    rulebook = rounds()[name]
    plan, allocations = BREAKS[rule].change(*sound(rulebook), rulebook)
    assert sentence in [str(finding) for finding in check(plan, rulebook, allocations)]
