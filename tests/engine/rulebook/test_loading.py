"""Rounds from data files: inheritance, every fault a finding with the file that wrote it, and never an exception."""

from __future__ import annotations

import copy
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.engine.rulebook.checking import check
from commonweal.engine.rulebook.comparing import compare_rounds
from commonweal.engine.rulebook.loading import load, load_all
from commonweal.engine.rulebook.model import KINDS, Status
from tests.factories.rounds import files, rounds, sound
from tests.shared import TOP

PARENT = {
    "id": "parent",
    "name": "Parent",
    "status": "verified",
    "source": "A paper",
    "years": [2030],
    "add": {
        "condition": [
            {"id": "one", "name": "One", "text": "First", "status": "verified", "source": "p. 1"},
            {"id": "two", "name": "Two", "text": "Second", "status": "verified", "source": "p. 2"},
        ],
        "funding_source": [
            {"id": "nhs", "name": "NHS", "payer": "nhs", "track": "nhs-england", "status": "verified", "source": "law"}
        ],
        "minimum": [
            {
                "id": "care",
                "name": "Care",
                "funding_sources": ["nhs"],
                "formula": "baseline * (1 + uplift)",
                "terms": [{"uplift": "3.9%"}],
                "status": "verified",
                "source": "letter",
            }
        ],
        "rule": [
            {
                "id": "filled",
                "name": "Filled",
                "kind": "required",
                "section": "schemes",
                "message": "{row}: {field} is empty.",
                "what_to_do": "Fill it in.",
                "parameters": {"fields": ["name"]},
                "status": "verified",
                "source": "template",
            }
        ],
    },
}
CHILD = {
    "id": "child",
    "inherits": "parent",
    "name": "Child",
    "status": "unverified",
    "source": "Hearsay",
    "years": [2031],
}


def loaded(child: dict | None = None, parent: dict | None = None):
    return load("child", {"parent": parent or PARENT, "child": {**CHILD, **(child or {})}})


def test_a_child_has_all_that_it_does_not_change():
    child, findings = loaded()
    assert findings == ()
    assert child is not None
    assert [one.id for one in child.condition] == ["one", "two"]
    assert (child.id, child.years, child.inherits) == ("child", (2031,), "parent")


def test_remove_replace_change_and_add_are_each_said():
    child, findings = loaded(
        {
            "default": {"condition": {"status": "unverified", "source": "Hearsay"}},
            "remove": {"condition": ["one"]},
            "change": {"condition": {"two": {"text": "Changed"}}},
            "replace": {"funding_source": [{**PARENT["add"]["funding_source"][0], "payer": "council"}]},
            "add": {
                "condition": [
                    {"id": "four", "name": "Four", "text": "Fourth"},
                    {"id": "three", "name": "Three", "text": "Third", "after": "two", "source": "p. 3"},
                ]
            },
        }
    )
    assert findings == ()
    assert [(one.id, one.text, one.source) for one in child.condition] == [
        ("two", "Changed", "Hearsay"),
        ("three", "Third", "p. 3"),
        ("four", "Fourth", "Hearsay"),
    ]
    assert child.funding_source[0].payer == "council"
    assert child.minimum[0].terms[0]["uplift"] == Fraction(39, 1000)


def test_what_was_verified_for_the_parent_is_not_for_the_child():
    child, _ = loaded()
    assert child.status_of("condition", child.condition[0]) is Status.UNVERIFIED
    parent, _ = load("parent", {"parent": PARENT})
    assert parent.status_of("condition", parent.condition[0]) is Status.VERIFIED


def with_rule(**changes):
    parent = copy.deepcopy(PARENT)
    parent["add"]["rule"][0].update(changes)
    return parent


def with_minimum(**changes):
    parent = copy.deepcopy(PARENT)
    parent["add"]["minimum"][0].update(changes)
    return parent


def without_key(section: str, key: str):
    parent = copy.deepcopy(PARENT)
    del parent["add"][section][0][key]
    return parent


