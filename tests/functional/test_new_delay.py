"""Worked example of a new delay: from the hospital's list to an agreed cause to the sentence of the next paper.

And of a new contract: let, its package placed, its week recorded. Nobody needs a shell for any of it.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from commonweal.engine import nhs_number
from commonweal.engine.packages.service import Service
from commonweal.engine.periods import Month
from commonweal.engine.reporting.quarters import latest_ended, period_of
from commonweal.flow.waits import waits
from tests.functional.conftest import WIDTHS
from tests.functional.people import COMMISSIONER, COUNCIL_FINANCE, COUNCILLOR, DISCHARGE_LEAD, MANAGER, SOCIAL_WORKER
from tests.functional.product import TODAY
from tests.functional.test_pool_year import signed_in_anew

pytestmark = pytest.mark.browser

YEAR = Month.of(TODAY).financial_year
QUARTER = latest_ended(YEAR, TODAY)
READY = period_of(YEAR, QUARTER).start + timedelta(days=40)
DAYS = 10
AREA, PACKAGE, DEPARTURE = "Wessmoor Coast", "P-9001", "D-9001"
NUMBER = f"999090909{nhs_number.check_digit('999090909')}"
WAITED = re.compile(r"People waited ([\d,]+) days in hospital after they were ready to leave, ([\d,]+) of them")
FUND = "/commissioning/1"


def chooses(page: Page, label: str, beginning: str) -> None:
    """The choice of a list that begins with some words."""
    box = page.get_by_label(label, exact=True)
    texts = box.locator("option").all_inner_texts()
    box.select_option(label=next(text for text in texts if text.startswith(beginning)))


def on_day(page: Page, label: str, day: date) -> None:
    """Fill a date in."""
    group = page.get_by_role("group", name=label, exact=True)
    for name, number in {"Day": day.day, "Month": day.month, "Year": day.year}.items():
        group.get_by_label(name, exact=True).fill(str(number))


def reason_key() -> str:
    """The published reason of a wait for homecare."""
    return next(key for key, service in waits().items() if service is Service.HOMECARE)


def days_said(page: Page) -> tuple[int, int]:
    """All days, and those for want of care, as the paper on the page says them."""
    found = WAITED.search(page.locator("main").inner_text())
    assert found, page.locator("main").inner_text()[:500]
    return int(found[1].replace(",", "")), int(found[2].replace(",", ""))


def takes_up(visitor) -> None:
    """A social worker takes the case up, asks for the package, and says whose it is."""
    page = signed_in_anew(visitor, SOCIAL_WORKER)
    visitor.goes_to("/people/")
    page.get_by_role("link", name="Take up a case").click()
    page.get_by_role("button", name="Take up the case").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    visitor.sees_nothing_wrong()
    page.get_by_label("NHS number").fill(NUMBER)
    page.get_by_label("Name").fill("Ivy Newly (invented)")
    on_day(page, "Born", date(1941, 3, 9))
    on_day(page, "Case taken up on", READY)
    page.get_by_role("button", name="Take up the case").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ivy Newly (invented)")
    person = page.url
    page.goto(f"{visitor.base}{FUND}/requests/ask")
    page.get_by_label("Reference").fill(PACKAGE)
    chooses(page, "Area", AREA)
    page.get_by_label("Homecare", exact=True).check()
    page.get_by_label("Hours a week").fill("10.5")
    on_day(page, "Asked for on", READY)
    on_day(page, "Needed from", READY)
    page.get_by_role("button", name="Ask for the package").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{PACKAGE} waits to be placed")
    visitor.sees_nothing_wrong()
    page.goto(person)
    page.get_by_role("link", name="Say which package is theirs").click()
    chooses(page, "Package", PACKAGE)
    page.get_by_role("button", name="It is theirs").click()
    expect(page.get_by_text("1 package waits to be placed.")).to_be_visible()


def records(visitor) -> None:
    """The same social worker records that they are ready to leave, and what they wait for."""
    page = visitor.page
    visitor.goes_to("/leaving-hospital/")
    page.get_by_role("link", name=re.compile("^Record a departure")).click()
    page.get_by_label("Reference").fill(DEPARTURE)
    page.get_by_label("NHS number").fill("999 000 0000")
    chooses(page, "Hospital", "Wessmoor Hospitals")
    chooses(page, "Area that they go home to", AREA)
    on_day(page, "Ready to leave on", READY)
    page.get_by_label("1: home with care").check()
    page.get_by_label("What is waited for").select_option(value=reason_key())
    page.get_by_label("Social care", exact=True).check()
    page.get_by_role("button", name="Record the departure").click()
    # the finding stands at its field, and the summary's link goes there
    page.get_by_role("link", name=re.compile("^Nobody with this NHS number is known")).click()
    expect(page.get_by_label("NHS number")).to_be_focused()
    visitor.sees_nothing_wrong()
    page.get_by_label("NHS number").fill(NUMBER)
    page.get_by_role("button", name="Record the departure").click()
    expect(page.get_by_role("link", name=re.compile("^A wait for homecare names the package"))).to_be_visible()
    chooses(page, "Package that is waited for", PACKAGE)
    page.get_by_role("button", name="Record the departure").click()
    expect(page.get_by_text(f"Departure {DEPARTURE}, ")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Agree"))).to_have_count(0)
    visitor.sees_nothing_wrong()


def agrees(visitor) -> None:
    """The NHS answers otherwise from the same day, the social worker agrees, and they left ten days later."""
    page, departure = visitor.page, visitor.page.url
    signed_in_anew(visitor, DISCHARGE_LEAD)
    page.goto(departure)
    expect(page.get_by_text("Only social workers of Wessmoor County Council may see who it is.")).to_be_visible()
    page.get_by_role("link", name="Say what else is waited for").click()
    page.get_by_label("Both", exact=True).check()
    visitor.sees_nothing_wrong()
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_role("cell", name="Proposed by Dee Discharge-Lead")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Agree"))).to_have_count(0)
    signed_in_anew(visitor, SOCIAL_WORKER)
    page.goto(departure)
    page.get_by_role("button", name=re.compile("^Agree: .*, Both, from")).click()
    expect(page.get_by_role("cell", name="Agreed by Sol Social-Worker")).to_be_visible()
    page.get_by_role("link", name="They left").click()
    on_day(page, "Left on", READY + timedelta(days=DAYS))
    page.get_by_role("button", name="They left").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{DAYS} delayed days")


def accounts(visitor) -> None:
    """A new return of the quarter takes the old one's place, is certified by another, and a paper is written on it."""
    page = signed_in_anew(visitor, MANAGER)
    visitor.goes_to("/returns/start")
    page.get_by_label("Which quarter?").select_option(f"3-{YEAR}-{QUARTER}")
    page.get_by_role("button", name="Begin the return").click()
    address = page.url
    page.get_by_role("link", name="Submit for certification").click()
    page.get_by_role("button", name="Submit for certification").click()
    signed_in_anew(visitor, COUNCIL_FINANCE)
    page.goto(address)
    page.get_by_role("link", name="Certify").click()
    page.get_by_role("button", name="Certify").click()
    expect(page.get_by_text("Certified", exact=True)).to_be_visible()
    signed_in_anew(visitor, MANAGER)
    visitor.goes_to("/papers/start")
    page.locator("select[name=of]").select_option(address.rstrip("/").rsplit("/", 1)[1])
    page.locator("input[name=committee]").fill("Joint commissioning board")
    on_day(page, "When does it meet?", TODAY + timedelta(days=30))
    page.get_by_role("button", name="Compile the paper").click()
    expect(page.get_by_text("Joint commissioning board")).to_be_visible()


