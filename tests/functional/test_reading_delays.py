"""Journeys of those who read England's delays: a council officer, an analyst, a member of the public."""

from __future__ import annotations

import csv
import io
import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def heading(page):
    return page.get_by_role("heading", level=1)


def test_from_england_to_a_cell(visitor):
    # Given the overview of February 2017
    page = visitor.goes_to("/delays/?month=2017-02")
    expect(heading(page)).to_contain_text("6,660 people were delayed on an average day in February 2017")
    # When I follow England's delayed days to where they come from
    page.get_by_role("link", name=re.compile("Source\\s+of delayed days")).click()
    # Then I see the publication, the sheet and the cell, and the sheet around it
    expect(heading(page)).to_contain_text("England: 186,490")
    expect(page.locator("main")).to_contain_text("Feb_17.xls")
    expect(page.locator("main")).to_contain_text(re.compile(r"LA - by \w+.*![A-Z]+\d+"))
    expect(page.locator("td.cw-found")).to_have_text("186,490")
    visitor.sees_nothing_wrong()


def test_from_the_map_to_an_area(visitor):
    page = visitor.goes_to("/delays/?month=2017-02")
    area = page.locator(".cw-figure__wide a[href*='E10000015']").first
    area.focus()
    page.keyboard.press("Enter")
    expect(heading(page)).to_contain_text("Hertfordshire")
    expect(page.locator("main")).to_contain_text("5,657 delayed days in February 2017")


def test_dorset_is_right_on_both_sides_of_april_2019(visitor):
    # Given the old county of Dorset
    page = visitor.goes_to("/delays/areas/E10000009/")
    expect(heading(page)).to_contain_text("Dorset (until 31 March 2019)")
    expect(page.locator("main")).to_contain_text("1,704 delayed days in March 2019")
    # When I go to one of its successors
    page.get_by_role("link", name="Since: Bournemouth, Christchurch and Poole").click()
    # Then its series is its own, with what came before apart, and nothing compared across
    expect(heading(page)).to_contain_text("Bournemouth, Christchurch and Poole")
    expect(page.locator("main")).to_contain_text("1,143 delayed days in May 2019")
    expect(page.locator("main")).to_contain_text("nothing is compared across it")
    months = page.get_by_role("region", name="Every month")
    expect(months).to_contain_text("1,180")  # April 2019, printed under Bournemouth's old code
    # And Poole ends where it ended, though a later publication still prints its code
    visitor.goes_to("/delays/areas/E06000029/")
    expect(heading(page)).to_contain_text("Poole (until 31 March 2019)")
    expect(page.locator("main")).to_contain_text("465 delayed days in March 2019")


def test_sorting_filtering_and_taking_away_the_same_rows(visitor):
    page = visitor.goes_to("/delays/?month=2017-02")
    # Given London, sorted by name
    page.get_by_label("Region").select_option("London")
    rows = page.get_by_role("region", name="Every area").locator("tbody th")
    page.get_by_role("button", name="Filter").click()
    expect(rows).to_have_count(33)
    page.get_by_role("link", name="Area", exact=True).click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("Area")
    shown = rows.all_inner_texts()
    assert shown == sorted(shown)
    # When I download the table
    with page.expect_download() as caught:
        page.get_by_role("link", name="Download as CSV").click()
    # Then it holds exactly what is shown
    text = caught.value.path().read_text(encoding="utf-8-sig")
    assert [row["Area"] for row in csv.DictReader(io.StringIO(text))] == shown


def test_comparing_the_nearest_areas(visitor):
    page = visitor.goes_to("/delays/areas/E10000015/")
    page.get_by_role("link", name="Compare the nearest of them").click()
    expect(heading(page)).to_contain_text("Hertfordshire")
    expect(page.get_by_label("Area 4")).not_to_have_value("")
    # A mistake is said, and the first list has the focus after its link
    visitor.goes_to("/delays/compare?area=E10000015")
    summary = page.locator(".nhsuk-error-summary")
    expect(summary).to_contain_text("Choose two to six different areas")
    summary.get_by_role("link").click()
    expect(page.get_by_label("Area 1")).to_be_focused()


def test_who_was_this(visitor):
    page = visitor.goes_to("/places/who")
    page.get_by_label("Code or name").fill("809")
    for part, value in {"Day": "1", "Month": "4", "Year": "2019"}.items():
        page.get_by_label(part, exact=True).fill(value)
    page.get_by_role("button", name="Find out").click()
    expect(heading(page)).to_contain_text("On 1 April 2019, “809” was Dorset Council")
    page.get_by_role("link", name=re.compile("until 31 March 2019")).click()
    expect(heading(page)).to_contain_text("Dorset County Council")


def test_the_keyboard_alone(visitor):
    page = visitor.goes_to("/delays/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "maincontent"
    # A table wider or longer than its box can be reached and scrolled
    table = page.get_by_role("region", name="Every area")
    table.focus()
    before = table.evaluate("element => element.scrollTop")
    page.keyboard.press("PageDown")
    page.wait_for_function("before => document.activeElement.scrollTop > before", arg=before)


def test_without_javascript(visitor_without_javascript):
    visitor = visitor_without_javascript
    page = visitor.goes_to("/delays/")
    page.get_by_label("Month", exact=True).select_option("2017-02")
    page.get_by_role("button", name="Show").click()
    expect(heading(page)).to_contain_text("February 2017")
    page.get_by_role("region", name="Every area").get_by_role("link", name="Hertfordshire").click()
    expect(heading(page)).to_contain_text("Hertfordshire")
    expect(page.locator(".cw-figure__wide svg").first).to_be_visible()
    page.locator("summary").first.click()
    expect(page.get_by_role("columnheader", name="Upper limit").first).to_be_visible()


def test_stupid_questions_get_plain_answers(visitor):
    for path in [
        "/delays/?month=abc",
        "/delays/?month=2031-01",
        "/delays/areas/E99999999/",
        "/delays/areas/E10000015/?month=0000-00",
        "/delays/publications/999999/",
        "/delays/figures/999999999/",
        "/nowhere",
    ]:
        response = visitor.page.goto(visitor.base + path)
        assert response.status == 404, path
        expect(heading(visitor.page)).to_have_text("Page not found")
    for path in [
        "/delays/?sort=;drop table",
        "/delays/?name=%00",
        "/delays/?region=<script>",
        "/delays/areas/?name=%25",
    ]:
        assert visitor.page.goto(visitor.base + path).status == 200, path
