"""A small publication by hand, then layouts never seen before: findings, the rest read, nothing lost."""

import copy
from datetime import date

import pytest

from commonweal.engine.findings import Severity
from commonweal.engine.periods import Month
from commonweal.engine.workbook.grid import Grid, Workbook, a1
from commonweal.engine.workbook.labels import parse_day, parse_month
from tests.engine.workbook.publications import TOP, book_of, changed, days, read, reading, small_sheets, workbook

CARE, SIDE, REASON = "LA - by type of care", "LA - by responsible org", "LA - by reason"


def codes(found):
    return {finding.code for finding in found.findings}


def one(found, code):
    (finding,) = [finding for finding in found.findings if finding.code == code]
    return finding


def assert_nothing_lost(found):
    for account in found.accounts:
        assert account.is_complete, account


def test_a_small_publication_is_read_whole():
    found = read(book_of(small_sheets()))
    assert found.findings == ()
    assert found.period == Month(2017, 2)
    assert len(found.figures) == 21 + 9 + 12 + 12
    assert days(found, "Ayton", care="acute") == 10
    assert days(found, "E2", reason="E") == 9
    assert days(found, "England", care="acute", side="nhs", reason="C") == 6
    assert days(found, "England", care="acute", side="both", reason="C") is None
    assert all(identity.holds for identity in found.identities)
    assert_nothing_lost(found)


def test_a_changed_number_breaks_the_sums_it_stands_in():
    sheets = small_sheets()
    sheets[CARE][5][4] = 11.0  # Ayton, acute: 10 as published
    found = read(book_of(sheets))
    by_id = {identity.id: identity for identity in found.identities}
    assert (by_id["councils-add-up"].failed, by_id["rows-add-up"].failed) == (1, 1)
    finding = one(found, "identity-councils-add-up")
    assert finding.where == f"{CARE}!E5"
    assert "18 computed, 17 printed" in finding.message
    assert one(found, "identity-rows-add-up").where == f"{CARE}!G6"


def test_a_changed_cell_of_the_england_sheet_breaks_the_crosses():
    sheets = small_sheets()
    sheets["England"][8][3] = 3.0  # acute, assessment, social care: 2 as published
    found = read(book_of(sheets))
    assert {finding.code for finding in found.findings} == {"identity-england-crosses"}
    broken = next(identity for identity in found.identities if identity.id == "england-crosses")
    # acute social care; England: acute, social care, assessment, and the total on each of three sheets
    assert broken.failed == 1 + 3 + 3


def test_people_per_day_are_days_by_the_month():
    sheets = small_sheets()
    for number, row in enumerate(sheets[CARE][3:]):
        row += ["", "Acute", "Non-Acute", "Total"] if number == 0 else ["", *(value / 28 for value in row[4:])]
    sheets[CARE][2] = ["", "", "", "", "Delayed Days", "", "", "", "DTOC Beds"]
    sheets[SIDE][3] += []
    found = read(book_of(sheets))
    by_id = {identity.id: identity for identity in found.identities}
    assert by_id["days-per-day"].checked == 9
    assert by_id["days-per-day"].failed == 0
    assert by_id["sheets-agree-per-day"].missing == 3  # printed on one of the two sheets only
    sheets[CARE][5][8] += 0.001
    assert one(read(book_of(sheets)), "identity-days-per-day").where == f"{CARE}!I6"


def test_a_sheet_that_is_missing_is_said_and_its_sums_too():
    sheets = small_sheets()
    del sheets[REASON]
    found = read(book_of(sheets))
    assert {"sheet-missing", "identity-sheets-agree", "identity-councils-add-up"} <= codes(found)
    assert all("by-reason" in finding.message or finding.where for finding in found.findings)
    assert days(found, "Ayton") == 13


@pytest.mark.parametrize(
    ("cell", "code", "value"),
    [
        ("7 days", "not-a-figure", None),
        (-3.0, "not-a-figure", None),
        (7.5, "not-a-figure", None),
        (True, "not-a-figure", None),
        (float("nan"), "not-a-figure", None),
        (float("inf"), "not-a-figure", None),
        (1e300, "not-a-figure", None),
        ("*", "not-a-figure", None),
        ("", "cell-empty", None),
        ("10", "number-as-text", 10),
        ("1,010", "number-as-text", 1010),
    ],
)
def test_a_cell_that_is_no_plain_number_is_told_with_its_address(cell, code, value):
    sheets = small_sheets()
    sheets[CARE][5][4] = cell
    found = read(book_of(sheets))
    assert one(found, code).where == f"{CARE}!E6"
    figure = [f for f in found.figures if (f.sheet, f.address) == (CARE, "E6")]
    assert [f.value for f in figure] == ([] if value is None else [value])
    assert_nothing_lost(found)


