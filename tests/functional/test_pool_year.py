"""Two finance officers, one of each partner, run the pool's year; and somebody who has no part in the fund.

The demonstration's year is the financial year of the product's day, so the tests reckon their days from that; each
holds on any day of a year. What needs a whole year is in `test_pool_whole_year`.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from commonweal.engine.money import pounds
from commonweal.engine.periods import Month
from tests.functional.people import ANALYST, COUNCIL_FINANCE, COUNCILLOR, NHS_FINANCE, PASSWORD
from tests.functional.product import TODAY

pytestmark = pytest.mark.browser
POOL = "/pool/1/"
YEAR = Month.of(TODAY).financial_year
NHS = "NHS Wessmoor and Vale Integrated Care Board"
HOMECARE = "Homecare after hospital, from NHS minimum contribution"
REABLEMENT = "Reablement at home, from NHS minimum contribution"


def signed_in_anew(visitor, email):
    visitor.page.context.clear_cookies()
    visitor.signs_in(email, PASSWORD)
    return visitor.page


def part(page, heading):
    """The form of a page under a heading."""
    return page.locator(f"h2:text-is('{heading}') + form")


def fill_day(form, label, day):
    group = form.get_by_role("group", name=label)
    for name, number in {"Day": day.day, "Month": day.month, "Year": day.year}.items():
        group.get_by_label(name, exact=True).fill(str(number))


def heading(page):
    return page.get_by_role("heading", level=1)


def test_a_virement_over_the_limit_waits_for_the_other_partner(visitor):
    # Given a council finance officer who moves £60,000 where £50,000 is the limit
    page = signed_in_anew(visitor, COUNCIL_FINANCE)
    visitor.goes_to(f"{POOL}virements")
    page.get_by_label("From").select_option(label=HOMECARE)
    page.get_by_label("To").select_option(label=REABLEMENT)
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


def test_the_next_instalment_is_booked_with_one_click_and_seen_by_both(visitor):
    # Given the council's additional contribution, of which the next instalment is missing
    page = signed_in_anew(visitor, COUNCIL_FINANCE)
    visitor.goes_to(f"{POOL}contributions")
    button = page.get_by_role("button", name=re.compile(r"^Book £[\d,.]+ as received today: Additional council"))
    told = re.search(r"Book (£[\d,.]+) .* due (.+)$", button.inner_text())
    # When its officer books it
    button.click()
    # Then the next one is asked for, and both partners see the former as received
    expect(
        page.get_by_role(
            "button", name=f"Book {told[1]} as received today: Additional council contribution, due {told[2]}"
        )
    ).to_have_count(0)
    visitor.sees_nothing_wrong()
    for email in (NHS_FINANCE, COUNCIL_FINANCE):
        page = signed_in_anew(visitor, email)
        visitor.goes_to(f"{POOL}contributions")
        table = page.get_by_role("region", name="Additional council contribution")
        expect(table.get_by_role("row", name=re.compile(f"^{told[2]} "))).to_contain_text("Received")


def test_actuals_are_posted_by_hand_and_a_fault_is_reached_by_its_link(visitor_without_javascript):
    # Given an officer without JavaScript who mistypes a credit
    visitor = visitor_without_javascript
    page = signed_in_anew(visitor, NHS_FINANCE)
    visitor.goes_to(f"{POOL}post")
    page.get_by_label("Description").fill("Community nursing, agency week")
    page.get_by_label("Account of row 1", exact=True).select_option("COMMUNITY-NURSING-NHS-MINIMUM")
    page.get_by_label("Debit of row 1", exact=True).fill("1,250.40")
    page.get_by_label("Account of row 2", exact=True).select_option("BANK")
    page.get_by_label("Credit of row 2", exact=True).fill("1,250.04")
    page.get_by_role("button", name="Post").click()
    # Then the summary says by how much, and leads to the field
    summary = page.locator(".nhsuk-error-summary")
    expect(summary).to_contain_text("Debits are £1,250.40, credits £1,250.04: Debits exceed by £0.36")
    summary.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("#id_credit-2$"))
    # When it is put right it is posted, and can be taken back with a reason
    page.get_by_label("Credit of row 2", exact=True).fill("1,250.40")
    page.get_by_role("button", name="Post").click()
    expect(heading(page)).to_contain_text("Community nursing, agency week")
    page.get_by_role("link", name="Take this entry back").click()
    page.get_by_label("Reason").fill("Charged to the wrong week")
    page.get_by_role("button", name="Take it back").click()
    expect(heading(page)).to_contain_text("Charged to the wrong week")


def test_a_commitment_comes_due(visitor):
    page = signed_in_anew(visitor, COUNCIL_FINANCE)
    visitor.goes_to(f"{POOL}commitments")
    form = part(page, "Make a commitment")
    form.get_by_label("Line").select_option(label=HOMECARE)
    form.get_by_label("Amount").fill("2,500")
    fill_day(form, "Day it comes due", TODAY)
    form.get_by_label("Description").fill("Live-in care, two weeks")
    form.get_by_role("button", name="Make it").click()
    page.get_by_role("button", name="Post £2,500 as paid today: Live-in care, two weeks").click()
    row = page.get_by_role("row", name=re.compile("^Live-in care, two weeks"))
    expect(row).to_contain_text("Posted by Cora Council-Finance")
    visitor.sees_nothing_wrong()
    row.get_by_role("link").click()
    expect(heading(page)).to_contain_text("Live-in care, two weeks")


def test_a_forecast_overspend_is_seen_by_both_and_shared(visitor):
    # Given the NHS's officer, who forecasts £200,000 more for homecare than is planned
    page = signed_in_anew(visitor, NHS_FINANCE)
    visitor.goes_to(f"{POOL}forecasts")
    form = part(page, "Set a forecast")
    form.get_by_label("Line").select_option(label="Support for carers, from NHS minimum contribution")
    form.get_by_label("Forecast for the whole year").fill("1,300,000")
    form.get_by_role("button", name="Set it").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("nothing says why")
    form.get_by_label("Reason").fill("A second carers' centre")
    form.get_by_role("button", name="Set it").click()
    row = page.get_by_role("region", name="By line").get_by_role(
        "row", name=re.compile("^Support for carers, from NHS minimum contribution")
    )
    expect(row).to_contain_text("£100,000 over")
    visitor.sees_nothing_wrong()
    # Then both see it at a glance, and how it is shared
    for email in (COUNCIL_FINANCE, NHS_FINANCE):
        page = signed_in_anew(visitor, email)
        visitor.goes_to(f"{POOL}money")
        expect(heading(page)).to_contain_text(re.compile(r"is forecast to end £[\d,.]+ over"))
        visitor.goes_to(f"{POOL}risk")
        expect(page.get_by_role("heading", name=re.compile("^Support for carers: £10,000 over"))).to_be_visible()
        expect(page.get_by_role("heading", name="Community nursing: £120,000 over")).to_be_visible()
        page.get_by_text("How that comes about: Community nursing").click()
        expect(page.get_by_text(f"An overspend of £120,000 stays with the lead, {NHS}.")).to_be_visible()
        visitor.sees_nothing_wrong()


def test_a_transfer_is_certified_by_its_recipient(visitor):
    # Given the payer's officer, who cannot certify
    page = signed_in_anew(visitor, NHS_FINANCE)
    visitor.goes_to(f"{POOL}transfers")
    form = part(page, "Certify a voucher")
    form.get_by_label("Transfer").select_option(index=0)
    form.get_by_role("button", name="Certify it").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("The voucher is the recipient's.")
    visitor.sees_nothing_wrong()
    # When the recipient's does
    page = signed_in_anew(visitor, COUNCIL_FINANCE)
    visitor.goes_to(f"{POOL}transfers")
    form = part(page, "Certify a voucher")
    form.get_by_role("button", name="Certify it").click()
    # Then it can be downloaded, figures and wording
    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile("^Certified by Cora Council-Finance")).click()
    text = waiting.value.path().read_text(encoding="utf-8")
    assert "ANNUAL VOUCHER: SECTION 256" in text
    assert f"for the year ended 31 March {YEAR + 1}" in text
    assert "Signed for Wessmoor County Council by Cora Council-Finance" in text


def test_money_is_set_aside_and_carrying_a_returnable_grant_is_refused(visitor):
    page = signed_in_anew(visitor, COUNCIL_FINANCE)
    visitor.goes_to(f"{POOL}reserves")
    form = part(page, "Open a reserve")
    form.get_by_label("Code").fill("WINTER")
    form.get_by_role("button", name="Open it").click()
    form = part(page, "Set money aside")
    form.get_by_label("Reserve").select_option(label="WINTER")
    form.get_by_label("Source").select_option(label="NHS minimum contribution")
    form.get_by_label("Amount").fill("900,000,000")
    form.get_by_label("Reason").fill("Winter")
    form.get_by_role("button", name="Set it aside").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Set aside no more than is unspent.")
    visitor.sees_nothing_wrong()
    visitor.goes_to(f"{POOL}year-end")
    form = part(page, f"Carry an underspend into {YEAR + 1} to {YEAR + 2}")
    form.get_by_label("Source").select_option(label="Disabled Facilities Grant")
    form.get_by_label("Amount").fill(pounds(100))
    form.get_by_label("Reserve").select_option(label="WINTER")
    form.get_by_label("Reason").fill("Late start")
    form.get_by_role("button", name="Carry it").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("This money may not be carried")
    visitor.sees_nothing_wrong()


def test_somebody_without_a_part_in_it_is_not_let_in(visitor):
    page = signed_in_anew(visitor, ANALYST)
    for path in (POOL, f"{POOL}money", f"{POOL}contributions", f"{POOL}post", f"{POOL}transfers"):
        response = page.goto(visitor.base + path)
        assert response is not None and response.status == 403
        assert "Wessmoor Better Care Fund" not in page.content()
    # and a councillor reads the overview but does not keep the books
    page = signed_in_anew(visitor, COUNCILLOR)
    visitor.goes_to(f"{POOL}money")
    response = page.goto(f"{visitor.base}{POOL}contributions")
    assert response is not None and response.status == 403