FAULTS = [
    ("rulebook-unknown-key", "child: colour", loaded, {"child": {"colour": "blue"}}),
    ("rulebook-unknown-key", "parent: rule[filled].wording", loaded, {"parent": with_rule(wording="x")}),
    ("rulebook-unknown-list", "child: add.dragons", loaded, {"child": {"add": {"dragons": []}}}),
    ("rulebook-no-parent", "child: inherits", loaded, {"child": {"inherits": "nobody"}}),
    ("rulebook-cycle", "parent: inherits", loaded, {"parent": {**PARENT, "inherits": "child"}}),
    ("rulebook-no-source", "parent: rule[filled].source", loaded, {"parent": without_key("rule", "source")}),
    ("rulebook-no-source", "parent: rule[filled].source", loaded, {"parent": with_rule(source=" ")}),
    ("rulebook-missing-key", "parent: rule[filled].message", loaded, {"parent": without_key("rule", "message")}),
    ("rulebook-empty", "parent: rule[filled].message", loaded, {"parent": with_rule(message="")}),
    ("rulebook-wrong-kind", "parent: rule[filled].severity", loaded, {"parent": with_rule(severity="awful")}),
    ("rulebook-rule-kind", "parent: rule[filled].kind", loaded, {"parent": with_rule(kind="eval")}),
    ("rulebook-rule-section", "parent: rule[filled].section", loaded, {"parent": with_rule(section="moon")}),
    ("rulebook-rule-parameter", ".parameters.fields", loaded, {"parent": with_rule(parameters={"fields": ["x"]})}),
    ("rulebook-rule-parameter", ".parameters.fields", loaded, {"parent": with_rule(parameters={})}),
    (
        "rulebook-rule-parameter",
        ".parameters.to",
        loaded,
        {"parent": with_rule(parameters={"fields": ["id"], "to": 1})},
    ),
    ("rulebook-rule-words", "rule[filled].message", loaded, {"parent": with_rule(message="{secret}")}),
    ("rulebook-rule-words", "rule[filled].message", loaded, {"parent": with_rule(message="{row.__class__}")}),
    ("rulebook-rule-words", "rule[filled].message", loaded, {"parent": with_rule(message="{row")}),
    ("rulebook-rule-words", "rule[filled].what_to_do", loaded, {"parent": with_rule(what_to_do="{}")}),
    ("rulebook-rule-words", "rule[filled].message", loaded, {"parent": with_rule(message="{row:>{field}}")}),
    ("rulebook-formula", "minimum[care].formula", loaded, {"parent": with_minimum(formula="baseline * * 2")}),
    ("rulebook-formula", "minimum[care].formula", loaded, {"parent": with_minimum(formula="baseline * growth")}),
    ("rulebook-formula", "minimum[care].formula", loaded, {"parent": with_minimum(formula="baseline / (1 - 1)")}),
    ("rulebook-formula", "minimum[care].formula", loaded, {"parent": with_minimum(formula="__import__('os')")}),
    ("rulebook-terms", "minimum[care].terms", loaded, {"parent": with_minimum(terms=[])}),
    ("rulebook-wrong-kind", "minimum[care].terms", loaded, {"parent": with_minimum(terms=[{"uplift": 0.039}])}),
    ("rulebook-wrong-kind", "minimum[care].terms", loaded, {"parent": with_minimum(terms=[{"uplift": "1/0"}])}),
    ("rulebook-wrong-kind", "minimum[care].terms", loaded, {"parent": with_minimum(terms=[{"uplift": "1e99999999"}])}),
    ("rulebook-rule-words", "rule[filled].message", loaded, {"parent": with_rule(message="{row:>99999999}")}),
    ("rulebook-rule-words", "rule[filled].message", loaded, {"parent": with_rule(message="{row!r}")}),
    ("rulebook-years", "child: years", loaded, {"child": {"years": [10**12]}}),
    ("rulebook-years", "child: years", loaded, {"child": {"years": []}}),
    ("rulebook-reference", "minimum[care].funding_sources", loaded, {"parent": with_minimum(funding_sources=["x"])}),
    ("rulebook-not-there", "child: remove.condition", loaded, {"child": {"remove": {"condition": ["ten"]}}}),
    ("rulebook-not-there", "child: change.condition.ten", loaded, {"child": {"change": {"condition": {"ten": {}}}}}),
    ("rulebook-not-there", "child: replace.condition", loaded, {"child": {"replace": {"condition": [{"id": "x"}]}}}),
    (
        "rulebook-no-source",
        "change.condition.one",
        loaded,
        {"child": {"change": {"condition": {"one": {"text": "y"}}}}},
    ),
    ("rulebook-change", "change.condition.one", loaded, {"child": {"change": {"condition": {"one": {"id": "y"}}}}}),
    ("rulebook-twice", "add.condition[one]", loaded, {"child": {"add": {"condition": [{"id": "one"}]}}}),
    ("rulebook-no-id", "add.condition[1]", loaded, {"child": {"add": {"condition": [{"name": "x"}]}}}),
    ("rulebook-id", "child: id", loaded, {"child": {"id": "grandchild"}}),
    ("rulebook-years", "child: years", loaded, {"child": {"years": [2031, 2033]}}),
    ("rulebook-reference", "minimum[care].funding_sources", loaded, {"child": {"remove": {"funding_source": ["nhs"]}}}),
]


@pytest.mark.parametrize(("code", "where", "make", "arguments"), FAULTS)
def test_a_faulty_file_is_a_finding_where_the_fault_is(code, where, make, arguments):
    rulebook, findings = make(**arguments)
    assert rulebook is None
    assert [one for one in findings if one.code == code and where in one.where], findings
    assert all(one.message and one.what_to_do for one in findings)


