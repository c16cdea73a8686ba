"""The published planned spending of 2022-23, on its page and in its files."""

from __future__ import annotations

import csv
import io
import re
import runpy
from fractions import Fraction
from html import unescape

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from commonweal.places import queries as places
from commonweal.plans import planned_spend, queries
from tests.shared import TOP

HARTLEPOOL = 995_820_00


def text_of(response):
    assert response.status_code == 200, response.status_code
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def page(client, **asked):
    return text_of(client.get(reverse("plans:planned-spend", query=asked)))


def lines(client, **asked):
    content = client.get(reverse("plans:planned-spend-table", args=["csv"], query=asked)).content
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.shared_data
def test_the_script_makes_the_same_bytes(tmp_path, shared_data):
    script = runpy.run_path(str(TOP / "scripts" / "make_planned_spend_table.py"))
    script["make"](shared_data, tmp_path)
    for name in ("planned-spend-2022-23.csv", "planned-spend-2022-23.toml"):
        assert (tmp_path / name).read_bytes() == (planned_spend.FOLDER / name).read_bytes()


@pytest.mark.shared_data
def test_the_table_says_what_the_publication_says(shared_data):
    with (shared_data / "bcf" / "planned-spend-2022-23.csv").open(encoding="utf-8") as file:
        printed = {row["Code"]: row for row in csv.DictReader(file)}
    areas = planned_spend.published().areas
    assert len(areas) == len(printed) - 1 == 151
    for area in areas:
        for key, heading in (
            ("bed_based", "Bed based intermediate Care Services"),
            ("reablement", "Reablement in a persons own home"),
        ):
            text = printed[area.ons_code][heading]
            assert area.amounts_pence[key] == (None if text == "NA" else round(Fraction(text) * 100))


def test_the_printed_total_against_the_sum():
    published = planned_spend.published()
    assert published.total.amounts_pence == {"bed_based": 624_155_185_28, "reablement": 579_656_507_75}
    assert {key: published.gap_pence(key) for key in ("bed_based", "reablement")} == {"bed_based": 1, "reablement": 0}
    said = {finding.code: finding.message for finding in published.findings}
    assert said["total-rounded"] == "Bed-based intermediate care: the total is £0.01 above the sum of the rows."


@pytest.mark.shared_data
def test_as_printed_the_total_is_the_sum_to_a_millionth(shared_data):
    """The penny comes from rounding alone: summed as they are printed, fractions of a penny and all, the rows agree."""
    with (shared_data / "bcf" / "planned-spend-2022-23.csv").open(encoding="utf-8") as file:
        *rows, total = list(csv.DictReader(file))
    for heading in ("Bed based intermediate Care Services", "Reablement in a persons own home"):
        added = sum(Fraction(row[heading]) for row in rows if row[heading] != "NA")
        assert abs(added - Fraction(total[heading])) < Fraction(1, 1_000_000)


@pytest.mark.django_db
def test_whom_the_rows_are_of():
    spend = queries.planned_spend_of_2022()
    unsure = [area.printed.name for area in spend.areas if area.organisation_id is None]
    assert unsure == ["Cornwall & Scilly"]
    councils = {one.id: one.ons_code for one in places.adult_social_care_councils(spend.about.people_as_at)}
    for area in spend.areas:
        if area.organisation_id is not None:
            assert councils[area.organisation_id] == area.printed.ons_code
    codes = [finding.code for finding in spend.findings]
    assert codes.count("total-inside") == 1
    assert codes.count("amount-missing") == 37
    assert codes.count("area-unsure") == 1


@pytest.mark.django_db
def test_the_publishers_population_is_of_adults():
    """What the page says of it, held against our own counts: within 4% for every area, 1% together."""
    ours, printed = 0, 0
    for area in queries.planned_spend_of_2022().areas:
        if area.people and area.printed.people["adults"] and area.people.adults:
            ours, printed = ours + area.people.adults, printed + area.printed.people["adults"]
    assert abs(ours / printed - 1) < 0.02
    assert ours > 40_000_000


def test_an_area_by_hand(client, db):
    (row,) = [row for row in lines(client) if row["Area"] == "Hartlepool"]
    (council,) = [
        one for one in places.adult_social_care_councils(planned_spend.about().people_as_at) if one.name == "Hartlepool"
    ]
    people = places.populations(2022)[council.id]
    assert float(row["Planned spending, £"]) == 995_820
    assert float(row["Per person aged 65 or over, £"]) == round(995_820 / people.aged_65_over, 2)
    assert float(row["Per head, £"]) == round(995_820 / people.total, 2)
    assert int(row["Population of"]) == people.year


def test_the_page(client, db):
    text = page(client)
    assert "£624,155,185.27 was planned for bed-based intermediate care in 2022 to 2023" in text
    assert "122 of 151" in text
    assert "Cornwall & Scilly" in text
    assert "NHS England" in text
    assert "Open Government Licence v3.0" in text
    assert "£579,656,507.75 was planned for reablement at home" in page(client, what="reablement")
    assert "£1,203,811,693.02 was planned for both kinds" in page(client, what="both")


def test_ranks_and_sorting(client, db):
    rows = [row for row in lines(client) if row["Rank, 1 is the highest"]]
    assert [int(row["Rank, 1 is the highest"]) for row in rows] == list(range(1, len(rows) + 1))
    old = [float(row["Per person aged 65 or over, £"]) for row in rows]
    assert old == sorted(old, reverse=True)
    assert (
        len(rows) == 120
    )  # of 122 with a figure: Cornwall & Scilly is unsure, West Northamptonshire's ages are not known


def test_a_region_alone(client, db):
    assert len(lines(client, region="London")) == 33
    assert "33 of 151 areas." in page(client, region="London")
    assert "151 of 151 areas." in page(client, region="Atlantis", sort="x", what="<b>")


def test_the_workbook_has_the_same_rows_and_says_what_it_is(client, db):
    content = client.get(reverse("plans:planned-spend-table", args=["xlsx"])).content
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    table = book.get_sheet_by_name("Planned spending").to_python()
    assert len(table) == 152
    assert [row[2] for row in table[1:]] == [row["Area"] for row in lines(client)]
    about = dict(row for row in book.get_sheet_by_name("About").to_python())
    assert about["Licence"] == "Open Government Licence v3.0"
