"""A thousand damaged reports, tables and records each: a finding or a clean read, nothing invented or lost."""

import gzip
import io
import json
import random
from collections import Counter
from functools import cache

import pytest
import xlsxwriter

from commonweal.engine.workbook.grid import Workbook, is_filled
from commonweal.spreadsheets.tables import read_publication_file
from tests.engine.workbook.discharges import read
from tests.engine.workbook.publications import book_of, changed
from tests.engine.workbook.small_sitrep import sheets
from tests.engine.workbook.test_mutated import CHANGES, assert_told, damage_bytes, filled_cells

DAILY = ["nhs_trust22_code,date,discharged_by_1700,discharged_between_1701_2359,discharged_total"] + [
    f"R{trust}A,2024-01-{day:02d},{trust + day}.0,{day}.0,{trust + 2 * day}.0"
    for trust in range(6)
    for day in range(1, 15)
]
MONTHS = [
    {"month": month, "total_discharges": 200, "same_day_count": 180, "delayed_count": 20, "delayed_percent": 10.0,
     "bed_days_after_drd": 60, "average_days_after_drd_excluding_zero": 3.0}
    for month in ("Jan 2025", "Feb 2025", "Mar 2025")
]  # fmt: skip
RECORDS = {
    "publication": "Discharge Ready Date",
    "england": {"code": "ENGLAND", "name": "England", "region": None, "monthly": MONTHS},
    "icbs": [{"code": "QAA", "name": "North", "region": "North", "monthly": MONTHS}],
}


def small_report():
    return book_of(sheets())


def xlsx():
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        for name, rows in sheets().items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return content.getvalue()


@cache
def files():
    table = "\n".join(DAILY).encode()
    return {
        "report.xlsx": xlsx(),
        "table.csv": table,
        "table.csv.gz": gzip.compress(table, mtime=0),
        "records.json": json.dumps(RECORDS).encode(),
    }


@cache
def original(name):
    return read(read_publication_file(files()[name], name).workbook)


def values(found):
    """What is counted, whoever's it is and whatever its heading says of it; a marker counts as 0."""
    return Counter((f.slot.measure, round(f.value, 6)) for f in found.figures if f.value)


def assert_as_printed(found, workbook: Workbook):
    """Every figure is the number that stands in its cell: none is invented, and no cell is forgotten."""
    rows = {grid.name: grid.rows for grid in workbook.sheets}
    figures = found.figures
    for index in range(len(figures)):
        cell = rows[figures.sheets[figures.sheet[index]]][figures.row[index]][figures.column[index]]
        value = figures.value[index]
        if value == value:
            assert float(str(cell).replace(",", "")) == value
        else:
            assert isinstance(cell, str) and is_filled(cell)
    for account in found.accounts:
        assert account.is_complete, account


def test_the_small_report_is_read_whole_and_without_a_finding():
    found = read(small_report())
    assert found.findings == ()
    assert found.layout.id == "discharge-acute"
    assert all(one.holds for one in found.identities)
    assert len(found.figures) == 28 + 10 * (84 + 3 + 12 + 18)


@pytest.mark.parametrize("name", ["report.xlsx", "table.csv", "table.csv.gz", "records.json"])
def test_what_is_whole_is_read_whole(name):
    assert len(original(name).figures) == {"report.xlsx": 1_198, "records.json": 36}.get(name, 252)
    assert original(name).can_be_stored


@pytest.mark.parametrize("name", ["report.xlsx", "table.csv", "table.csv.gz", "records.json"])
def test_a_thousand_files_with_damaged_bytes(name):
    dice = random.Random(name)
    outcomes = Counter()
    for _ in range(1_000):
        opened = read_publication_file(damage_bytes(files()[name], dice), name)
        if opened.workbook is None:
            assert_told(opened.findings)
            outcomes["told"] += 1
        else:
            found = read(opened.workbook)
            assert_as_printed(found, opened.workbook)
            outcomes["read"] += 1
    assert outcomes["told"] > 20, outcomes
    print(f"{name}, damaged bytes: {dict(outcomes)}")  # pytest -s shows it


@pytest.mark.parametrize("change", CHANGES)
def test_damaged_cells_of_a_report_are_told_or_change_nothing(change):
    """Its sums and days tell what a change does. Unseen are only two known headings, or two places, in exchange."""
    dice = random.Random(change.__name__)
    for _ in range(100):
        name = dice.choice(["Table 1", "Table 2", "Table 3", "Table 4", "Table 5"])
        damaged = changed(small_report(), name, lambda rows: change(rows, dice))
        found = read(damaged)
        assert_as_printed(found, damaged)
        if found.findings:
            assert_told(found.findings)
        elif name != "Table 1":  # its one column has no sums: a number there is what is printed
            assert values(found) == values(original("report.xlsx"))


def test_a_word_put_into_any_filled_cell_of_a_report_is_never_lost():
    dice = random.Random(9)
    for _ in range(1_000):
        sheet = dice.choice(small_report().sheets)
        row, column = dice.choice(filled_cells(sheet.rows))

        def put(rows, row=row, column=column):
            rows[row][column] = "quincunx"

        found = read(changed(small_report(), sheet.name, put))
        if found.layout is None:  # the word took the place of the one that says what this is
            assert (sheet.name, row) == ("Cover Sheet", 0)
            continue
        said = [f"{f.where} {f.message}" for f in found.findings] + [note.text for note in found.notes]
        said += [item.text for item in found.metadata] + [" ".join(map(str, place)) for place in found.figures.places]
        assert "quincunx" in " ".join(said), (sheet.name, row, column)
