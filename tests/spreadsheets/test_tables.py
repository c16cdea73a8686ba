"""Tables and records as sheets; whatever a file holds, it is a workbook or a finding."""

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.spreadsheets.reading import Limits
from commonweal.spreadsheets.tables import read_publication_file, read_table

TABLE = "code,name,days\nA1,Ayton,12\nB2,Beeton,\n"


def rows(opened):
    return {grid.name: grid.rows for grid in opened.workbook.sheets}


def test_a_table_is_one_sheet_of_text_and_numbers():
    expected = {"table": [["code", "name", "days"], ["A1", "Ayton", 12.0], ["B2", "Beeton", ""]]}
    assert rows(read_publication_file(TABLE.encode(), "days.csv")) == expected
    assert rows(read_publication_file(gzip.compress(TABLE.encode()), "days.csv.gz")) == expected
    assert rows(read_publication_file(b"\xef\xbb\xbf" + TABLE.encode(), "days.CSV")) == expected


def test_a_table_under_another_name_is_no_workbook():
    (told,) = read_publication_file(TABLE.encode(), "days.xlsx").findings
    assert told.code == "not-a-workbook"


def test_codes_that_begin_with_a_zero_stay_text():
    (row,) = rows(read_table(b"007,0,0.5,-3,1e3,00", "x.csv"))["table"]
    assert row == ["007", 0.0, 0.5, -3.0, 1000.0, "00"]


def test_records_are_sheets_with_the_entries_of_those_they_belong_to():
    content = {
        "publication": "P",
        "areas": [
            {"code": "A", "days": {"all": 3, "share": 0.5}, "months": [{"month": "Jan", "days": 1}, {"month": "Feb"}]},
            {"code": "B", "note": None},
        ],
    }
    found = rows(read_publication_file(json.dumps(content).encode(), "p.json"))
    assert found == {
        "cover": [["publication", "P"]],
        "areas": [["code", "days.all", "days.share", "note"], ["A", 3.0, 0.5, ""], ["B", "", "", ""]],
        "areas months": [["code", "month", "days"], ["A", "Jan", 1.0], ["A", "Feb", ""]],
    }


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.csv", "empty-file"),
        (b"\xff\xfe\x00", "a.csv", "table-damaged"),
        (b'a,"b\nc', "a.csv", "table-damaged"),
        (b"\x1f\x8bnothing", "a.csv.gz", "table-damaged"),
        (gzip.compress(b"a,b\n" * 999, mtime=0)[:-9], "a.csv.gz", "table-damaged"),
        (gzip.compress(b"0" * 2_000_000, mtime=0), "a.csv.gz", "table-too-large"),
        (b"{", "a.json", "records-damaged"),
        (b"[" * 100_000, "a.json", "records-damaged"),
        (b'{"a": ' * 30 + b"1" + b"}" * 30, "a.json", "records-damaged"),
        (b"a\n" * 300, "a.csv", "table-too-large"),
        (b"a," * 300, "a.csv", "table-too-large"),
    ],
    ids=[
        "empty",
        "no text",
        "open quote",
        "not packed",
        "cut short",
        "bomb",
        "open",
        "nested lists",
        "nested records",
        "too long",
        "too wide",
    ],
)
def test_what_is_no_table_is_told(content, name, code):
    opened = read_table(content, name, Limits(file_bytes=200_000, rows=200, columns=200))
    assert opened.workbook is None
    assert [finding.code for finding in opened.findings] == [code]


@given(st.one_of(st.binary(max_size=200), st.text(alphabet='a,"\n\r1.é\0{}[]:', max_size=80).map(str.encode)),
       st.sampled_from(["x.csv", "x.csv.gz", "x.json"]))  # fmt: skip
def test_any_bytes_are_a_workbook_or_a_finding(content, name):
    opened = read_publication_file(content, name)
    assert (opened.workbook is None) == bool(opened.findings)
    for grid in opened.workbook.sheets if opened.workbook else ():
        assert len({len(row) for row in grid.rows}) <= 1
