"""Worked example of the one line: five people walk it there and back, each seeing what they may."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from commonweal.engine.periods import Month, quarter_name
from commonweal.engine.reporting.quarters import latest_ended, period_of
from tests.functional.people import (
    BOARD_CHAIR,
    COMMISSIONER,
    COUNCIL_FINANCE,
    COUNCILLOR,
    NHS_FINANCE,
    SOCIAL_WORKER,
)
from tests.functional.product import TODAY
from tests.functional.test_pool_year import signed_in_anew

pytestmark = pytest.mark.browser

YEAR = Month.of(TODAY).financial_year
QUARTER = latest_ended(YEAR, TODAY)  # the day of these tests lies after a quarter that has ended
STEPS = (
    "Plan line",
    "Ring-fence",
    "Pounds",
    "Contracts and hours",
    "Placements",
    "People",
    "Delayed days",
    "Cells of the return",
    "Sentences of the paper",
)
MONEY = STEPS[:3]
LAST = len(STEPS) - 1


def here(page: Page) -> str:
    """The step that the row of steps marks."""
    return page.locator("[aria-current=step]").inner_text()


def there_and_back(visitor, refused: tuple[str, ...], *, looks: bool = True) -> dict[str, str]:
    """On by the onward link to the last step, back by the other; what each step says, the same both ways."""
    page, said = visitor.page, {}
    for place, step in enumerate(STEPS):
        assert here(page) == step
        said[step] = page.locator("main").inner_text()
        assert ("not for you to see" in said[step]) == (step in refused), step
        assert "✗" not in said[step], step
        if looks:
            visitor.sees_nothing_wrong()
        if place < LAST:
            page.get_by_role("link", name=f"On to: {STEPS[place + 1]}").click()
    for step in reversed(STEPS[:-1]):
        page.get_by_role("link", name=f"Back to: {step}").click()
        assert here(page) == step
        assert page.locator("main").inner_text() == said[step]
    return said


def begins(visitor, email: str) -> Page:
    """Sign in, read the place's year, and begin at the plan's first line."""
    page = signed_in_anew(visitor, email)
    visitor.goes_to("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("year going?")
    visitor.sees_nothing_wrong()
    page.get_by_role("link", name=re.compile("^Walk the record")).click()
    page.get_by_role("row", name=re.compile("^Homecare after hospital Minimum NHS Contribution")).get_by_role(
        "link"
    ).click()
    return page


@pytest.mark.parametrize("email", [COUNCIL_FINANCE, NHS_FINANCE, COMMISSIONER, COUNCILLOR])
def test_those_of_the_money_walk_to_the_people_s_number_and_not_to_the_people(visitor, email):
    # Given somebody who may see the plan and the pool, who begins at a line of the plan
    begins(visitor, email)
    # When they walk to the committee's paper and back
    said = there_and_back(visitor, refused=("People",), looks=email == COUNCILLOR)
    # Then each sum was that of the step before, and of the people there is a number and a plain word
    assert all("✓" in said[step] for step in STEPS if step not in ("Plan line", "People"))
    word = re.search(
        r"Only social workers of Wessmoor County Council may see people\. (\d+) people stand", said["People"]
    )
    assert word and int(word[1]) > 0
    assert "(invented)" not in "".join(said.values())  # whose names all end so


def test_a_social_worker_walks_from_the_people_and_sees_no_plan(visitor):
    # Given a social worker, whose start page says what their role does not show
    page = signed_in_anew(visitor, SOCIAL_WORKER)
    visitor.goes_to("/")
    expect(page.get_by_text("Your role does not show you the plan or the pool’s money.")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^Walk the record"))).to_have_count(0)
    # When they open a line that somebody sent them
    visitor.goes_to(f"/line/3/{YEAR}/{QUARTER}/homecare/nhs-minimum/plan-line")
    said = there_and_back(visitor, refused=MONEY)
    # Then they meet the people behind the days, by name, and the sum of their days is the sum of the days
    assert "(invented)" in said["People"]
    days = re.search(r"(\d+) people stand behind these ([\d,]+) days", said["People"])
    assert days and f"People waited {days[2]} days" in said["Delayed days"]
    page.get_by_role("link", name="People", exact=True).last.click()
    page.locator("tbody th a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    visitor.sees_nothing_wrong()


def test_the_board_notes_what_everybody_can_read(visitor, browser):
    # Given a published paper
    page = signed_in_anew(visitor, BOARD_CHAIR)
    visitor.goes_to("/papers/1/")
    figure = page.locator("#sentence-1 a").first
    said = figure.inner_text()
    visitor.sees_nothing_wrong()
    # When the chair follows a figure to its cell and records the resolution
    figure.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{said}")
    page.go_back()
    page.get_by_role("button", name="Record that the report is noted").click()
    # Then it is resolved, and a visitor who never signed in reads the same figure
    expect(page.get_by_role("heading", name="Resolved")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    visitor.goes_to("/papers/")
    page.get_by_role("link", name="Better Care Fund: what was done").click()
    expect(page.get_by_text(said).first).to_be_visible()
    expect(page.get_by_text("That the report be noted.")).to_be_visible()
    visitor.sees_nothing_wrong()


def test_a_new_return_takes_anothers_place_and_is_certified_by_another(visitor):
    # Given a manager who finds that the books went on, and begins the quarter's return anew
    page = signed_in_anew(visitor, "manager@example.org")
    visitor.goes_to("/returns/start")
    page.get_by_label("Which quarter?").select_option(f"3-{YEAR}-{QUARTER}")
    page.get_by_role("button", name="Begin the return").click()
    expect(page.get_by_text("nothing is kept yet")).to_be_visible()
    page.get_by_role("link", name="Submit for certification").click()
    page.get_by_role("button", name="Submit for certification").click()
    expect(page.get_by_text("Submitted for certification", exact=True)).to_be_visible()
    address = page.url
    assert page.get_by_role("link", name="Certify").count() == 0  # not by whoever prepared it
    # When finance certifies what was kept
    page = signed_in_anew(visitor, COUNCIL_FINANCE)
    page.get_by_role(
        "link", name=re.compile(f"^Certify: the return of {quarter_name(period_of(YEAR, QUARTER))}")
    ).click()
    page.get_by_role("button", name="Certify").click()
    # Then it stands, and the one before is kept as it was
    expect(page.get_by_text("Certified", exact=True)).to_be_visible()
    assert page.url == address
    expect(page.get_by_text("the return has the same bytes")).to_be_visible()
    visitor.goes_to("/returns/1/")
    expect(page.get_by_text("Superseded", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="The return that took its place")).to_be_visible()
    visitor.sees_nothing_wrong()
