"""Journeys of those who sign in: reading publications, giving a role, being refused."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect

from tests.functional.people import ANALYST, COUNCILLOR, MANAGER, NATIONAL_ANALYST, PASSWORD
from tests.shared import shared_data

pytestmark = pytest.mark.browser
LETTER_SECONDS = 60


def heading(page):
    return page.get_by_role("heading", level=1)


def test_a_mistake_at_the_door_is_said_once_and_reached_by_a_link(visitor):
    page = visitor.goes_to("/account/sign-in")
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_title(re.compile("^Error: "))
    summary = page.locator(".nhsuk-error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Enter your password").click()
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    visitor.sees_nothing_wrong()


def test_the_demonstration_sends_no_mail_and_says_where_its_letters_lie(visitor, installed):
    """Given somebody of the demonstration who asks for a link, then it lies in the folder that the page names."""
    page = visitor.goes_to("/account/forgotten")
    page.get_by_label("E-mail address").fill(ANALYST)
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("main")).to_contain_text(str(installed.data.resolve() / "mail"))
    deadline = time.monotonic() + LETTER_SECONDS
    while not (found := [text for text in letters(installed) if f"To: {ANALYST}" in text]):
        assert time.monotonic() < deadline
        page.wait_for_timeout(200)
    assert re.search(rf"^{installed.address}/account/forgotten/\S+$", found[0], re.MULTILINE)


def letters(installed) -> list[str]:
    return [file.read_text() for file in (installed.data / "mail").glob("*.log")]


def test_an_analyst_reads_publications_and_sees_what_was_wrong(visitor):
    visitor.signs_in(ANALYST, PASSWORD)
    page = visitor.goes_to("/delays/publications/")
    page.get_by_role("link", name="Read more publications").click()
    # When two files are given that are no publication
    page.locator("input[type=file]").set_input_files(
        [
            {"name": "letter.xls", "mimeType": "application/vnd.ms-excel", "buffer": b"Dear Sir or Madam"},
            {"name": "empty.xlsx", "mimeType": "application/octet-stream", "buffer": b"PK\\x03\\x04nothing"},
        ]
    )
    page.get_by_role("button", name="Read them").click()
    # Then their job ends with a finding for each, and what to do
    expect(heading(page)).to_have_text("Read 2 publications")
    expect(page.locator("#job")).to_contain_text("refused: nothing of it was kept", timeout=30_000)
    expect(page.get_by_role("heading", name="letter.xls")).to_be_visible()
    expect(page.get_by_role("heading", name="empty.xlsx")).to_be_visible()
    visitor.sees_nothing_wrong()


@pytest.mark.shared_data
def test_a_publication_known_already_changes_nothing(visitor):
    visitor.signs_in(NATIONAL_ANALYST, PASSWORD)
    page = visitor.goes_to("/delays/publications/read")
    page.locator("input[type=file]").set_input_files(shared_data() / "dtoc" / "May_19.xls")
    page.get_by_role("button", name="Read them").click()
    expect(page.locator("#job")).to_contain_text("1 known already", timeout=30_000)


def test_a_councillor_cannot_read_publications_in(visitor):
    visitor.signs_in(COUNCILLOR, PASSWORD)
    response = visitor.page.goto(visitor.base + "/delays/publications/read")
    assert response.status == 403
    expect(heading(visitor.page)).to_have_text("You cannot see this page")
    expect(visitor.goes_to("/delays/publications/").get_by_role("link", name="Read more publications")).to_have_count(0)


def test_an_administrator_gives_a_role_and_ends_it(visitor):
    visitor.signs_in(MANAGER, PASSWORD)
    page = visitor.goes_to("/account/people/")
    page.get_by_role("link", name="Give someone a role in Wessmoor County Council").click()
    page.get_by_label("Their e-mail address").fill(NATIONAL_ANALYST)
    page.get_by_label("Councillor or Board member").check()
    for part, value in {"Day": "1", "Month": "2", "Year": "2026"}.items():
        page.get_by_label(part, exact=True).fill(value)
    page.get_by_role("button", name="Give the role").click()
    row = page.get_by_role("row", name=re.compile("Nia Analyst"))
    expect(row).to_contain_text("Councillor or Board member")
    row.get_by_role("button", name=re.compile("End now")).click()
    expect(page.get_by_role("row", name=re.compile("Nia Analyst"))).not_to_contain_text("goes on")
    visitor.sees_nothing_wrong()
