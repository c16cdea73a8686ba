"""Planning workbooks as files: two other programs' readers, strangers' files, and a thousand spoilt ones."""

from __future__ import annotations

import io
import random
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.engine.findings import Severity
from commonweal.engine.rulebook.allocations import Allocations
from commonweal.engine.rulebook.checking import check
from commonweal.engine.rulebook.plan import Plan
from commonweal.engine.rulebook.workbook_in import at_cells, marker_of, read_plan
from commonweal.engine.rulebook.workbook_out import workbook_of
from commonweal.spreadsheets.cells_child import marked_cells
from commonweal.spreadsheets.plans import planning_workbook_bytes, read_planning_workbook
from tests.factories.mutations import spoilt_bytes, spoilt_tabs
from tests.factories.rounds import sound
from tests.factories.workbooks import any_plan, as_tabs, every_round

ROUND = every_round()["2019-20"]
PLAN, PUBLISHED = sound(ROUND, lines=12)
CONTENT = planning_workbook_bytes(workbook_of(ROUND, PLAN, PUBLISHED, "17"))


def codes(content: bytes) -> list[str]:
    opened = read_planning_workbook(content, "sent.xlsx")
    assert opened.workbook is None
    assert all(one.message and one.what_to_do for one in opened.findings)
    return [one.code for one in opened.findings]


@pytest.mark.parametrize("name", every_round())
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_any_plan_comes_back_from_a_file(name, data):
    rulebook = every_round()[name]
    plan = data.draw(any_plan(rulebook))
    content = planning_workbook_bytes(workbook_of(rulebook, plan, Allocations(plan.area)))
    opened = read_planning_workbook(content)
    assert opened.findings == ()
    assert read_plan(opened.workbook.sheets, rulebook, plan).plan == plan


def test_the_file_says_what_it_is_and_is_the_same_every_time():
    marker = marker_of(read_planning_workbook(CONTENT).workbook.sheets)
    assert (marker.round, marker.plan, marker.area) == ("2019-20", "17", "Exampleshire")
    assert planning_workbook_bytes(workbook_of(ROUND, PLAN, PUBLISHED, "17")) == CONTENT


def test_another_reader_sees_locks_lists_widths_and_colours():
    book = openpyxl.load_workbook(io.BytesIO(CONTENT))
    assert [book["Lists"].sheet_state, book["Commonweal"].sheet_state] == ["hidden", "hidden"]
    sheet = book["5b. Expenditure"]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    heading = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "Area of spend")
    below = sheet.cell(heading.row + 1, heading.column)
    assert (below.protection.locked, below.fill.fgColor.rgb) == (False, "FFFFFF99")
    assert sheet.column_dimensions[heading.column_letter].width >= 20
    lists = [
        one for one in sheet.data_validations.dataValidation if heading.column_letter + str(below.row) in one.sqref
    ]
    assert [one.type for one in lists] == ["list"]
    assert "Lists!" in lists[0].formula1


def test_no_text_wakes_up_as_a_formula():
    evil = '=HYPERLINK("http://x","click")'
    plan = replace(PLAN, narrative=(replace(PLAN.narrative[0], text=evil), *PLAN.narrative[1:]), area="@SUM(1)")
    book = openpyxl.load_workbook(io.BytesIO(planning_workbook_bytes(workbook_of(ROUND, plan, PUBLISHED))))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value in (evil, "@SUM(1)")]
    assert len(cells) == 2
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


def test_another_program_fills_the_template_in_and_its_formulas_are_found():
    template = planning_workbook_bytes(workbook_of(ROUND, Plan(ROUND.id, "Exampleshire"), PUBLISHED))
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheet = book["4. Income"]
    at = next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == "Contributor") + 1
    for column, value in enumerate(["Disabled Facilities Grant", "A Council", "=2+3"], start=1):
        sheet.cell(at, column).value = value
    sent = io.BytesIO()
    book.save(sent)
    found = read_plan(read_planning_workbook(sent.getvalue()).workbook.sheets, ROUND)
    assert [(one.code, one.where) for one in found.findings if one.code == "formula"] == [
        ("formula", f"4. Income!C{at}")
    ]
    assert found.plan.income[0].amounts_pence == (None,)


