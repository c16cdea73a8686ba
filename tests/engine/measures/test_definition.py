"""Measure definitions: every file of ours is sound, and every fault is a finding that says what to write."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

import commonweal
from commonweal.engine.findings import Severity
from commonweal.engine.measures.definition import Formula, PopulationRule, Status, parse
from commonweal.engine.measures.rates import Population, value_of
from commonweal.engine.measures.spc.rules import Direction
from commonweal.engine.periods import Month

FILES = sorted((Path(commonweal.__file__).parent / "measures").glob("*.toml"))


def entry(name="delayed-days-per-day-rate", **changes):
    content = tomllib.loads((Path(commonweal.__file__).parent / "measures" / f"{name}.toml").read_text())
    return {key: value for key, value in {**content, **changes}.items() if value is not ...}


def test_there_are_six_measures():
    assert [path.stem for path in FILES] == [
        "delayed-days-per-day-rate",
        "delayed-days",
        "people-delayed-per-day",
        "share-of-delayed-days-by-care",
        "share-of-delayed-days-by-reason",
        "share-of-delayed-days-by-side",
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_our_files_are_sound(path):
    definition, findings = parse(tomllib.loads(path.read_text()), path.name)
    assert findings == ()
    assert definition.id == path.stem


def test_a_definition_is_what_its_file_says():
    definition, _ = parse(entry(), "rate")
    assert definition.formula is Formula.PER_DAY_PER_100_000
    assert definition.population == PopulationRule("aged 18 and over", 2019)
    assert (definition.direction, definition.status) == (Direction.DECREASE, Status.VERIFIED)
    assert (definition.next_review, definition.decimals) == (date(2027, 4, 1), 1)
    by_side, _ = parse(entry("share-of-delayed-days-by-side"), "side")
    assert by_side.parts == (("nhs", "NHS"), ("social-care", "Social care"), ("both", "Both"))


@pytest.mark.parametrize(
    ("changes", "code", "where"),
    [
        ({"wy": "because"}, "measure-unknown-key", "rate: wy"),
        ({"why": ...}, "measure-text-missing", "rate: why"),
        ({"owner": "  "}, "measure-text-missing", "rate: owner"),
        ({"formula": "per-week", "population": ...}, "measure-choice-unknown", "rate: formula"),
        ({"direction": ["decrease"]}, "measure-choice-unknown", "rate: direction"),
        ({"status": ...}, "measure-choice-unknown", "rate: status"),
        ({"decimals": True}, "measure-decimals", "rate: decimals"),
        ({"decimals": 5}, "measure-decimals", "rate: decimals"),
        ({"next_review": "2027-04-01"}, "measure-review", "rate: next_review"),
        ({"population": ...}, "measure-population-missing", "rate: population"),
        ({"population": "adults"}, "measure-population", "rate: population"),
        ({"population": {"ages": "adults", "year": "2018"}}, "measure-population", "rate: population"),
        ({"formula": "per-day"}, "measure-population-unused", "rate: population"),
        ({"parts": []}, "measure-parts-unused", "rate: parts"),
        ({"formula": "share", "population": ...}, "measure-parts-missing", "rate: parts"),
        ({"formula": "share", "population": ..., "parts": [{"id": "nhs"}]}, "measure-parts", "rate: parts"),
        (
            {"formula": "share", "population": ..., "parts": [{"id": "a", "name": "A"}] * 2},
            "measure-parts",
            "rate: parts",
        ),
        ({"formula": "share", "population": ..., "parts": "nhs"}, "measure-parts", "rate: parts"),
    ],
)
def test_a_fault_is_a_finding(changes, code, where):
    definition, findings = parse(entry(**changes), "rate")
    assert definition is None
    assert [(finding.code, finding.where, finding.severity) for finding in findings] == [(code, where, Severity.ERROR)]
    assert findings[0].what_to_do


def test_every_fault_of_an_empty_file_is_found_at_once():
    definition, findings = parse({}, "empty")
    assert definition is None
    assert len(findings) == 9 + 3 + 2


def test_values_follow_the_formula():
    february, adults = Month(2017, 2), Population(43_700_000, 2016)
    total, per_day, rate = (
        parse(entry(name), name)[0] for name in ("delayed-days", "people-delayed-per-day", "delayed-days-per-day-rate")
    )
    assert value_of(total, 186_490, february) == 186_490
    assert value_of(per_day, 186_490, february) == pytest.approx(6660.357142857)
    assert value_of(rate, 186_490, february, adults) == pytest.approx(15.2411, abs=5e-5)
    assert value_of(rate, 186_490, february) is None
    assert value_of(per_day, None, february) is None
    with pytest.raises(ValueError, match="each part"):
        value_of(parse(entry("share-of-delayed-days-by-side"), "side")[0], 1.0, february)
