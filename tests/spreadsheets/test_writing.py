"""Downloads: what a spreadsheet program opens is what was written, and nothing wakes up as a formula."""

import csv
import io
from datetime import date

import openpyxl
import pytest

from commonweal.spreadsheets.writing import Table, csv_bytes, looks_like_formula, xlsx_bytes

DANGEROUS = ["=1+1", "+44 20", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", '=HYPERLINK("http://x")', "=1"]


def read_back(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_looks_like_a_formula_stays_text(text):
    table = Table("Days", ["Name", text], [[text, -5]])
    assert read_back(csv_bytes(table)) == [["Name", "'" + text], ["'" + text, "-5"]]
    cell = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([table])))["Days"]["A2"]
    assert cell.data_type == "s"
    assert cell.value.replace("_x000D_", "\r").replace("\r\n", "\n") == text.replace("\r\n", "\n")
    assert cell.quotePrefix


@pytest.mark.parametrize("text", ["-", "Dorset", "a=1", "", "O'Brien", "1,704"])
def test_plain_text_is_not_changed(text):
    assert not looks_like_formula(text)
    assert read_back(csv_bytes(Table("Days", ["Name"], [["x", text]])))[1] == ["x", text]


def test_types_come_back_from_the_workbook():
    row = ["Dorset", 1704, -0.5, True, date(2017, 2, 1), None]
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([Table("Days", list("abcdef"), [row])])))["Days"]
    assert [cell.value for cell in sheet[1]] == list("abcdef")
    values = [cell.value for cell in sheet[2]]
    assert values[:4] == row[:4]
    assert values[4].date() == row[4]
    assert sheet.freeze_panes == "A2"
