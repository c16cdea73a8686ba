"""Names of NHS bodies as others print them, through mergers: never the wrong one, and a doubt is a doubt."""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from datetime import date

import pytest

from commonweal.engine.matching.names import Certainty
from commonweal.places import queries as places
from tests.engine.workbook.discharges import acute, of_data, reading

pytestmark = pytest.mark.django_db
TODAY = date(2025, 3, 1)


@pytest.mark.parametrize(
    ("text", "day", "key", "has_ended"),
    [
        ("Manchester University NHS FT", date(2024, 1, 1), "R0A", False),
        ("WHITTINGTON HEALTH NHS TRUST", date(2024, 1, 1), "RKE", False),
        ("NHS Gateshead CCG", date(2014, 6, 1), "ccg-00F", False),
        ("NHS Gateshead CCG", date(2024, 1, 1), "ccg-00F", True),
        ("Southport and Ormskirk Hospital NHS Trust", date(2024, 1, 1), "RVY", True),
        ("NHS NORTH EAST AND NORTH CUMBRIA ICB - 00L", date(2024, 1, 1), "sub-icb-00L", False),
        ("NHS Greater Manchester Integrated Care Board", date(2024, 1, 1), "QOP", False),
    ],
)
def test_whom_a_name_means(key_of, text, day, key, has_ended):
    found = places.NhsNames.on(day).match(text)
    assert (key_of.get(found.match.id), found.has_ended) == (key, has_ended)


@pytest.mark.parametrize(
    "text", ["Royal", "University Hospitals", "NHS Greater Manchester ICB", "NHS Trust", "", "Atlantis NHS Trust"]
)
def test_a_part_of_a_name_settles_nothing(text):
    found = places.NhsNames.on(date(2024, 1, 1)).match(text)
    assert found.match.id is None
    assert found.match.certainty in {Certainty.UNSURE, Certainty.UNKNOWN}


def test_an_ended_name_is_followed_with_its_successors(key_of):
    row = places.Printed("Sheet1, row 7", (), "Southport and Ormskirk Hospital NHS Trust")
    (found,) = places.resolve([row], date(2024, 1, 1))
    assert key_of[found.organisation_id] == "RVY"
    (said,) = found.findings
    assert said.code == "name-ended"
    assert "followed by Mersey and West Lancashire Teaching Hospitals NHS Trust" in said.message


def test_a_living_name_without_a_code_is_settled_with_a_note(key_of):
    (found,) = places.resolve([places.Printed("row 1", (), "Airedale NHS Foundation Trust")], date(2024, 1, 1))
    assert (key_of[found.organisation_id], [f.code for f in found.findings]) == ("RCF", ["matched-by-name"])


def counted(key_of, asked):
    """Right, finding, wrong of (name, code, day): right is settled on the body of that code, ended ones too."""
    counts, wrong, on = Counter(), [], {}
    for text, code, day in asked:
        if day not in on:
            on[day] = places.NhsNames.on(day)
        found = on[day].match(text)
        key = key_of.get(found.match.id, "")
        outcome = "finding" if not key else "right" if key.rpartition("-")[2] == code else "wrong"
        counts[outcome] += 1
        if outcome == "wrong":
            wrong.append((text, code, day, key))
    return (counts["right"], counts["finding"], counts["wrong"]), wrong


def from_workbooks():
    """Trusts and boards as the daily reports name them."""
    return {
        (place.name, place.local_code, found.period.first)
        for found in map(reading, acute())
        for place in found.figures.places
        if place.level in {"trust", "icb"}
    }


def from_reasons():
    with gzip.open(of_data("discharge-daily/england_delayed_discharge_reasons.csv.gz"), "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {(r["nhs_trust22_name"], r["nhs_trust22_code"], date.fromisoformat(r["date"])) for r in rows}


def from_ready_date():
    content = json.loads(of_data("discharge-ready-date/drd-2024-25.json").read_text())
    return {(one["name"], one["code"], TODAY) for one in (*content["providers"], *content["icbs"])}


def test_a_board_is_no_group_and_no_trust_of_the_same_name():
    """Boards came in July 2022: before that, a board's name settles nothing, though a group bore the same bare one."""
    for day, is_settled in [(date(2022, 6, 30), False), (date(2022, 7, 1), True)]:
        found = places.NhsNames.on(day).match("NHS NORTH WEST LONDON INTEGRATED CARE BOARD")
        assert (found.match.id is not None) == is_settled


def from_lookup():
    with of_data("reference/geography/lookup_nhs_trusts22_stp21.csv").open(encoding="utf-8-sig") as file:
        return {(r["nhs_trust22_name"], r["nhs_trust22_code"], date(2022, 6, 1)) for r in csv.DictReader(file)}


def from_provider_list():
    with of_data("reference/organisations/dim_org.csv").open(encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if row["org_type"] in {"NHS Trust", "Care Trust"}]
    return {(row["org_name"], row["org_code"], date(2026, 6, 1)) for row in rows}


def from_register(name, day):
    """Names of the register asked on one later day, whoever had ended by then."""
    with of_data(f"reference/organisations/{name}.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.reader(file) if "COMMISSIONING HUB" not in row[1]]
    begin = "20090401"
    return {(r[1], r[0], day) for r in rows if (not r[11] or r[11] > begin) and r[10] <= f"{day:%Y%m%d}"}


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param(from_workbooks, (2_799, 126, 0), id="daily reports"),
        pytest.param(from_reasons, (1_423, 0, 0), id="delay reasons"),
        pytest.param(from_ready_date, (134, 42, 0), id="discharge ready date"),
        pytest.param(from_lookup, (209, 0, 0), id="lookup of 2022"),
        pytest.param(from_provider_list, (165, 5, 0), id="providers of 2026"),
        pytest.param(lambda: from_register("eccg", TODAY), (285, 0, 0), id="commissioning groups, years later"),
        pytest.param(lambda: from_register("etr", TODAY), (260, 3, 0), id="trusts, years later"),
        pytest.param(lambda: from_register("etr_2022-02", TODAY), (215, 3, 0), id="trusts by their names of 2022"),
    ],
)
def test_names_as_published(key_of, asked, expected):
    found, wrong = counted(key_of, asked())
    assert wrong == []
    assert found == expected
