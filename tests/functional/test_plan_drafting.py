"""An area drafts its plan by keyboard and without JavaScript; two people write at once; rules speak meanwhile."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.functional.conftest import Visitor
from tests.functional.people import MANAGER, PASSWORD

pytestmark = pytest.mark.browser

AREA = "Wessmoor"
NEW = "2026-27"


def tab_to(page: Page, label: str) -> None:
    """Press Tab until the field or button of that name has the focus."""
    wanted = page.get_by_label(label, exact=True).or_(page.get_by_role("button", name=label, exact=True)).first
    box = wanted.element_handle()
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.locator(":focus").count() and page.locator(":focus").element_handle().evaluate(
            "(a, b) => a === b", box
        ):
            return
    raise AssertionError(f"{label} is not reached by Tab")


def types(page: Page, label: str, text: str) -> None:
    tab_to(page, label)
    page.keyboard.type(text)


def presses(page: Page, button: str) -> None:
    tab_to(page, button)
    page.keyboard.press("Enter")


def opens_plan(visitor: Visitor, round_id: str) -> str:
    """The manager's plan of a round, started if it is not there; its address."""
    page = visitor.goes_to("/plans/start")
    name = page.get_by_label("Round").locator(f"option[value='{round_id}']").inner_text()
    page = visitor.goes_to("/plans/")
    table = page.get_by_role("region", name=f"Plans, {name}")
    if table.count() and table.get_by_role("link", name=re.compile(AREA)).count():
        table.get_by_role("link", name=re.compile(AREA)).click()
    else:
        page = visitor.goes_to("/plans/start")
        page.get_by_label("Round").select_option(round_id)
        page.get_by_label("NHS commissioner", exact=True).select_option(index=1)
        page.get_by_label("Health and Wellbeing Board").fill("Wessmoor Health and Wellbeing Board")
        page.get_by_role("button", name="Start the plan").click()
    return page.url.removeprefix(visitor.base)


def test_an_area_drafts_by_keyboard_without_javascript(visitor_without_javascript):
    visitor = visitor_without_javascript
    visitor.signs_in(MANAGER, PASSWORD)
    plan = opens_plan(visitor, "2017-19")
    page = visitor.goes_to(f"{plan}sections/income/new/")
    # When an amount is typed that is none, it is said, and what was typed stays
    types(page, "Source of funding", "Minimum")
    types(page, "Contributor", "NHS Wessmoor")
    types(page, "2017 to 2018", "a lot")
    presses(page, "Save")
    expect(page.get_by_label("Contributor")).to_have_value("NHS Wessmoor")
    summary = page.locator(".nhsuk-error-summary")
    summary.get_by_role("link").press("Enter")
    expect(page.get_by_label("2017 to 2018")).to_be_focused()
    # Then the amount is put right and kept
    page.get_by_label("2017 to 2018").fill("1,234,567")
    presses(page, "Save")
    expect(page.locator("main")).to_contain_text("Saved")
    page = visitor.goes_to(f"{plan}sections/income/")
    expect(page.locator("main")).to_contain_text("£1,234,567")
    # A scheme, and a line under it
    page = visitor.goes_to(f"{plan}sections/schemes/new/")
    types(page, "Scheme ID", "S1")
    types(page, "Scheme name", "Home first")
    types(page, "Brief description", "Care at home on the day of discharge")
    presses(page, "Save")
    expect(page.locator("main")).to_contain_text("Saved")
    page = visitor.goes_to(f"{plan}sections/schemes/")
    page.get_by_role("link", name=re.compile("Add to Expenditure")).press("Enter")
    expect(page.get_by_label("Scheme ID")).to_have_value("S1")
    types(page, "2017 to 2018", "1,000,000")
    presses(page, "Save")
    expect(page.locator("main")).to_contain_text("Saved")
    page = visitor.goes_to(plan)
    expect(page.locator("main")).to_contain_text("£1,000,000")
    assert visitor.messages == []


def test_two_people_write_the_same_section(browser, product):
    ada, ben = (Visitor(browser.new_context(locale="en-GB").new_page(), product) for _ in range(2))
    for one in (ada, ben):
        one.signs_in(MANAGER, PASSWORD)
    plan = opens_plan(ada, NEW)
    field = "Telephone"
    for one in (ada, ben):
        one.goes_to(f"{plan}sections/contacts/")
    ada.page.get_by_label(field).first.fill("0101 111")
    ada.page.get_by_role("button", name="Save").click()
    expect(ada.page.locator("main")).to_contain_text("left to put right")
    ben.page.get_by_label(field).nth(1).fill("0202 222")
    ben.page.get_by_role("button", name="Save").click()
    alert = ben.page.get_by_role("alert").filter(has_text="saved this section meanwhile")
    expect(alert).to_contain_text("0101 111")
    expect(ben.page.get_by_label(field).nth(1)).to_have_value("0202 222")
    ben.looks("two-at-once")
    ben.sees_nothing_wrong()
    for one in (ada, ben):
        one.page.context.close()


def test_the_rules_speak_while_one_types(visitor):
    visitor.signs_in(MANAGER, PASSWORD)
    plan = opens_plan(visitor, NEW)
    page = visitor.goes_to(f"{plan}sections/answers/")
    page.get_by_label("Met?").first.select_option("No")
    expect(page.locator("#found")).to_contain_text("As it is typed now")
    page.locator("#found").get_by_role("link").first.click()
    expect(page.locator(":focus")).to_have_attribute("id", re.compile("^id_"))
    visitor.sees_nothing_wrong()


def test_what_if_answers_while_one_types(visitor):
    """The same page as without JavaScript, where a button asks for the answer; nothing is kept by either."""
    visitor.signs_in(MANAGER, PASSWORD)
    plan = opens_plan(visitor, NEW)
    page = visitor.goes_to(f"{plan}draft")
    expect(page.locator("#came")).to_be_empty()
    page.get_by_label("Uplift of Minimum NHS Contribution").fill("3.9")
    expect(page.locator("#lead")).to_contain_text("becomes £")
    before = page.locator("#lead").inner_text()
    expect(page.get_by_label("Uplift of Minimum NHS Contribution")).to_be_focused()
    page.get_by_label("Uplift of Minimum NHS Contribution").fill("4")
    expect(page.locator("#lead")).not_to_have_text(before)
    expect(page.locator("#came input[name=uplift_0]")).to_have_value("4")
    page.get_by_label("Uplift of Minimum NHS Contribution").fill("a lot")
    expect(page.locator("#came")).to_contain_text("Uplift of Minimum NHS Contribution:")
    expect(page.get_by_role("button", name="Keep this as the plan")).to_have_count(0)
    visitor.sees_nothing_wrong()
    visitor.looks("plan-what-if-live")
