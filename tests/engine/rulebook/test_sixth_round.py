"""A sixth round as a data file only: new source, formula, metric, sign-off, rules and sheet, none of it in code."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

from commonweal.engine.rulebook.allocations import required
from commonweal.engine.rulebook.checking import check
from commonweal.engine.rulebook.comparing import compare_rounds
from commonweal.engine.rulebook.loading import load
from commonweal.engine.rulebook.procedure import Event, Role
from tests.engine.rulebook.history import AROUND, Story
from tests.factories.rounds import COUNCIL, NHS, files, rounds, sound

CONTENT = tomllib.loads((Path(__file__).parent / "sixth.toml").read_text(encoding="utf-8"))
SIXTH, FINDINGS = load("2031-32", {**files(), "2031-32": CONTENT})


def test_it_loads():
    assert FINDINGS == ()


def test_its_formulas_are_worked():
    assert required(SIXTH.find("funding_source", "moon-grant"), 1_000_01) == (1_125_00,)  # 1,125.01 down to the pound
    assert required(SIXTH.find("funding_source", "moon-grant"), 100) == (1_000_00,)
    assert required(SIXTH.find("minimum", "prevention"), 200) == (67,)  # 66.67


def test_its_rules_hold_plans():
    plan, allocations = sound(SIXTH)
    spending = sum(line.amounts_pence[0] for scheme in plan.schemes for line in scheme.lines)
    carers = sum(line.amounts_pence[0] for one in plan.schemes if one.type == "carers" for line in one.lines)
    assert carers * 50 >= spending
    assert check(plan, SIXTH, allocations) == ()
    short = replace(plan, schemes=tuple(replace(one, type="housing") for one in plan.schemes))
    (said,) = [one for one in check(short, SIXTH, allocations) if one.code == "carers-share"]
    pounds, pence = divmod(-(-spending // 50), 100)
    assert said.message in {
        f"In 2031-32 £{pounds:,}.{pence:02d} too little goes to carers.",
        f"In 2031-32 £{pounds:,} too little goes to carers.",
    }
    without = replace(plan, trajectories=plan.trajectories[:-1])
    assert [one.message for one in check(without, SIXTH, allocations)] == [
        "Walks taken: 0 of 4 planned values are filled in (one each quarter)."
    ]
    more = replace(allocations, required_pence={**allocations.required_pence, "prevention": (10**9,)})
    assert "prevention-minimum" in {one.code for one in check(plan, SIXTH, more)}


def test_its_signature_is_asked_for():
    story = Story(replace(AROUND, rulebook=SIXTH)).edits()
    story.signs(("council-chief-executive", COUNCIL), ("nhs-chief-executive", NHS), ("section-151-officer", COUNCIL))
    (missing,) = story.tries(Event.AGREE, Role.PREPARER)
    assert missing.message == f"{COUNCIL} has not signed (The mayor)."


def test_what_it_adds_is_said():
    new = {one.where for one in compare_rounds(rounds()["2025-26"], SIXTH) if not one.old}
    assert new == {
        "funding_source[moon-grant]",
        "minimum[prevention]",
        "metric[walks]",
        "sign_off[mayor]",
        "rule[prevention-minimum]",
        "rule[carers-share]",
        "sheet[walks]",
    }
