"""A paper's sentences are words and addresses; figures come from the return alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commonweal.engine.reporting.cells import Basis, Cell, Evidence, Rule, Unit
from commonweal.engine.reporting.sentences import Part, compile_paper, from_data, template_of, to_data, words


def cell(address: str, value, unit: Unit = Unit.PENCE, label: str = "") -> Cell:
    return Cell(address, address.split("/")[0], label or address, unit, value, Rule.SUM, "q")


MADE = Evidence(
    "Wess",
    "2025-26",
    2025,
    2,
    Basis(1, 1, ""),
    (
        cell("spend/all/planned", 100_00),
        cell("spend/care/planned", 60_00, label="Care, planned"),
        cell("spend/care/spent", 75_00),
        cell("spend/falls/planned", None),
        cell("spend/falls/spent", 5_00),
        cell("delays/days", 412, Unit.DAYS),
    ),
)


def template(*sentences):
    told = {"id": "t", "title": "T", "resolution": "Noted.", "sentence": [{"section": "S", **one} for one in sentences]}
    return template_of(told)


def said(*sentences) -> list[str]:
    made, faults = template(*sentences)
    assert faults == []
    compiled, found = compile_paper(made, MADE)
    assert found == []
    cells = {one.address: one for one in MADE.cells}
    assert from_data(to_data(compiled)) == compiled
    return [words(one, cells) for one in compiled]


def test_figures_stand_where_their_addresses_were():
    assert said({"text": "People waited {delays/days} days; {spend/all/planned} was planned."}) == [
        "People waited 412 days; £100 was planned."
    ]


def test_a_sentence_for_each_scheme():
    text = {"each": "spend/*/planned", "text": "{spend/*/planned|label}: {spend/*/planned}"}
    assert said(text) == [
        "spend/all/planned: £100",
        "Care, planned: £60",
        "spend/falls/planned: not known",
    ]


def test_conditions_decide_what_is_said():
    over = {"cell": "spend/care/spent", "is": "above", "than": "spend/care/planned"}
    assert said({"text": "Over.", "when": [over]}) == ["Over."]
    assert said({"text": "Under.", "when": [over | {"is": "at-most"}]}) == []
    assert said({"text": "Some.", "when": [{"cell": "delays/days", "is": "above"}]}) == ["Some."]
    # what is not known is neither above nor at most
    for kind in ("above", "at-most"):
        unknown = {"cell": "spend/falls/spent", "is": kind, "than": "spend/falls/planned"}
        assert said({"text": "Never.", "when": [unknown]}) == []


def test_a_typed_figure_is_found():
    _, faults = template({"text": "People waited 412 days."}, {"text": "{delays/days} days.", "when": []})
    assert [(one.code, one.where) for one in faults] == [("figure-typed", "t sentence 1")]


def test_an_unknown_condition_and_an_unknown_cell_are_found():
    _, faults = template({"text": "A", "when": [{"cell": "delays/days", "is": "below"}]})
    assert [one.code for one in faults] == ["condition-unknown"]
    made, _ = template({"text": "{delays/nothing} days."})
    sentences, found = compile_paper(made, MADE)
    assert sentences == () and [one.code for one in found] == ["cell-unknown"]


def test_compiled_sentences_hold_no_figure():
    made, _ = template({"text": "People waited {delays/days} days."})
    (sentence,), _ = compile_paper(made, MADE)
    assert sentence.parts == (Part("People waited "), Part(cell="delays/days"), Part(" days."))
    assert sentence.cells == ("delays/days",)
    other = replace(MADE.cell("delays/days"), value=413)
    assert words(sentence, {"delays/days": other}) == "People waited 413 days."


@pytest.mark.parametrize("text", ["{", "}", "{}", "{{x}}", "{delays/days", ""])
def test_broken_braces_never_break_us(text):
    made, _ = template({"text": text})
    compile_paper(made, MADE)