def test_sheets_and_timetables_are_checked():
    content = copy.deepcopy(files()["2017-19"])
    content["add"]["sheet"][3]["columns"][0]["field"] = "colour"
    content["add"]["milestone"][1]["day"] = date(2017, 6, 1)
    _, findings = load("2017-19", {"2017-19": content})
    assert {one.code for one in findings} == {"rulebook-sheet", "rulebook-timetable"}


def test_cells_are_of_a_closed_set_and_choices_have_a_list():
    content = copy.deepcopy(files()["2017-19"])
    content["add"]["sheet"][1]["columns"][1]["kind"] = "hologram"
    _, (finding,) = load("2017-19", {"2017-19": content})
    assert "sheet[cover].columns" in finding.where
    assert "hologram" in finding.message
    content["add"]["sheet"][1]["columns"][1]["kind"] = "choice"
    _, (finding,) = load("2017-19", {"2017-19": content})
    assert finding.code == "rulebook-sheet"


def test_metrics_that_are_observed_name_a_measure_and_the_others_say_what_they_count():
    there = {path.stem for path in (TOP / "commonweal" / "measures").glob("*.toml")}
    metrics = [metric for rulebook in rounds().values() for metric in rulebook.metric]
    assert {metric.definition for metric in metrics} - there == {""}
    assert [metric.id for metric in metrics if not metric.definition and not metric.counts] == []


def test_every_round_that_ships_is_sound_and_says_where_all_of_it_comes_from():
    assert list(rounds()) == ["2017-19", "2019-20", "2025-26", "2026-27"]
    for rulebook in rounds().values():
        for kind in KINDS:
            assert all(item.source.strip() and item.status for item in rulebook.items(kind)), kind
    assert rounds()["2026-27"].status is Status.UNVERIFIED
    draft = rounds()["2026-27"]
    trusted = [
        (kind, item.id)
        for kind in KINDS
        for item in draft.items(kind)
        if draft.status_of(kind, item) is not Status.UNVERIFIED
    ]
    assert trusted == [("milestone", "guidance")]


@pytest.mark.parametrize(
    ("name", "guidance", "submission", "section_75"),
    [
        ("2017-19", date(2017, 7, 4), date(2017, 9, 11), date(2017, 11, 30)),
        ("2019-20", date(2019, 7, 18), date(2019, 9, 27), date(2020, 1, 31)),
        ("2025-26", date(2025, 1, 30), date(2025, 3, 31), None),
        ("2026-27", date(2026, 2, 17), None, None),
    ],
)
def test_timetables_are_those_of_the_reference(name, guidance, submission, section_75):
    days = {one.id: one.day for one in rounds()[name].milestone}
    assert (days["guidance"], days["submission"], days["section-75"]) == (guidance, submission, section_75)


def test_signatures_of_2025_26_cannot_be_delegated():
    signs = {one.id: one.is_delegable for one in rounds()["2025-26"].sign_off}
    assert signs == {
        "board": True,
        "council-chief-executive": False,
        "nhs-chief-executive": False,
        "section-151-officer": False,
    }


def paths(content, path=()):
    yield path
    if isinstance(content, dict):
        for key, value in content.items():
            yield from paths(value, (*path, key))
    elif isinstance(content, list):
        for number, value in enumerate(content):
            yield from paths(value, (*path, number))


PATHS = {name: [path for path in paths(content) if path] for name, content in files().items()}
PLANS = {name: sound(rulebook, 8) for name, rulebook in rounds().items()}
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.dates(),
    st.sampled_from(["{", "{row[0]}", "{0}", "../x", "baseline *", "(" * 50]),
    st.lists(st.one_of(st.integers(), st.text(max_size=3)), max_size=3),
    st.dictionaries(st.text(max_size=5), st.one_of(st.integers(), st.text(max_size=5)), max_size=3),
)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_file_spoilt_anywhere_never_ends_in_an_exception(data):
    spoilt = copy.deepcopy(files())
    for _ in range(data.draw(st.integers(1, 3))):
        name = data.draw(st.sampled_from(sorted(spoilt)))
        path = data.draw(st.sampled_from(PATHS[name]))
        here = spoilt[name]
        try:
            for step in path[:-1]:
                here = here[step]
            here[path[-1]] = data.draw(JUNK)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took this place away
    sound_rounds, findings = load_all(spoilt)
    assert set(sound_rounds) <= set(spoilt)
    assert findings or len(sound_rounds) == len(spoilt)
    for name, rulebook in sound_rounds.items():
        plan, allocations = PLANS[name]
        check(plan, rulebook, allocations)
        compare_rounds(rounds()[name], rulebook)