def test_a_new_delay_changes_the_next_paper_by_exactly_its_days(visitor):
    # Given the paper that the Board has, as its manager reads it
    page = signed_in_anew(visitor, MANAGER)
    visitor.goes_to("/papers/1/")
    before = days_said(page)
    # When somebody of the hospital's list waited ten days for homecare in that quarter, recorded and agreed on pages
    takes_up(visitor)
    records(visitor)
    agrees(visitor)
    accounts(visitor)
    # Then the next paper says ten days more, for want of care, and the paper that the Board has says what it said
    assert days_said(page) == (before[0] + DAYS, before[1] + DAYS)
    visitor.sees_nothing_wrong()
    visitor.goes_to("/papers/1/")
    assert days_said(page) == before
    # And everybody else reads counts that tell of nobody
    page.context.clear_cookies()
    visitor.goes_to("/papers/1/")
    public = days_said(page)
    assert all(number % 5 == 0 for number in public)
    expect(page.get_by_text("rounded to the nearest 5")).to_be_visible()


def test_a_contract_is_let_its_package_placed_and_its_week_recorded(visitor):
    # Given a commissioner who lets a contract for an area that none serves
    page = signed_in_anew(visitor, COMMISSIONER)
    visitor.goes_to("/commissioning/")
    page.get_by_role("link", name=re.compile("^Let a contract")).click()
    page.get_by_role("button", name="Let the contract").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        visitor.sees_nothing_wrong()
    visitor.looks("let-a-contract")
    page.get_by_label("Reference").fill("HC-09")
    page.get_by_label("What is bought").fill("Homecare on the islands")
    chooses(page, "Buyer", "Wessmoor County Council")
    chooses(page, "Provider", "Gullwing Care")
    page.get_by_label("Homecare", exact=True).check()
    on_day(page, "First day", date(YEAR, 4, 1))
    on_day(page, "First day on which it no longer runs", date(YEAR + 2, 4, 1))
    page.get_by_label("Value over its whole life").fill("200,000")
    page.get_by_label("Rate an hour").fill("29.10")
    page.get_by_label("Name of area 1").fill("Wessmoor Islands")
    page.get_by_label("Area 1: least hours a week").fill("40")
    page.get_by_label("Area 1: most hours a week").fill("60")
    chooses(page, "Line 1 of the pool", "Homecare after hospital, NHS minimum")
    page.get_by_role("button", name="Let the contract").click()
    expect(page.get_by_role("link", name="HC-09")).to_be_visible()
    # When a package is asked for there, placed, and its week recorded
    page.get_by_role("link", name="Packages").click()
    page.get_by_role("link", name="Ask for a package").click()
    page.get_by_label("Reference").fill("P-9002")
    chooses(page, "Area", "Wessmoor Islands")
    page.get_by_label("Homecare", exact=True).check()
    page.get_by_label("Hours a week").fill("14")
    monday = TODAY - timedelta(days=TODAY.weekday() + 7)
    on_day(page, "Asked for on", monday)
    on_day(page, "Needed from", monday)
    page.get_by_role("button", name="Ask for the package").click()
    page.get_by_role("link", name="Place it").click()
    expect(page.get_by_label("Area and contract")).to_contain_text("Wessmoor Islands, HC-09: 60.0 hours a week free")
    on_day(page, "Starts on", monday)
    page.get_by_role("button", name="Place the package").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("P-9002 is placed")
    page.get_by_role("link", name="Wessmoor Islands, HC-09").click()
    page.get_by_role("link", name="Record a week’s delivery").click()
    expect(page.get_by_label("P-9002: planned")).to_have_value("14")
    page.get_by_label("P-9002: delivered").fill("12.75")
    visitor.sees_nothing_wrong()
    page.get_by_role("button", name="Record the week").click()
    # Then the hours stand recorded, and a councillor reads them and is offered none of it
    expect(page.get_by_role("heading", level=1)).to_contain_text("12.8 hours recorded")
    signed_in_anew(visitor, COUNCILLOR)
    visitor.goes_to("/commissioning/")
    expect(page.get_by_role("link", name=re.compile("^Let a contract"))).to_have_count(0)
    response = page.goto(f"{visitor.base}{FUND}/contracts/let")
    assert response is not None and response.status == 403