def test_a_name_with_characters_that_are_no_text_is_told():
    sheets = small_sheets()
    for rows in list(sheets.values())[1:]:
        rows[5][3] = "Ay�on"
    found = read(book_of(sheets))
    assert [finding.where for finding in found.findings] == [f"{CARE}!A6", f"{SIDE}!A6", f"{REASON}!A6"]
    assert codes(found) == {"text-damaged"}


def test_whole_numbers_kept_as_integers_are_read_like_others():
    sheets = small_sheets()
    sheets[CARE][5][4] = 10
    assert read(book_of(sheets)).findings == ()


def test_a_month_that_one_sheet_says_otherwise():
    sheets = small_sheets()
    sheets[SIDE][1][2] = "March 2017"
    found = read(book_of(sheets))
    assert found.period == Month(2017, 2)
    assert one(found, "period-differs").where == SIDE
    assert_nothing_lost(found)


def test_without_a_month_nothing_can_be_stored():
    sheets = small_sheets()
    for rows in sheets.values():
        rows[1] = ["", "Reporting time:", "February 2017"]
    found = read(book_of(sheets))
    assert not found.can_be_stored
    assert "period-missing" in codes(found)
    assert "Reporting time: | February 2017" in one_of(found, "text-not-known").message


def one_of(found, code):
    return next(finding for finding in found.findings if finding.code == code)


def test_another_workbook_is_not_taken_for_a_publication():
    found = read(Workbook((Grid("England", [["Region", "Code", "Name", "Acute", "Total"], ["", "1", "A", 1.0, 1.0]]),)))
    assert (found.layout, len(found.figures)) == (None, 0)
    assert one(found, "layout-not-known").severity is Severity.ERROR
    assert_nothing_lost(found)
    assert read(Workbook(())).layout is None


@pytest.mark.parametrize(
    ("text", "month"),
    [("February 2017", (2017, 2)), ("Feb-17", (2017, 2)), ("2017-02-01", (2017, 2)), ("SEPT 2017", (2017, 9))],
)
def test_months_as_printed(text, month):
    assert parse_month(text) == Month(*month)


@pytest.mark.parametrize("text", ["", "Quarter 4", "2017", "32nd May 2017", "Febtember 2017", "-", "February"])
def test_what_is_no_month(text):
    assert parse_month(text) is None
    assert parse_day(text) is None


def test_days_as_printed():
    assert parse_day("27th May 2011") == date(2011, 5, 27)
    assert parse_day("1st of June 2011") == date(2011, 6, 1)
    assert parse_day("31st June 2011") is None


def test_addresses():
    assert [a1(0, 0), a1(14, 25), a1(0, 26), a1(0, 701), a1(0, 702)] == ["A1", "Z15", "AA1", "ZZ1", "AAA1"]


# --- real workbooks, as they might come next month ---


def figures_of(found):
    return {(f.place, f.slot): (f.value, f.marker) for f in found.figures}


@pytest.mark.shared_data
def test_columns_may_stand_anywhere():
    def turn(rows):
        order = [11, 5, 1, 4, 0, 9, 3, 2, 16, 15, 14, 13, 12, 10, 8, 7, 6]
        top = 13  # headings and all below; what stands above keeps its place
        return rows[:top] + [[row[column] for column in order] for row in rows[top:]]

    found = read(changed(workbook("Sep_17.xls"), REASON, turn))
    assert found.findings == ()
    assert figures_of(found) == figures_of(reading("Sep_17.xls"))


@pytest.mark.shared_data
def test_rows_may_move_down_and_a_column_in():
    def shift(rows):
        return [[""] * 13] * 3 + [["", *row] for row in rows]

    found = read(changed(workbook("Sep_17.xls"), CARE, shift))
    assert found.findings == ()
    assert figures_of(found) == figures_of(reading("Sep_17.xls"))


@pytest.mark.shared_data
def test_a_renamed_sheet_is_known_by_its_headings():
    book = workbook("Sep_17.xls")
    names = {"England": "National", CARE: "Councils 1", REASON: "Councils 3"}
    found = read(Workbook(tuple(Grid(names.get(grid.name, grid.name), grid.rows) for grid in book.sheets)))
    assert [finding.where for finding in found.findings] == ["National", "Councils 1", "Councils 3"]
    assert codes(found) == {"sheet-renamed"}
    assert figures_of(found) == figures_of(reading("Sep_17.xls"))
    assert all(identity.holds for identity in found.identities)


