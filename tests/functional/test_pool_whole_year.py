"""One year of one fund, from 1 April to the April after: two finance officers, one of each partner, run it in order.

The product is started anew in the same data folder for each part of the year, with the day of that part taken for
today. What the officers do in April 2026 is what they meet in June, in November and in April 2027. Of the
demonstration only its people and its fund are in it: England's delays would be loaded and drawn for nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from commonweal.engine.periods import Month
from tests.functional import product
from tests.functional.conftest import Visitor
from tests.functional.people import ANALYST, COUNCIL_FINANCE, MANAGER, NHS_FINANCE
from tests.functional.test_pool_year import HOMECARE, POOL, REABLEMENT, heading, part, signed_in_anew

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
EXTRA = "Additional council contribution"
BOTH = (COUNCIL_FINANCE, NHS_FINANCE)
PAYMENTS = """Paid,Net,Supplier,Centre,Ref
30/04/2026,"110,000.50",Ash Care,100,A1
29/05/2026,"120,000.25",Ash Care,100,A2
29/05/2026,(200.25),Ash Care,100,A3
30/05/2026,75.10,Cedar,999,A4
"""
FUND = """
from commonweal.core import scope
from commonweal.core.actor import SYSTEM
from commonweal.core.clock import now
from commonweal.demo import people, pool, pool_conditions
from commonweal.places import actions

with scope.within(scope.SYSTEM_SCOPE):
    actions.load_reference(by=SYSTEM, at=now(), report=lambda *told: None)
    for part in (people, pool, pool_conditions):
        part.add(now())
