"""The series that are watched: those that ship, and what a faulty file is told."""

import pytest

from commonweal.engine.measures.spc.rules import NHSR_0_2_2, Direction
from commonweal.engine.measures.watched import Value, Whose, parse
from commonweal.observations.definitions import watched_measures

SOUND = {
    "id": "remaining",
    "name": "People who stayed on",
    "whose": "trust",
    "collection": "discharge-acute",
    "measure": "patients",
    "outcome": "remaining",
    "value": "mean-of-days",
    "days_at_least": 21,
    "unit": "people",
    "better": "decrease",
    "because": "Fewer is better.",
    "rule_set": "NHSR-0.2.2",
    "source": "NHS England",
}


def test_a_sound_entry_is_read():
    (found,), findings = parse({"series": [SOUND]}, "series.toml")
    assert findings == ()
    assert (found.whose, found.value, found.days_at_least) == (Whose.TRUST, Value.MEAN_OF_DAYS, 21)
    assert (found.direction, found.rules, found.side, found.outcome) == (
        Direction.DECREASE, NHSR_0_2_2, "", "remaining",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "  "}, "watched-text"),
        ({"source": None}, "watched-text"),
        ({"whose": "ward"}, "watched-choice"),
        ({"better": "up"}, "watched-choice"),
        ({"rule_set": "NHSR-9"}, "watched-choice"),
        ({"value": "median"}, "watched-choice"),
        ({"days_at_least": 0}, "watched-days"),
        ({"days_at_least": 31}, "watched-days"),
        ({"days_at_least": True}, "watched-days"),
        ({"value": "printed"}, "watched-days"),
        ({"directon": "decrease"}, "watched-key"),
    ],
)
def test_each_fault_is_told_with_what_to_do(change, code):
    found, findings = parse({"series": [{**SOUND, **change}]}, "series.toml")
    assert found == ()
    assert code in {finding.code for finding in findings}
    assert all(finding.what_to_do and "series.toml" in finding.where for finding in findings)


def test_two_of_one_id_are_told():
    found, (told,) = parse({"series": [SOUND, SOUND]}, "series.toml")
    assert (found, told.code) == ((), "watched-twice")


def test_the_series_that_ship():
    found = watched_measures()
    assert [one.id for one in found] == [
        "all", "nhs", "social-care", "both", "remaining", "discharged", "delayed-percent", "days-of-delayed",
    ]  # fmt: skip
    assert all(one.because.endswith(".") for one in found)
    neutral = {one.id for one in found if one.direction is Direction.NEUTRAL}
    assert neutral == {"nhs", "social-care", "both", "discharged"}