def test_a_zip_bomb_a_macro_file_an_old_workbook_and_a_pdf_are_refused_in_words():
    assert codes(with_member("xl/worksheets/sheet99.xml", b" " * 90_000_000)) == ["unpacks-too-large"]
    assert codes(with_member("xl/vbaProject.bin", b"Sub Auto_Open()")) == ["macros"]
    assert codes(bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 4000) == ["not-xlsx"]
    assert codes(b"%PDF-1.7\n1 0 obj") == ["not-a-workbook"]
    with pytest.warns(UserWarning, match="Duplicate name"):
        assert codes(with_member("xl/worksheets/sheet1.xml", b"<worksheet/>")) == ["unreadable"]
    assert codes(b"") == ["empty-file"]
    assert codes(b"PK\x03\x04" + b"\0" * 100) == ["unreadable"]
    assert codes(bytes(10_000_001)) == ["file-too-large"]


@pytest.mark.parametrize(
    ("xml", "cells"),
    [
        (b'<c r="B3"><v>1</v></c>', []),
        (b'<c r="B3" s="1"/><c r="C3"><f>A1</f><v>1</v></c>', [(2, 2)]),
        (b'<x:c r="AA10" s="1">\n<x:f>A1</x:f></x:c>', [(9, 26)]),
        (b"<c s='1' r='B3'><f t='shared' si='0'/><v>1</v></c>", [(2, 1)]),
        (b'<c r="B3"><f t="array" ref="B3:C4">A1:B2</f></c>', [(2, 1), (2, 1), (2, 2), (3, 1), (3, 2)]),
        (b'<c r="B3"><f t="array" ref="A1:XFD1048576">1</f></c>', [(2, 1), (-1, -1)]),
        (b'<c r="B3" t="e"><v>#REF!</v></c>', [(2, 1)]),
        (b"<c><f>1</f></c>", [(-1, -1)]),
        (b'<c r="B3"><v>1</v><f>1</f></c>', [(-1, -1)]),
        (b'<c r="B3"><!-- --><f>1</f></c>', [(-1, -1)]),
        ('<c r="B3"><f>1</f></c>'.encode("utf-16"), [(2, 1)]),
    ],
)
def test_no_formula_hides(xml, cells):
    assert marked_cells(xml) == cells


def with_member(name: str, inside: bytes) -> bytes:
    made = io.BytesIO(CONTENT)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, inside)
    return made.getvalue()


def survives(book, rulebook=ROUND) -> None:
    """Findings or a clean read, and whatever is read can be checked, addressed and written again."""
    found = read_plan(book, rulebook, PLAN)
    assert found.plan is not None or any(one.severity is Severity.ERROR for one in found.findings)
    assert all(one.where and one.message for one in found.findings)
    if found.plan is not None:
        assert all(one.where for one in at_cells(check(found.plan, rulebook, PUBLISHED), found))


def spoil_tabs(seed: int) -> None:
    survives(spoilt_tabs(TABS, random.Random(seed)))


def spoil_file(seed: int) -> bool:
    """Whether there was anything left to read."""
    opened = read_planning_workbook(spoilt_bytes(CONTENT, random.Random(seed)), "spoilt.xlsx")
    if opened.workbook is None:
        assert opened.findings
        return False
    survives(opened.workbook.sheets)
    return True


TABS = as_tabs(workbook_of(ROUND, PLAN, PUBLISHED))


def test_eight_hundred_spoilt_workbooks_end_in_findings_or_a_clean_read():
    for seed in range(800):
        spoil_tabs(seed)


def test_two_hundred_spoilt_files_end_in_findings_or_a_clean_read():
    read = [spoil_file(seed) for seed in range(200)]
    assert 20 < sum(read) < 180


@pytest.mark.drill
def test_ten_thousand_spoilt_workbooks_end_in_findings_or_a_clean_read():
    for seed in range(1_000, 9_000):
        spoil_tabs(seed)
    read = [spoil_file(seed) for seed in range(1_000, 3_000)]
    assert 200 < sum(read) < 1_800
