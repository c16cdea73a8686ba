"""Days that run sideways, blocks and generations: what the shape means, on a small report that a person can check."""

import tomllib

import pytest

from commonweal.engine.workbook.codelists import parse_lists
from commonweal.engine.workbook.inheritance import inherited
from commonweal.engine.workbook.labels import last_month, parse_day, parse_year, slug, without_month
from commonweal.engine.workbook.layout_file import parse_layout
from commonweal.observations.layouts import FOLDER, code_lists
from tests.engine.workbook.discharges import identity, read, terms
from tests.engine.workbook.publications import book_of
from tests.engine.workbook.small_sitrep import sheets


def report(change=None):
    rows = sheets()
    if change:
        change(rows)
    return read(book_of(rows))


def codes(found):
    return {finding.code for finding in found.findings}


def test_a_day_counts_for_the_columns_up_to_the_next_one():
    found = report()
    (one,) = [
        figure
        for figure in found.figures
        if figure.place.local_code == "RB1" and terms(found, figure) == {"day": "2023-02-05", "outcome": "discharged"}
    ]
    assert (one.sheet, one.address, one.value) == ("Table 2", "R16", (2 * 7 + 4 * 3) % 11 + 2)


def test_rows_are_of_the_level_of_their_block():
    found = report()
    places = {place.name: (place.level, place.region, place.is_total) for place in found.figures.places}
    assert places["ENGLAND"] == ("", "", True)
    assert places["NORTH"] == ("region", "", False)
    assert places["BOARD QCC"] == ("icb", "SOUTH", False)
    assert places["TRUST RA2"] == ("trust", "NORTH", False)


def test_a_dash_is_not_submitted_and_breaks_no_sum_of_zeros():
    def silence(rows):
        for row in rows["Table 2"]:
            row[4:7] = ["-"] * 3 if len(row) > 7 and row[4] != "" and isinstance(row[4], float) else row[4:7]

    found = report(silence)
    assert codes(found) == set()
    first = [f for f in found.figures if terms(found, f).get("day") == "2023-02-01" and f.slot.measure == "patients"]
    assert {(f.value, f.marker) for f in first} == {(None, "not-submitted")}


def spoil(rows):
    rows["Table 2"][-1][4] += 1.0


def test_a_changed_number_of_a_trust_breaks_its_row_and_its_region():
    found = report(spoil)
    assert identity(found, "patients-add-up").failed == 1
    assert identity(found, "trusts-add-up").failed == 1
    assert identity(found, "boards-add-up").holds
    assert "Table 2!E17" in {finding.where for finding in found.findings}


@pytest.mark.parametrize(("by", "explained", "failed"), [(-1.0, 1, 0), (1.0, 0, 1)])
def test_a_gap_that_the_publisher_announces_is_explained_to_its_side_only(by, explained, failed):
    def change(rows):
        for row in rows["Table 4"]:
            if "BOARD QCC" in row:
                row[4 + 7] += by  # discharged to a hospice

    found = report(change)
    boards = identity(found, "boards-add-up")
    assert (boards.explained, boards.failed) == (explained, failed)
    assert boards.holds == (not failed)


def test_a_day_that_is_missing_twice_or_out_of_order_is_told():
    def repeat(rows):
        rows["Table 2"][1][7] = "2023-02-01"

    assert {"column-twice", "identity-every-day"} <= codes(report(repeat))

    def turn(rows):
        row = rows["Table 2"][1]
        row[4], row[7] = row[7], row[4]

    assert codes(report(turn)) == {"not-in-order"}

    def stray(rows):
        rows["Table 2"][1][4] = "2023-01-31"

    assert identity(report(stray), "every-day").failed == 1


def test_a_sheet_of_another_month_is_not_read():
    def change(rows):
        rows["Table 4"][1][4] = "March 2023 - Total number of patients discharged"

    assert "period-differs" in codes(report(change))