"""
MONTHS = [str(Month(2026, 4) + count) for count in range(12)]


@contextmanager
def on(day: str, data: Path, browser: Browser) -> Iterator[Visitor]:
    """A visitor of the product as it is on a day of the year."""
    with product.started(data, "--no-demo", COMMONWEAL_TODAY=day) as address:
        context = browser.new_context(
            locale="en-GB", timezone_id="Europe/London", viewport={"width": 1280, "height": 900}
        )
        yield Visitor(context.new_page(), address)
        context.close()


def test_two_officers_run_a_year(browser):
    with product.fresh_folder() as data:
        product.commanded(data, "migrate")
        product.commanded(data, "django", "shell", "-c", FUND, COMMONWEAL_TODAY="2026-04-01")
        with on("2026-04-01", data, browser) as visitor:
            the_schedule_is_varied_and_seen_by_both(visitor)
        with on("2026-06-05", data, browser) as visitor:
            an_instalment_comes_in(visitor)
            actuals_come_by_file(visitor)
            a_virement_over_the_limit_is_refused_then_approved(visitor)
        with on("2026-11-12", data, browser) as visitor:
            an_overspend_is_forecast_and_its_share_seen_by_both(visitor)
            accruals_are_made_and_taken_back(visitor)
        with on("2027-04-06", data, browser) as visitor:
            the_year_is_closed_by_two_people(visitor)
            the_statement_leads_to_the_file_s_entry(visitor)
            the_wrong_person_sees_nothing(visitor)


def goes(visitor: Visitor, path: str = "") -> Page:
    return visitor.goes_to(POOL + path)


def the_schedule_is_varied_and_seen_by_both(visitor: Visitor) -> None:
    """£2,500,000 in twelve becomes £2,620,000 from July on: three of £208,333.33, then nine that make up the rest."""
    page = signed_in_anew(visitor, COUNCIL_FINANCE)
    goes(visitor, "contributions")
    table = page.get_by_role("region", name=EXTRA)
    expect(table.get_by_role("row", name=re.compile("^15 April 2026 "))).to_contain_text("£208,333.3")
    form = part(page, "Vary a contribution")
    form.get_by_label("Source").select_option(label=EXTRA)
    form.get_by_label("New sum for the year").fill("2,620,000")
    for unit, value in (("Day", "1"), ("Month", "7"), ("Year", "2026")):
        form.get_by_label(unit, exact=True).fill(value)
    form.get_by_label("Reason").fill("The carers' centre opens in July")
    form.get_by_role("button", name="Vary it").click()
    visitor.sees_nothing_wrong()
    for email in BOTH:
        page = signed_in_anew(visitor, email)
        goes(visitor, "contributions")
        expect(table.get_by_role("row", name=re.compile("^15 June 2026 "))).to_contain_text("£208,333.3")
        expect(table.get_by_role("row", name=re.compile("^15 July 2026 "))).to_contain_text("£221,666.6")
    visitor.looks("year-1-schedule")


def an_instalment_comes_in(visitor: Visitor) -> None:
    """What was due in April and May is overdue in June, until the council books it."""
    page = signed_in_anew(visitor, COUNCIL_FINANCE)
    goes(visitor, "contributions")
    table = page.get_by_role("region", name=EXTRA)
    for due in ("15 April 2026", "15 May 2026"):
        expect(table.get_by_role("row", name=re.compile(f"^{due} "))).to_contain_text("Overdue")
        page.get_by_role("button", name=re.compile(f"^Book .* as received today: {EXTRA}, due {due}$")).click()
        expect(table.get_by_role("row", name=re.compile(f"^{due} "))).to_contain_text("Received")
    visitor.sees_nothing_wrong()


def actuals_come_by_file(visitor: Visitor) -> None:
    """The council's payments of April and May, by columns that nobody has seen before; one line stays its own."""
    page = visitor.page
    goes(visitor, "files/")
    file = {"name": "spring.csv", "mimeType": "text/csv", "buffer": PAYMENTS.encode()}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Keep and read it").click()
    page.get_by_role("link", name="Say which column is which").click()
    page.get_by_label("What is this layout called?").fill("Payments")
    fields = {"Paid": "paid_on", "Net": "net", "Supplier": "payee", "Centre": "code", "Ref": "reference"}
    for name, field in fields.items():
        page.get_by_role("combobox", name=name, exact=True).select_option(field)
    page.get_by_label("How are its dates written?").select_option("%d/%m/%Y")
    page.get_by_role("button", name="Read it so").click()
    address = page.url.removeprefix(visitor.base)
    goes(visitor, "coding-rules")
    page.get_by_label("Lines whose").select_option("code")
    page.get_by_label("holds the words").fill("100")
    page.get_by_label("belong to").select_option("HOMECARE-NHS-MINIMUM")
    page.get_by_role("button", name="Add it").click()
    visitor.goes_to(address)
    page.get_by_role("link", name="Lines that wait").click()
    page.get_by_label("Row 5").check()
    page.get_by_label("The chosen lines belong to").select_option("aside")
    page.get_by_label("Reason").fill("The council's own")
    page.get_by_role("button", name="Code the chosen lines").click()
    visitor.goes_to(address)
    page.get_by_role("button", name="Post 3 lines").click()
    expect(page.get_by_role("row", name="The ledger holds of this file 3 £229,800.50")).to_be_visible()
    visitor.sees_nothing_wrong()
    visitor.looks("year-2-file")


def a_virement_over_the_limit_is_refused_then_approved(visitor: Visitor) -> None:
    page = visitor.page
    goes(visitor, "virements")
    page.get_by_label("From").select_option(label=HOMECARE)
    page.get_by_label("To").select_option(label=REABLEMENT)
    page.get_by_label("Amount").fill("60,000")
    page.get_by_label("Reason").fill("Reablement keeps more people at home")
    page.get_by_role("button", name="Propose").click()
    page.get_by_role("button", name="Approve").first.click()
    expect(page.get_by_role("alert")).to_contain_text("Whoever proposes does not approve.")
    visitor.sees_nothing_wrong()
    page = signed_in_anew(visitor, NHS_FINANCE)
    goes(visitor, "virements")
    page.get_by_role("button", name="Approve").first.click()
    expect(page.get_by_text("Approved by Noor NHS-Finance")).to_be_visible()
    visitor.looks("year-2-virement")


