"""Two finance officers, one of each partner, and somebody who has no part in the fund."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.functional.people import ANALYST, COUNCIL_FINANCE, COUNCILLOR, NHS_FINANCE, PASSWORD

pytestmark = pytest.mark.browser
POOL = "/pool/1/"


def signed_in_anew(visitor, email):
    visitor.page.context.clear_cookies()
    visitor.signs_in(email, PASSWORD)
    return visitor.page


def test_a_virement_over_the_limit_waits_for_the_other_partner(visitor):
    # Given a council finance officer who moves £60,000 where £50,000 is the limit
    page = signed_in_anew(visitor, COUNCIL_FINANCE)
    visitor.goes_to(f"{POOL}virements")
    page.get_by_label("From").select_option(label="Homecare after hospital, from NHS minimum contribution")
    page.get_by_label("To").select_option(label="Reablement at home, from NHS minimum contribution")
    page.get_by_label("Amount").fill("60,000")
    page.get_by_label("Reason").fill("Reablement keeps more people at home")
    page.get_by_role("button", name="Propose").click()
    expect(page.get_by_text("Waits for another partner")).to_be_visible()
    # When the same officer approves it, it is refused
    page.get_by_role("button", name="Approve").first.click()
    expect(page.get_by_role("alert")).to_contain_text("Whoever proposes does not approve.")
    visitor.sees_nothing_wrong()
    # Then the NHS's officer approves it, and both see the new budgets
    page = signed_in_anew(visitor, NHS_FINANCE)
    visitor.goes_to(f"{POOL}virements")
    page.get_by_role("button", name="Approve").first.click()
    expect(page.get_by_text("Approved by Noor NHS-Finance")).to_be_visible()
    visitor.sees_nothing_wrong()
    for email in (NHS_FINANCE, COUNCIL_FINANCE):
        page = signed_in_anew(visitor, email)
        visitor.goes_to(POOL)
        expect(page.get_by_role("row", name=re.compile("^Reablement at home £11,480,000 "))).to_be_visible()


def test_a_month_is_closed_by_two_people(visitor):
    page = signed_in_anew(visitor, COUNCIL_FINANCE)
    visitor.goes_to(f"{POOL}periods")
    september = page.get_by_role("row", name=re.compile("^September 2025"))
    september.get_by_role("button", name="Propose to close").click()
    september.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("alert")).to_contain_text("Whoever proposes does not confirm.")
    visitor.sees_nothing_wrong()
    page = signed_in_anew(visitor, NHS_FINANCE)
    visitor.goes_to(f"{POOL}periods")
    september.get_by_role("button", name="Confirm").click()
    expect(september).to_contain_text("Closed")
    visitor.sees_nothing_wrong()


def test_both_read_the_same_risk_share_and_how_it_comes_about(visitor):
    for email in (COUNCIL_FINANCE, NHS_FINANCE):
        page = signed_in_anew(visitor, email)
        visitor.goes_to(f"{POOL}risk")
        expect(page.get_by_role("heading", name="Community nursing: £120,000 over")).to_be_visible()
        page.get_by_text("How that comes about: Community nursing").click()
        expect(page.get_by_text("An overspend of £120,000 stays with the lead, icb.")).to_be_visible()
        visitor.sees_nothing_wrong()


def test_from_the_statement_to_an_entry(visitor):
    page = signed_in_anew(visitor, COUNCILLOR)
    visitor.goes_to(f"{POOL}statement?first=2025-04&last=2025-06")
    page.get_by_role("link", name="homecare").click()
    page.get_by_role("cell", name="homecare, June 2025").first.wait_for()
    page.locator("tbody th a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("homecare, June 2025")
    visitor.sees_nothing_wrong()


def test_somebody_without_a_part_in_it_is_not_let_in(visitor):
    page = signed_in_anew(visitor, ANALYST)
    response = page.goto(visitor.base + POOL)
    assert response is not None and response.status == 403
    assert "Wessmoor Better Care Fund" not in page.content()