@pytest.mark.shared_data
def test_a_reworded_heading_is_reported_and_the_rest_is_read():
    def reword(rows):
        rows[13][6] = "Social services"

    found = read(changed(workbook("Feb_17.xls"), SIDE, reword))
    finding = one(found, "column-not-known")
    assert finding.where == f"{SIDE}!G14:G170"
    assert "'Social services'" in finding.message
    assert "Cells not taken: 155." in finding.message  # England, 151 councils and three elsewhere
    assert "layouts/dtoc.toml" in finding.what_to_do
    how_to = (TOP / "docs" / "how-to" / "add-a-layout.md").read_text()
    assert str(finding) in " ".join(how_to.replace("\n   > ", " ").split())
    assert days(found, "Sheffield", side="nhs") == 2_649
    assert one_of(found, "identity-rows-add-up")
    assert_nothing_lost(found)


@pytest.mark.shared_data
def test_a_new_reason_is_reported_and_the_sums_say_that_something_is_missing():
    def add(rows):
        for number, row in enumerate(rows):
            row.append("P) Staff shortage" if number == 13 else 5.0 if number > 15 else "")

    def take(rows):
        add(rows)
        for row in rows[16:]:
            row[16] += 5.0
        rows[14][16] += 5.0 * (len(rows) - 16)
        rows[14][17] = 5.0 * (len(rows) - 16)

    found = read(changed(workbook("Sep_17.xls"), REASON, take))
    assert "'P) Staff shortage'" in one(found, "column-not-known").message
    assert {"identity-rows-add-up", "identity-sheets-agree"} <= codes(found)
    assert_nothing_lost(found)


@pytest.mark.shared_data
def test_a_council_never_heard_of_is_read_as_printed():
    def rename(rows):
        for row in rows:
            row[:] = ["Atlantis" if cell == "Sheffield" else cell for cell in row]

    book = workbook("Sep_17.xls")
    for sheet in (CARE, SIDE, REASON):
        book = changed(book, sheet, rename)
    found = read(book)
    assert found.findings == ()
    assert days(found, "Atlantis") == 1_969


@pytest.mark.shared_data
def test_a_council_on_one_sheet_only_is_missed_on_the_others():
    def rename(rows):
        for row in rows:
            row[:] = ["Atlantis" if cell == "Sheffield" else cell for cell in row]

    found = read(changed(workbook("Sep_17.xls"), CARE, rename))
    messages = " ".join(finding.message for finding in found.findings)
    assert codes(found) == {"identity-sheets-agree", "identity-sheets-agree-per-day"}
    assert "Atlantis stands on 1 of 3 sheets" in messages
    assert "Sheffield stands on 2 of 3 sheets" in messages


@pytest.mark.shared_data
def test_a_new_block_is_reported_by_its_banner_and_not_mixed_in():
    def add(rows):
        for number, row in enumerate(rows):
            block = {12: ["", "Patients at the month's end", ""], 13: ["", "Acute", "Non-Acute"]}
            row += block.get(number, ["", 7.0, 8.0] if number >= 16 else ["", "", ""])

    found = read(changed(workbook("Sep_17.xls"), CARE, add))
    banner = one(found, "banner-not-known")
    assert banner.where == f"{CARE}!N13"
    assert "Patients at the month's end" in banner.message
    left_out = [finding for finding in found.findings if finding.code == "column-left-out"]
    assert [finding.where for finding in left_out] == [f"{CARE}!N14:N170", f"{CARE}!O14:O170"]
    assert all("Cells not taken: 154." in finding.message for finding in left_out)
    assert figures_of(found) == figures_of(reading("Sep_17.xls"))
    assert_nothing_lost(found)


@pytest.mark.shared_data
def test_blocks_without_their_banners_are_not_mixed():
    def drop(rows):
        rows[12] = [""] * len(rows[12])

    found = read(changed(workbook("Sep_17.xls"), CARE, drop))
    assert [f.where for f in found.findings if f.code == "column-twice"] == [
        f"{CARE}!J14:J170",
        f"{CARE}!K14:K170",
        f"{CARE}!L14:L170",
    ]
    assert_nothing_lost(found)


@pytest.mark.shared_data
def test_a_sheet_whose_headings_are_gone_is_left_out_whole():
    def drop(rows):
        rows[13] = [""] * len(rows[13])

    found = read(changed(workbook("Sep_17.xls"), REASON, drop))
    assert one(found, "headings-not-found").where == REASON
    assert_nothing_lost(found)
    assert days(found, "Sheffield") == 1_969


@pytest.mark.shared_data
def test_a_row_twice_is_read_once():
    def repeat(rows):
        rows.append(list(rows[20]))

    found = read(changed(workbook("Sep_17.xls"), CARE, repeat))
    finding = one(found, "row-twice")
    assert finding.where.startswith(f"{CARE}!B171")
    assert "row 21" in finding.message
    assert figures_of(found) == figures_of(reading("Sep_17.xls"))
    assert_nothing_lost(found)


def test_the_reader_does_not_change_its_input():
    book = book_of(small_sheets())
    before = copy.deepcopy(book)
    read(book)
    assert book == before
