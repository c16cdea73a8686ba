"""The invented place's plan for 2026-27, from its draft to its approval, by the people whose turn it is."""

from __future__ import annotations

import hashlib

import pytest
from playwright.sync_api import expect

from tests.functional.people import (
    ASSURER,
    BOARD_CHAIR,
    COMMISSIONER,
    COUNCIL_CHIEF,
    COUNCIL_FINANCE,
    COUNCILLOR,
    ICB_CHIEF,
    MANAGER,
    MODERATOR,
    NATIONAL_TEAM,
    PASSWORD,
    SOCIAL_WORKER,
)

pytestmark = pytest.mark.browser
WIDTHS = (375, 1280)


class Journey:
    """One plan, looked at by one person after the other."""

    def __init__(self, visitor, round_name):
        self.visitor, self.page = visitor, visitor.page
        self.is_seen_by(MANAGER)
        visitor.goes_to("/plans/")
        section = self.page.locator("table", has=self.page.get_by_text(f"Plans, {round_name}", exact=True))
        self.path = section.get_by_role("link").first.get_attribute("href")

    def is_seen_by(self, email):
        self.page.context.clear_cookies()
        self.visitor.signs_in(email, PASSWORD)

    def opens(self, event=""):
        self.visitor.goes_to(f"{self.path}standing/{event}".rstrip("/"))

    def looks_right(self, name):
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            self.visitor.sees_nothing_wrong()
            self.visitor.looks(f"plan-life-{name}-{width}")

    def presses(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def stands(self, state):
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("Where does the plan stand")
        expect(self.page.locator(".nhsuk-tag").first).to_have_text(state)


def sign(journey, email, signature, name):
    """Each partner reads the content and signs it, from their own list of what waits."""
    journey.is_seen_by(email)
    journey.visitor.goes_to("/plans/waiting")
    journey.page.get_by_role("link", name=f"Sign: {signature}").click()
    journey.page.get_by_text("5b. Expenditure").first.click()
    expect(journey.page.get_by_role("cell", name="£16,500,000")).to_be_visible()
    choice = journey.page.get_by_label("Which signature?")
    choice.select_option(label=f"{signature.partition(',')[0]}, for {signature.partition(', ')[2]}")
    journey.looks_right(f"sign-{name}")
    journey.presses("Sign")
    journey.stands("Draft")


def test_an_area_drafts_partners_sign_the_region_asks_and_the_board_reads(visitor):
    """The whole of it in its order: drafted, signed by three, questioned, answered, approved with conditions, read."""
    plan = Journey(visitor, "Better Care Fund 2026-27 (draft)")
    the_area_drafts(plan)
    the_partners_agree(plan)
    the_region_asks_and_is_answered(plan)
    the_region_looks_into_everything(plan)
    the_national_team_decides(plan)
    the_letter_is_what_its_digest_says(plan)
    a_board_member_reads_the_summary_on_a_phone(plan)


def the_area_drafts(plan):
    # Given a section that a rule finds empty while one types, it is said; written, it is saved under one's name
    plan.visitor.goes_to(f"{plan.path}sections/narrative/")
    answer = plan.page.get_by_label("Your answer").first
    answer.fill("")
    expect(plan.page.locator("#found")).to_contain_text("The narrative does not speak of")
    answer.fill("Two more teams bring people home on the day that they are ready.")
    plan.looks_right("draft-narrative")
    plan.presses("Save")
    expect(plan.page.locator("main")).to_contain_text("Saved")
    # When the manager looks at the plan: nothing is left to put right, and the signatures are missing
    plan.visitor.goes_to(plan.path)
    expect(plan.page.locator(".cw-lead")).to_contain_text("nothing to put right, and 4 signatures missing")
    plan.looks_right("drafted")


def the_partners_agree(plan):
    # Given a draft without anything to put right, whose manager cannot record agreement before the partners signed
    plan.opens("agree")
    expect(plan.page.get_by_text("Wessmoor County Council has not signed (Council chief executive).")).to_be_visible()
    plan.looks_right("agree-too-early")
    # When three partners sign what they were shown
    icb = "NHS Wessmoor and Vale Integrated Care Board"
    sign(plan, COUNCIL_CHIEF, "Council chief executive, Wessmoor County Council", "council")
    sign(plan, ICB_CHIEF, f"Chief executive of the NHS commissioner, {icb}", "icb")
    sign(plan, COUNCIL_FINANCE, "Section 151 officer, Wessmoor County Council", "finance")
    # Then the manager records it, and a chief executive submits the plan
    plan.is_seen_by(MANAGER)
    plan.opens("agree")
    plan.presses("Record that the partners agree")
    plan.stands("Locally agreed")
    plan.looks_right("agreed")
    plan.is_seen_by(COUNCIL_CHIEF)
    plan.opens("submit")
    plan.presses("Submit")
    plan.stands("Submitted")


def the_region_asks_and_is_answered(plan):
    # Given a region that asks about a section, and forgets to say what
    plan.is_seen_by(ASSURER)
    plan.opens("ask")
    plan.page.get_by_label("Which section?").select_option(label="Strategic narrative")
    plan.presses("Ask for a change")
    expect(plan.page.get_by_role("alert").first).to_contain_text("Enter it in a sentence or two")
    plan.looks_right("ask-mistake")
    plan.page.get_by_label("What should change, and why?").fill("Who assesses people at weekends?")
    plan.presses("Ask for a change")
    expect(plan.page.get_by_text("Waits for an answer")).to_be_visible()
    # When the area answers, from its list of what waits
    plan.is_seen_by(MANAGER)
    plan.visitor.goes_to("/plans/waiting")
    plan.page.get_by_role("link", name="Answer 1 question").click()
    plan.page.get_by_label("Your answer").fill("Two social workers of the discharge hub.")
    plan.presses("Answer a question")
    expect(plan.page.get_by_text("The area answers: Two social workers of the discharge hub.")).to_be_visible()
    # Then the region, kept from assuring the plan until it is content, settles the question
    plan.is_seen_by(ASSURER)
    plan.opens("assure")
    expect(plan.page.get_by_text("Question 1 on narrative is open.")).to_be_visible()
    plan.looks_right("assure-too-early")
    plan.opens("settle")
    plan.presses("Settle a question")
    expect(plan.page.get_by_text("Settled", exact=True)).to_be_visible()


def the_region_looks_into_everything(plan):
    approve_every_section(plan)
    answer_every_enquiry(plan)
    plan.opens("assure")
    plan.presses("Assure the plan")
    plan.stands("Regionally assured")
    plan.is_seen_by(MODERATOR)
    plan.opens("moderate")
    plan.presses("Confirm in moderation")
    plan.stands("Moderated")


def the_national_team_decides(plan):
    # Given that the Board has not signed: the decision is refused in words, until its chair has
    plan.is_seen_by(NATIONAL_TEAM)
    plan.opens("approve-with-conditions")
    expect(plan.page.get_by_text("Board has not signed (Health and Wellbeing Board).")).to_be_visible()
    sign_for_the_board(plan)
    plan.is_seen_by(NATIONAL_TEAM)
    plan.opens("approve-with-conditions")
    plan.page.get_by_label("The conditions").fill("By June the Board reads how people get home at weekends.")
    plan.presses("Approve with conditions")
    plan.stands("Approved with conditions")
    plan.looks_right("approved")


def approve_every_section(plan):
    plan.opens("approve-part")
    sections = plan.page.get_by_label("Which section?").locator("option").all_inner_texts()[1:]
    assert len(sections) == 9
    for section in sections:
        plan.opens("approve-part")
        plan.page.get_by_label("Which section?").select_option(label=section)
        plan.presses("Approve a section")
    plan.looks_right("sections-approved")


def answer_every_enquiry(plan):
    plan.visitor.goes_to(f"{plan.path}enquiries")
    for name in ("Agreed by all partners", "The two shifts", "Money", "Value and change since last year"):
        plan.page.get_by_text(f"Answer: {name}").click()
        plan.page.get_by_role("radio", name="Met", exact=True).locator("visible=true").check()
        plan.page.get_by_label("What does that rest on?").locator("visible=true").fill("Read, and it is there.")
        plan.page.get_by_role("button", name=f"Keep this answer to {name}").click()
    expect(plan.page.get_by_text("4 of 4 answered.")).to_be_visible()
    plan.looks_right("enquiries")


def sign_for_the_board(plan):
    plan.is_seen_by(BOARD_CHAIR)
    plan.opens("sign")
    plan.page.get_by_label("On whose behalf?").fill("The Board, at its meeting in May")
    plan.looks_right("sign-board")
    plan.presses("Sign")
    expect(plan.page.get_by_text("on behalf of The Board, at its meeting in May")).to_be_visible()


def the_letter_is_what_its_digest_says(plan):
    plan.page.get_by_role("link", name="Letter of").first.click()
    expect(plan.page.get_by_text("The conditions are: By June the Board reads")).to_be_visible()
    expect(plan.page.get_by_text("Agreed by this letter is the use of £42,120,000")).to_be_visible()
    plan.looks_right("letter")
    text = plan.page.request.get(plan.page.url + ".txt").body()
    expect(plan.page.get_by_text(hashlib.sha256(text).hexdigest())).to_be_visible()


def a_board_member_reads_the_summary_on_a_phone(plan):
    plan.is_seen_by(COUNCILLOR)
    plan.page.set_viewport_size({"width": 375, "height": 800})
    plan.visitor.goes_to("/plans/")
    plan.visitor.goes_to(f"{plan.path}summary")
    expect(plan.page.get_by_role("heading", level=1)).to_contain_text("Wessmoor")
    expect(plan.page.locator("main")).to_contain_text("approved with conditions")
    expect(plan.page.get_by_role("heading", name="Who signed")).to_be_visible()
    expect(plan.page.locator("main")).to_contain_text("All 4 signatures are there.")
    plan.visitor.sees_nothing_wrong()
    plan.visitor.looks("plan-life-board-phone-375")


@pytest.mark.parametrize(
    ("email", "event", "words"),
    [
        (COMMISSIONER, "meet-conditions", "You have no role on this plan."),
        (MANAGER, "meet-conditions", "Meet conditions is not for a preparer. Ask a national team."),
        (MODERATOR, "unapprove", "Unapprove is not for a moderator. Ask a national team."),
        (ICB_CHIEF, "submit", "Submit is not possible while it is approved with conditions."),
    ],
)
def test_the_wrong_person_is_told_why_not(visitor, email, event, words):
    plan = Journey(visitor, "Better Care Fund 2025-26")
    plan.is_seen_by(email)
    plan.opens(event)
    assert words in " ".join(plan.page.get_by_role("region", name="What stands in the way").inner_text().split())
    expect(plan.page.locator("main").get_by_role("button")).to_have_count(0)
    plan.looks_right(f"refused-{event}-{email.partition('@')[0]}")


def test_somebody_without_a_part_in_plans_is_not_let_in(visitor):
    visitor.signs_in(SOCIAL_WORKER, PASSWORD)
    response = visitor.page.goto(visitor.base + "/plans/2/standing")
    assert response is not None and response.status == 403
    assert "conditions" not in visitor.page.content()
