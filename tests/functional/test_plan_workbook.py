"""A planning workbook goes out, is filled in away from here, and comes back: with mistakes by cell, then accepted."""

from __future__ import annotations

import re

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.functional.conftest import WIDTHS
from tests.functional.people import MANAGER, PASSWORD
from tests.functional.test_plan_drafting import opens_plan

pytestmark = pytest.mark.browser
# The plan's other journeys may have written this row before.
CHANGE = re.compile(
    r"Minimum NHS Contribution, NHS Wessmoor( is new \(£2,350,000\)|: amounts was .* and is £1,150,000, £1,200,000)\."
)


def looks_right(visitor, name):
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": 900})
        visitor.sees_nothing_wrong()
        visitor.looks(f"plan-workbook-{name}-{width}")


def fill(path, to, amount):
    """One row of income, as somebody types it into the sheet."""
    book = openpyxl.load_workbook(path)
    sheet = book["4. Income"]
    heading = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "Source of funding")
    contributor = next(cell for cell in sheet[heading.row] if cell.value == "Contributor")
    money = next(cell for cell in sheet[heading.row] if str(cell.value).startswith("Income"))
    sheet.cell(heading.row + 1, heading.column).value = "Minimum NHS Contribution"
    sheet.cell(heading.row + 1, contributor.column).value = "NHS Wessmoor"
    sheet.cell(heading.row + 1, money.column).value = amount
    sheet.cell(heading.row + 1, money.column + 1).value = 1_200_000
    book.save(to)
    return f"4. Income!{money.column_letter}{heading.row + 1}"


def send(page, file):
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Send it, and see what it would change").click()


def test_out_filled_in_with_a_mistake_and_accepted(visitor, tmp_path):
    # Given the workbook of a plan as it stands
    visitor.signs_in(MANAGER, PASSWORD)
    plan = opens_plan(visitor, "2017-19")
    page = visitor.goes_to(f"{plan}workbooks/")
    looks_right(visitor, "out")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the workbook as the plan stands").click()
    out = tmp_path / download.value.suggested_filename
    download.value.save_as(out)
    assert out.name.startswith("plan-2017-19-")
    # When nothing is chosen, or a file that is no workbook, that is said
    page.get_by_role("button", name="Send it, and see what it would change").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    looks_right(visitor, "nothing-chosen")
    (tmp_path / "plan.pdf").write_bytes(b"%PDF-1.7")
    send(page, tmp_path / "plan.pdf")
    expect(page.get_by_role("heading", level=1)).to_contain_text("The workbook was not taken")
    looks_right(visitor, "not-taken")
    # When it is sent with a formula for an amount, the cell is named, and nothing can be taken over
    page = visitor.goes_to(f"{plan}workbooks/")
    cell = fill(out, tmp_path / "formula.xlsx", "=600000*2")
    send(page, tmp_path / "formula.xlsx")
    expect(page.locator("main")).to_contain_text(cell)
    expect(page.get_by_role("button", name="Take it over into the plan")).to_have_count(0)
    looks_right(visitor, "by-cell")
    # Then, put right, it shows what it would change before it does, and the plan says it
    page = visitor.goes_to(f"{plan}workbooks/")
    fill(out, tmp_path / "filled.xlsx", 1_150_000)
    send(page, tmp_path / "filled.xlsx")
    expect(page.locator("main")).to_contain_text(CHANGE)
    looks_right(visitor, "would-change")
    page.get_by_role("button", name="Take it over into the plan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Wessmoor")
    page = visitor.goes_to(f"{plan}sections/income/")
    expect(page.locator("main")).to_contain_text("£1,150,000")
    page = visitor.goes_to(f"{plan}workbooks/")
    expect(page.get_by_role("link", name="filled.xlsx", exact=True)).to_be_visible()
    looks_right(visitor, "sent-before")