def an_overspend_is_forecast_and_its_share_seen_by_both(visitor: Visitor) -> None:
    """£17,340,000 against the £16,440,000 that the virement left."""
    page = signed_in_anew(visitor, NHS_FINANCE)
    goes(visitor, "forecasts")
    form = part(page, "Set a forecast")
    form.get_by_label("Line").select_option(label=HOMECARE)
    form.get_by_label("Forecast for the whole year").fill("17,340,000")
    form.get_by_label("Reason").fill("Winter pressures came early")
    form.get_by_role("button", name="Set it").click()
    row = page.get_by_role("region", name="By line").get_by_role("row", name=re.compile(f"^{HOMECARE}"))
    expect(row).to_contain_text("£900,000 over")
    visitor.sees_nothing_wrong()
    seen = set()
    for email in BOTH:
        page = signed_in_anew(visitor, email)
        goes(visitor, "risk")
        expect(page.get_by_role("heading", name="Homecare after hospital: £900,000 over")).to_be_visible()
        seen.add(page.get_by_role("row", name=re.compile("^Homecare after hospital ")).first.inner_text())
        visitor.sees_nothing_wrong()
    assert len(seen) == 1
    visitor.looks("year-3-risk")


def accruals_are_made_and_taken_back(visitor: Visitor) -> None:
    """Without them October's accrual would stand in a closed year."""
    page = signed_in_anew(visitor, COUNCIL_FINANCE)
    goes(visitor, "accruals")
    form = part(page, "Accrue a line")
    form.get_by_label("Line").select_option(label=REABLEMENT)
    form.get_by_label("Month").select_option(label="October 2026")
    form.get_by_label("Amount").fill("12,500")
    form.get_by_label("What was delivered").fill("Agency staff, invoice awaited")
    form.get_by_role("button", name="Accrue it").click()
    goes(visitor, "periods")
    expect(page.get_by_role("region", name="Before a month is closed")).to_contain_text("accrued for October 2026")
    visitor.sees_nothing_wrong()
    page.get_by_role("link", name="Take accruals back").click()
    page.get_by_role("button", name=re.compile("^Take back")).click()
    expect(heading(page)).to_contain_text("No accrual stands")
    goes(visitor, "periods")
    expect(page.get_by_role("region", name="Before a month is closed")).to_have_count(0)


def the_year_is_closed_by_two_people(visitor: Visitor) -> None:
    page = signed_in_anew(visitor, COUNCIL_FINANCE)
    goes(visitor, "periods?year=2026")

    def month(name: str):
        return page.get_by_role("row", name=re.compile(f"^{name}"))

    for name in MONTHS:
        month(name).get_by_role("button", name="Propose to close").click()
        expect(month(name)).to_contain_text("Confirm")
    month(MONTHS[0]).get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("alert")).to_contain_text("Whoever proposes does not confirm.")
    visitor.sees_nothing_wrong()
    page = signed_in_anew(visitor, NHS_FINANCE)
    goes(visitor, "periods?year=2026")
    for name in MONTHS:
        month(name).get_by_role("button", name="Confirm").click()
        expect(month(name)).to_contain_text("Closed")
    visitor.sees_nothing_wrong()
    visitor.looks("year-4-closed")


def the_statement_leads_to_the_file_s_entry(visitor: Visitor) -> None:
    """The year's homecare is what the file brought, to the penny; nothing can be added to it any more."""
    page = visitor.page
    goes(visitor, "statement?first=2026-04&last=2027-03")
    expect(page.get_by_role("row", name=re.compile("^Homecare after hospital .*£229,800.50"))).to_be_visible()
    page.get_by_role("link", name="Homecare after hospital").click()
    page.get_by_role("row", name=re.compile("Ash Care £120,000.25")).get_by_role("link").first.click()
    expect(heading(page)).to_contain_text("Ash Care")
    visitor.sees_nothing_wrong()


def the_wrong_person_sees_nothing(visitor: Visitor) -> None:
    """An analyst, and the manager of the place's plan who has no part in its books."""
    for email, paths in [
        (ANALYST, ("", "money", "statement", "files/")),
        (MANAGER, ("contributions", "files/", "post")),
    ]:
        page = signed_in_anew(visitor, email)
        for path in paths:
            response = page.goto(visitor.base + POOL + path)
            assert response is not None and response.status == 403
            assert "Ash Care" not in page.content() and "£229,800.50" not in page.content()
