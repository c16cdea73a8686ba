"""Strangers' files: plain cells, or a finding in words; never an exception, a crash or a hang."""

import io
import os
import random
import signal
import time
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
import xlwt

from commonweal.engine.findings import Severity
from commonweal.spreadsheets.guarded import READER
from commonweal.spreadsheets.reading import Limits, read_workbook
from tests.shared import shared_data


def xlsx(cells, **sheets):
    book = openpyxl.Workbook()
    for name, values in {"One": cells, **sheets}.items():
        sheet = book.active if name == "One" else book.create_sheet(name)
        sheet.title = name
        for address, value in values.items():
            sheet[address] = value
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def xls(cells):
    book = xlwt.Workbook()
    sheet = book.add_sheet("One")
    for (row, column), value in cells.items():
        sheet.write(row, column, value)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def with_member(content, name, body, compression=zipfile.ZIP_DEFLATED):
    """The same package with one member put in, or in another's place."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", compression) as new:
        for member in old.infolist():
            if member.filename != name:
                new.writestr(member, old.read(member))
        new.writestr(name, body)
    return made.getvalue()


def only_finding(content, **limits):
    opened = read_workbook(content, "returns.xlsx", Limits(**limits))
    assert opened.workbook is None
    (finding,) = opened.findings
    assert finding.severity is Severity.ERROR
    assert finding.message and finding.what_to_do and finding.where
    return finding


def test_the_same_cells_come_out_of_both_formats():
    values = {"B2": "Dorset", "C3": 1704, "D3": 0.5, "B4": True}
    for content in (xlsx(values), xls({(1, 1): "Dorset", (2, 2): 1704, (2, 3): 0.5, (3, 1): True})):
        opened = read_workbook(content)
        assert opened.findings == ()
        (grid,) = opened.workbook.sheets
        assert grid.name == "One"
        assert grid.rows == [
            ["", "", "", ""],
            ["", "Dorset", "", ""],
            ["", "", 1704, 0.5],
            ["", True, "", ""],
        ]


def test_days_are_their_iso_text():
    opened = read_workbook(xlsx({"A1": date(2017, 2, 1), "B1": datetime(2017, 2, 1, 9, 30)}))
    assert opened.workbook.sheets[0].rows == [["2017-02-01", "2017-02-01T09:30:00"]]


def test_characters_that_are_no_text_are_replaced():
    content = xls({(0, 0): "Black\0pool", (0, 1): "a\x85b", (0, 2): "line\nbreak\tand – dash", (0, 3): 1})
    assert read_workbook(content).workbook.sheets[0].rows == [["Black�pool", "a�b", "line\nbreak\tand – dash", 1]]


def test_an_empty_sheet_is_a_grid_without_rows():
    opened = read_workbook(xlsx({}, Two={"A1": "x"}))
    assert [(grid.name, grid.rows) for grid in opened.workbook.sheets] == [("One", []), ("Two", [["x"]])]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b"Area,Days\nDorset,1704\n", "not-a-workbook"),
        (b"<html><table><tr><td>1704</td></tr></table></html>", "not-a-workbook"),
        (b"%PDF-1.7 delayed days", "not-a-workbook"),
        (xlsx({"A1": 1})[:400], "unreadable"),
        (b"PK\x03\x04" + b"\0" * 500, "unreadable"),
        (xls({(0, 0): 1})[:700], "unreadable"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (with_member(xlsx({"A1": 1}), "xl/vbaProject.bin", b"Sub Auto_Open()"), "macros"),
    ],
)
def test_a_file_that_is_not_taken_is_told_why(content, code):
    assert only_finding(content).code == code


def test_a_package_that_is_no_workbook():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("word/document.xml", "<document/>")
    assert only_finding(made.getvalue()).code == "not-a-workbook"


def test_a_locked_package():
    content = bytearray(xlsx({"A1": 1}))
    central = content.rindex(b"PK\x01\x02")
    content[central + 8] |= 1  # the flag of an encrypted member
    assert only_finding(bytes(content)).code == "encrypted"


def test_a_zip_bomb_is_not_unpacked():
    bomb = with_member(xlsx({"A1": 1}), "xl/worksheets/sheet1.xml", b" " * 400_000_000)
    assert len(bomb) < 1_000_000
    start = time.monotonic()
    finding = only_finding(bomb)
    assert finding.code == "unpacks-too-large"
    assert "400," in finding.message
    assert time.monotonic() - start < 1


def test_a_zip_bomb_that_lies_about_its_size_ends_as_a_finding():
    bomb = bytearray(with_member(xlsx({"A1": 1}), "xl/worksheets/sheet1.xml", b"<a>" + b" " * 300_000_000))
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = bomb.rindex(mark, 0, bomb.rindex(b"xl/worksheets/sheet1.xml") + 1)
        bomb[place + at : place + at + 4] = (1000).to_bytes(4, "little")
    assert only_finding(bytes(bomb), seconds=10).code in {"unreadable", "slow", "unpacks-too-large"}


def test_a_cell_of_ten_megabytes_is_refused_with_its_address():
    long = b'<row r="7"><c r="C7" t="inlineStr"><is><t>' + random.Random(1).randbytes(5_000_000).hex().encode()
    content = xlsx({"A1": 1})
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")
    sheet = sheet.replace(b"</sheetData>", long + b"</t></is></c></row></sheetData>")
    finding = only_finding(with_member(content, "xl/worksheets/sheet1.xml", sheet))
    assert (finding.code, finding.where) == ("cell-too-long", "One!C7")
    assert "10,000,000 characters" in finding.message


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"sheets": 1}, "too-many-sheets"),
        ({"rows": 8}, "too-many-rows"),
        ({"columns": 3}, "too-many-columns"),
        ({"cells": 35}, "too-many-cells"),
        ({"file_bytes": 100}, "file-too-large"),
        ({"unpacked_bytes": 1000}, "unpacks-too-large"),
    ],
)
def test_each_limit_has_its_words(limits, code):
    content = xlsx({"D9": 1}, Two={"A1": 1})
    assert read_workbook(content, limits=Limits(sheets=2, rows=9, columns=4, cells=37)).workbook
    assert only_finding(content, **limits).code == code


def test_a_file_that_takes_too_long_is_put_aside():
    content = xlsx({"A1": 1})
    read_workbook(content)
    os.kill(READER._process.pid, signal.SIGSTOP)  # as if it were lost in the file
    start = time.monotonic()
    assert only_finding(content, seconds=1).code == "too-slow"
    assert time.monotonic() - start < 10
    assert read_workbook(content).workbook


def test_far_corners_do_not_fill_the_memory():
    assert only_finding(xlsx({"A1": 1, "XFD1048576": 1})).code in {"too-many-rows", "unreadable"}


def test_the_reader_goes_on_after_its_child_was_ended():
    content = xlsx({"A1": 1})
    read_workbook(content)
    READER._process.kill()
    READER._process.wait()
    assert read_workbook(content).workbook


@pytest.mark.shared_data
def test_a_damaged_publication_never_ends_this_process():
    """Seed 459 aborts a reader in the same process (measured); here it is a finding, and the next file is read."""
    whole = (shared_data() / "dtoc" / "Sep_17.xls").read_bytes()
    damaged = bytearray(whole)
    dice = random.Random(459)
    for _ in range(dice.choice([1, 10, 100, 1000])):
        damaged[dice.randrange(len(damaged))] = dice.randrange(256)
    assert only_finding(bytes(damaged)).code == "unreadable"
    assert read_workbook(whole).workbook


@pytest.mark.shared_data
def test_an_open_document_is_read():
    path = next((shared_data() / "outcomes").glob("*.ods"))
    opened = read_workbook(path.read_bytes(), path.name)
    assert opened.findings == ()
    assert len(opened.workbook.sheets) > 3
