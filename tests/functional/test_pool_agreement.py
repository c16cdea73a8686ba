"""The agreement written, compared and signed; a grant walked to an entry and back; one note for both partners."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from tests.functional.people import COUNCIL_FINANCE, COUNCILLOR, NHS_FINANCE
from tests.functional.test_pool_year import POOL, TODAY, YEAR, fill_day, signed_in_anew

pytestmark = pytest.mark.browser


def test_an_excluded_function_is_refused_and_the_error_leads_to_its_field(visitor):
    # Given a finance officer who adds a schedule that brings in surgery
    page = signed_in_anew(visitor, COUNCIL_FINANCE)
    visitor.goes_to(f"{POOL}agreement")
    page.get_by_role("link", name="Add a schedule for a service").click()
    page.get_by_label("Name of the service").fill("Day surgery")
    page.get_by_label("NHS functions").fill("Day surgery lists")
    page.get_by_role("button", name="Save").click()
    # Then it is refused with the regulation named, and the summary's link moves the focus to the field
    link = page.get_by_role("link", name=re.compile(r"falls under surgery.*regulation 5"))
    expect(link).to_be_visible()
    visitor.sees_nothing_wrong()
    link.click()
    expect(page.get_by_label("NHS functions")).to_be_focused()
    expect(page.get_by_label("NHS functions")).to_have_value("Day surgery lists")


def test_an_edit_is_a_new_version_that_both_partners_sign(visitor):
    # Given a review that is due next year
    page = signed_in_anew(visitor, COUNCIL_FINANCE)
    visitor.goes_to(f"{POOL}agreement/parts/duration")
    group = page.get_by_role("group", name="Next review")
    for unit, value in (("Day", "1"), ("Month", "3"), ("Year", str(YEAR + 3))):
        group.get_by_label(unit).fill(value)
    page.get_by_role("button", name="Save").click()
    # When it is given a new day, that is a version, told by its difference
    expect(page.get_by_text(re.compile("Cora Council-Finance, .*, version 2"))).to_be_visible()
    page.get_by_role("link", name="What changed between versions").click()
    expect(
        page.get_by_role("row", name=f"Agreement Next review 1 October {YEAR + 1} 1 March {YEAR + 3}")
    ).to_be_visible()
    visitor.sees_nothing_wrong()
    # And each partner signs it in their own name
    for email, role in ((COUNCIL_FINANCE, "Director of Finance"), (NHS_FINANCE, "Chief Finance Officer")):
        page = signed_in_anew(visitor, email)
        visitor.goes_to(f"{POOL}agreement/sign")
        page.get_by_label("Your role").fill(role)
        page.get_by_label("Yes").check()
        page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Every partner has signed this version.")).to_be_visible()
    visitor.sees_nothing_wrong()
    # Then a councillor reads the signed document and keeps it as a file
    page = signed_in_anew(visitor, COUNCILLOR)
    visitor.goes_to(f"{POOL}agreement/document")
    expect(page.get_by_text(re.compile("Noor NHS-Finance, Chief Finance Officer, "))).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Keep it as a file").click()
    assert "partnership agreement under section 75" in download.value.path().read_text(encoding="utf-8")


def test_a_grant_is_walked_to_an_entry_and_back(visitor):
    page = signed_in_anew(visitor, COUNCILLOR)
    visitor.goes_to(f"{POOL}ring-fences")
    expect(page.get_by_text(re.compile("both ways come to the same"))).to_be_visible()
    page.get_by_role("link", name="NHS minimum contribution").click()
    page.get_by_role("link", name="Homecare after hospital").click()
    paid = page.get_by_text(re.compile(r"legs? of entries, together £")).inner_text().split("together ")[1].rstrip(".")
    visitor.sees_nothing_wrong()
    page.locator("tbody th a").first.click()
    expect(page.get_by_text(re.compile("^What it spent: "))).to_be_visible()
    page.get_by_role("link", name="Homecare after hospital").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("whose money it lives on")
    expect(page.get_by_role("row", name=re.compile(f"^NHS minimum contribution .* {re.escape(paid)}"))).to_be_visible()
    visitor.sees_nothing_wrong()


def test_both_partners_note_the_same_pool_and_show_it_once(visitor):
    unspent = set()
    for email, partner in ((COUNCIL_FINANCE, "council"), (NHS_FINANCE, "icb")):
        page = signed_in_anew(visitor, email)
        visitor.goes_to(f"{POOL}control?partner={partner}")
        unspent.add(page.get_by_role("row", name=re.compile("^(Uns|Overs)pent £")).inner_text())
        expect(page.get_by_role("heading", name="The partners together show the pool’s cost once")).to_be_visible()
        visitor.sees_nothing_wrong()
    assert len(unspent) == 1


def test_exposure_stands_until_approval(visitor):
    # Given a year whose plan nobody has approved yet: what the NHS minimum paid so far is at risk
    page = signed_in_anew(visitor, NHS_FINANCE)
    visitor.goes_to(f"{POOL}exposure")
    months = page.get_by_role("region", name=re.compile("^At risk by month, "))
    april, now = f"April {YEAR}", f"{TODAY:%B %Y}"
    has_ended = date(YEAR, 5, 1) <= TODAY
    if has_ended:  # before, nothing is paid but what another journey has posted
        expect(months.get_by_role("row", name=re.compile(f"^{now} £[1-9]"))).to_be_visible()
    # When the approval of today is recorded
    form = page.locator("form").filter(has_text="Day of approval")
    form.get_by_label("The NHS minimum, by NHS England").check()
    fill_day(form, "Day of approval", TODAY)
    form.get_by_label("Who decided").fill("NHS England, regional director")
    form.get_by_role("button", name="Record the approval").click()
    # Then nothing is at risk from this month on, and what was at risk before is still told
    expect(months.get_by_role("row", name=f"{now} £0 £0 £0")).to_be_visible()
    if has_ended:
        expect(months.get_by_role("row", name=re.compile(f"^{april} £[1-9]"))).to_be_visible()
    visitor.sees_nothing_wrong()
