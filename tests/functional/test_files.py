"""A council finance officer brings a file in that nobody has seen before, at three widths, and posts it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.functional.conftest import WIDTHS
from tests.functional.people import COUNCIL_FINANCE, NHS_FINANCE, PASSWORD
from tests.functional.product import TODAY

pytestmark = pytest.mark.browser
FILES = "/pool/1/files/"
MONTH = TODAY  # an open month of the demonstration's year, which is the running one
PAYMENTS = f"""Paid,Net,Supplier,Centre,Ref
{MONTH:23/%m/%Y},"1,200.50",Ash Care,100,A1
{MONTH:24/%m/%Y},(200.25),Ash Care,100,A2
{MONTH:24/%m/%Y},75.10,Cedar,999,A3
{MONTH:25/%m/%Y},ten,Ash Care,100,A4
"""
LEDGER = f"""Period;Centre;Account;Journal;Text;Debit;Credit
{MONTH:%Y-%m};100;HOM;J1;Ash Care;1200.50;
{MONTH:%Y-%m};900;BNK;J1;Ash Care;;1200.49
"""


def looked_at(visitor, name):
    """Nothing wrong at any width."""
    visitor.page.wait_for_load_state("networkidle")
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": 900})
        visitor.sees_nothing_wrong()
        visitor.looks(f"files-{name}-{width}")


def brings_in(visitor, name, content):
    visitor.goes_to(FILES)
    file = {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
    visitor.page.locator("input[type=file]").set_input_files(file)
    visitor.page.get_by_role("button", name="Keep and read it").click()
    visitor.page.get_by_role("link", name="Say which column is which").click()


def says(page, title, fields):
    page.get_by_label("What is this layout called?").fill(title)
    for heading, field in fields.items():
        page.get_by_role("combobox", name=heading, exact=True).select_option(field)


def adds_rule(visitor, field, words):
    visitor.goes_to("/pool/1/coding-rules")
    visitor.page.get_by_label("Lines whose").select_option(field)
    visitor.page.get_by_label("holds the words").fill(words)
    visitor.page.get_by_label("belong to").select_option("CARERS-NHS-MINIMUM")
    visitor.page.get_by_role("button", name="Add it").click()
    expect(visitor.page.get_by_text(f"holds “{words}”: CARERS-NHS-MINIMUM")).to_be_visible()


def test_from_unknown_columns_to_the_books(visitor):
    page = visitor.page
    # Given a file that no map knows
    visitor.signs_in(COUNCIL_FINANCE, PASSWORD)
    visitor.goes_to(FILES)
    looked_at(visitor, "list")
    brings_in(visitor, "february.csv", PAYMENTS)
    # When its columns are said, its dates first wrongly
    says(page, "Payments", {"Paid": "paid_on", "Net": "net", "Supplier": "payee", "Centre": "code", "Ref": "reference"})
    page.get_by_label("How are its dates written?").select_option("%Y-%m-%d")
    page.get_by_role("button", name="Read it so").click()
    expect(page.get_by_role("alert")).to_contain_text(f"'{MONTH:23/%m/%Y}' is not a date.")
    looked_at(visitor, "columns")
    page.get_by_label("How are its dates written?").select_option("%d/%m/%Y")
    page.get_by_role("button", name="Read it so").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Nothing of february.csv is in the books yet"))
    address = page.url.removeprefix(visitor.base)
    # And a rule codes all but one of its lines
    adds_rule(visitor, "code", "100")
    looked_at(visitor, "rules")
    visitor.goes_to(address)
    looked_at(visitor, "proposal")
    page.get_by_role("link", name="Lines that wait").click()
    page.get_by_label("Row 4").check()
    page.get_by_label("The chosen lines belong to").select_option("aside")
    page.get_by_label("Reason").fill("The council’s own")
    looked_at(visitor, "waiting")
    page.get_by_role("button", name="Code the chosen lines").click()
    expect(page.get_by_text("There is no such line.")).to_be_visible()
    # Then what was shown is posted, and the ledger holds it
    visitor.goes_to(address)
    page.get_by_role("button", name="Post 2 lines").click()
    expect(page.get_by_role("row", name="The ledger holds of this file 2 £1,000.25")).to_be_visible()
    looked_at(visitor, "posted")
    page.get_by_role("link", name="Lines that were refused").click()
    expect(page.get_by_role("row", name=re.compile("^5 The amount cannot be read"))).to_be_visible()
    looked_at(visitor, "refused")


def test_a_ledger_is_held_against_the_pool_and_stays_its_partners(visitor):
    page = visitor.page
    visitor.signs_in(NHS_FINANCE, PASSWORD)
    brings_in(visitor, "ledger.csv", LEDGER)
    fields = {"Period": "period", "Centre": "cost_centre", "Account": "account", "Journal": "journal"}
    says(page, "Ledger", fields | {"Text": "description", "Debit": "debit", "Credit": "credit"})
    page.get_by_label("Lines of a general ledger").check()
    page.get_by_label("How are its periods written?").select_option("%Y-%m")
    page.get_by_role("button", name="Read it so").click()
    expect(page.get_by_text("Debits of £1,200.50 and credits of £1,200.49 differ by £0.01.")).to_be_visible()
    looked_at(visitor, "ledger")
    address = page.url.removeprefix(visitor.base)
    adds_rule(visitor, "account", "HOM")
    visitor.goes_to(f"{address}reconciliation")
    expect(page.get_by_role("row", name=re.compile("^CARERS-NHS-MINIMUM £1,200.50 "))).to_be_visible()
    looked_at(visitor, "reconciliation")
    page.context.clear_cookies()
    visitor.signs_in(COUNCIL_FINANCE, PASSWORD)
    visitor.goes_to(FILES)
    expect(page.get_by_text("ledger.csv")).to_have_count(0)