def test_a_reworded_outcome_is_told_and_the_rest_is_read():
    def reword(rows):
        rows["Table 3"][2][5] = "Additional days, stays of a fortnight"

    found = report(reword)
    assert {"column-not-known", "column-missing"} <= codes(found)
    assert all(account.is_complete for account in found.accounts)
    assert sum(f.slot.measure == "additional-bed-days" for f in found.figures) == 20


def test_a_layout_inherits_and_adds_its_labels():
    base = tomllib.loads((FOLDER / "discharge-acute.toml").read_text())
    own = {
        "inherits": "discharge-acute",
        "id": "other",
        "signs": ["another sign"],
        "leaves_out": ["identity"],
        "dimension": [{"id": "outcome", "terms": {"discharged": ["Sent home"]}}],
    }
    layout, findings = parse_layout(inherited(own, base), "x.toml")
    assert findings == ()
    assert (layout.id, layout.signs, layout.identities) == ("other", ("another sign",), ())
    assert layout.dimensions["outcome"].term("sent home") == "discharged"
    assert layout.dimensions["outcome"].term("Number of patients discharged") == "discharged"
    assert base["dimension"][2]["terms"]["discharged"] == ["Number of patients discharged"]  # the base is left as it is


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ('over = "day"', 'over = "dya"', "unknown-name", "'dya'"),
        ('parts = "fewer"', 'parts = "less"', "wrong-kind", "one of"),
        ('whole = "region"', 'whole = "county"', "unknown-name", "'county'"),
        ('counts = "patients"', 'counts = "patience"', "unknown-name", "'patience'"),
        ('reads = "range"', 'reads = "years"', "wrong-kind", "one of"),
        ("blocks = true", 'blocks = "yes"', "wrong-kind", "true or false"),
        ("organisations = false", "organisation = false", "unknown-entry", "'organisation'"),
    ],
)
def test_each_fault_of_a_new_entry_is_named(old, new, code, words):
    text = (FOLDER / "discharge-acute.toml").read_text()
    assert old in text
    layout, findings = parse_layout(tomllib.loads(text.replace(old, new, 1)), "x.toml")
    assert layout is None
    assert any(found.code == code and words in found.message for found in findings), findings


def test_labels_as_printed():
    assert parse_day("24/10/2022").isoformat() == "2022-10-24"
    assert parse_day("31/02/2022") is None
    assert str(last_month("2024-01-01 - 2024-01-31")) == "January 2024"
    assert str(last_month("2021-04-01 - 2024-01-31")) == "January 2024"
    assert (parse_year("2016-17"), parse_year("2015 to 2016"), parse_year("2015-17")) == ("2016-17", "2015-16", None)
    assert without_month("January 2024 - Total") == ("{month} - total", "january 2024")
    assert without_month("Total number 2024") == ("total number 2024", "")
    assert slug("Interface\xa0process – Homeless with no recourse?") == "interface-process-homeless-with-no-recourse"


@pytest.mark.parametrize(
    ("label", "group", "pathway"),
    [
        ("Care transfer hub process–  Awaiting necessary referrals by care transfer hub",
         "Care transfer hub process", ""),
        ("Interface process - End of life care inc Fast-Track CHC arrangement still underway (Pathway 1 or 3)",
         "Interface process", "Pathway 1 or 3"),
        ("Capacity – Equipment and associated training not yet delivered (Pathway 1-3)", "Capacity", "Pathway 1-3"),
    ],
)  # fmt: skip
def test_a_reason_has_its_group_and_pathway_however_it_is_written(label, group, pathway):
    reason = code_lists()["acute-2024"].named(label)
    assert (reason.group, reason.pathway) == (group, pathway)


def test_a_reason_that_becomes_nothing_known_is_a_fault():
    content = {
        "list": [
            {"id": "a", "title": "t", "publisher": "p", "in_force": "2022-04",
             "reason": [{"id": "x", "label": "X", "becomes": ["y"]}]}
        ]
    }  # fmt: skip
    lists, findings = parse_lists(content, "x.toml")
    assert lists == ()
    assert "'x' becomes 'y'" in findings[0].message
