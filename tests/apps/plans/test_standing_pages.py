"""The workflow's pages as people of each kind meet them: who may do what, and that nobody acts for another's body."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from commonweal.core import scope
from commonweal.engine.rulebook.procedure import Event, Role
from commonweal.plans import queries
from tests.apps.plans.town import KINDS, PLAN, ROUND, state_after, text_of
from tests.factories.plan import BOARD, SIGNATURES
from tests.factories.rounds import COUNCIL, NHS, rounds


def test_a_partner_signs_what_the_page_shows(town):
    town.made.writes("manager", PLAN)
    page = town.reads("nhs-chief-executive", "event", "sign")
    assert "Chief executive of the NHS commissioner, for Exampleshire ICB" in page
    assert "Scheme 3" in page  # the content is there to be read
    shown = town.shown("nhs-chief-executive", "sign")
    assert shown == town.made.digest()
    said = town.signature("nhs-chief-executive", "nhs-chief-executive", NHS) | {"digest": shown}
    assert town.does("nhs-chief-executive", "sign", **said).status_code == 302
    assert town.signed() == {("nhs-chief-executive", NHS)}
    assert "Sign : Chief executive of the NHS commissioner, Exampleshire ICB" in town.reads("commissioner").replace(
        "Sign:", "Sign :"
    )


@pytest.mark.parametrize(
    ("who", "kind", "partner"),
    [
        ("nhs-chief-executive", "council-chief-executive", COUNCIL),
        ("nhs-chief-executive", "section-151-officer", COUNCIL),
        ("nhs-chief-executive", "board", BOARD),
        ("council-chief-executive", "nhs-chief-executive", NHS),
        ("chair", "nhs-chief-executive", NHS),
        ("chair", "council-chief-executive", COUNCIL),
        ("manager", "council-chief-executive", COUNCIL),
        ("commissioner", "council-chief-executive", COUNCIL),
        ("national", "council-chief-executive", COUNCIL),
        ("assurer", "nhs-chief-executive", NHS),
    ],
)
def test_nobody_signs_for_a_body_that_is_not_theirs(town, who, kind, partner):
    """Whatever is sent: the partner's name, its number, a role."""
    town.made.writes("manager", PLAN)
    planted = town.signature(who, kind, partner) | {"partner": partner, "sign_off": kind, "role": "signatory"}
    page = text_of(town.does(who, "sign", **planted))
    assert "Choose a signature that is yours to give" in page or "You have no role" in page or "is not for a" in page
    assert town.signed() == set()


def test_another_areas_chief_executive_does_not_find_the_plan(town):
    town.made.writes("manager", PLAN)
    for route in ("standing", "enquiries", "clock", "at-risk"):
        assert town.client.get(town.at("stranger", route)).status_code == 404
    planted = town.signature("stranger", "council-chief-executive", COUNCIL)
    assert town.does("stranger", "sign", **planted).status_code == 404
    assert town.signed() == set()


def test_a_signature_under_another_content_is_refused_in_words(town):
    town.made.writes("manager", PLAN)
    said = town.signature("chair", "board", BOARD)
    town.made.writes("manager", replace(PLAN, narrative=PLAN.narrative[:2]))
    assert "The plan was edited since it was read. Read it again, then sign." in text_of(
        town.does("chair", "sign", **said)
    )
    # the answer shows the new content, and what is signed from it is that
    again = re.search(r'name="digest" value="(\w+)"', town.does("chair", "sign", **said).content.decode())[1]
    assert again == town.made.digest() != said["digest"]
    for wrong in ("", "0" * 64, "x"):
        assert "The plan was edited since it was read." in text_of(
            town.does("chair", "sign", **said | {"digest": wrong})
        )
    assert town.signed() == set()
    assert town.does("chair", "sign", **said | {"digest": again}).status_code == 302


def test_a_signature_that_is_not_delegable_offers_no_delegation_and_refuses_a_planted_one(town):
    town.made.writes("manager", PLAN)
    assert "On whose behalf?" not in town.reads("nhs-chief-executive", "event", "sign")
    assert "On whose behalf?" in town.reads("chair", "event", "sign")
    chief = "council-chief-executive"
    said = town.signature(chief, chief, COUNCIL) | {"delegated_by": "Jo Chief"}
    assert "cannot be delegated in this round. Jo Chief must sign in person." in text_of(
        town.does(chief, "sign", **said)
    )
    assert town.signed() == set()


def test_an_officer_signs_for_the_board_only_where_it_was_delegated_to_them(town):
    """Board and council are one organisation here, and two bodies."""
    town.made.writes("manager", PLAN)
    said = town.signature("section-151-officer", "board", BOARD)
    for nobody in ("", "  "):
        page = text_of(town.does("section-151-officer", "sign", **said | {"delegated_by": nobody}))
        assert "Say who delegated this signature to you" in page
    assert town.signed() == set()
    page = text_of(town.does("chair", "sign", **town.signature("chair", "section-151-officer", COUNCIL)))
    assert "Choose a signature that is yours to give" in page
    assert town.does("section-151-officer", "sign", **said | {"delegated_by": "The Board, 1 March"}).status_code == 302
    assert town.signed() == {("board", BOARD)}
    assert "on behalf of The Board, 1 March" in town.reads("manager")


# An event that each kind of person may never cause, planted: whoever they are, it is refused in words.
@pytest.mark.parametrize(
    ("who", "event", "words"),
    [
        ("manager", "submit", "is not for a preparer. Ask a certifier."),
        ("manager", "approve", "is not possible while it is draft"),
        ("council-chief-executive", "agree", "Agree is not for a signatory. Ask a preparer."),
        ("assurer", "waive", "is not for a regional assurer. Ask a national team."),
        ("national", "agree", "is not for a national team. Ask a preparer."),
        ("commissioner", "agree", "You have no role on this plan."),
        ("manager", "waive", "is not for a preparer. Ask a national team."),
    ],
)
def test_the_wrong_person_is_refused_in_words(town, who, event, words):
    town.made.writes("manager", PLAN)
    if event == "submit":
        town.made.is_signed_by_all()
        town.made.happens("manager", Event.AGREE, Role.PREPARER)
    rule = rounds()[ROUND].rule[0].id
    said = {"role": "national-team", "part": rule, "reason": "x", "digest": town.made.digest()}
    page = text_of(town.does(who, event, **said))
    assert words in page, page[-1500:]
    assert town.made.state() in ("draft", "locally-agreed")


def test_every_event_has_a_page_for_every_kind_of_person(town):
    town.made.writes("manager", PLAN)
    for who in [*KINDS, "commissioner"]:
        for event in Event:
            status = town.client.get(town.at(who, "event", event)).status_code
            assert status == (404 if event is Event.EDIT else 200), (who, event)
            if event is not Event.EDIT:
                assert town.does(who, event).status_code in (200, 302), (who, event)


def test_no_event_without_a_name(town):
    assert town.client.get(town.at("manager", "event", "explode")).status_code == 404
    assert town.client.post(town.at("manager", "event", "edit"), {"digest": "0" * 64}).status_code == 404


def test_what_one_can_do_and_why_not(town):
    town.made.writes("manager", PLAN)
    page = town.reads("manager")
    assert "You act here as the one who prepares the plan." in page
    assert "Record that the partners agree: Exampleshire Council has not signed (Council chief executive)." in page
    town.made.is_signed_by_all()
    assert "What you can do now Record that the partners agree" in town.reads("manager")
    assert "You have no role on this plan: you can read it." in town.reads("commissioner")
    assert "Submit: Submit is not possible while it is draft." in town.reads("council-chief-executive")


def test_questions_are_asked_answered_and_settled(town):
    town.is_submitted()
    asked = {"part": "narrative", "reason": "How at weekends?"}
    assert town.does("assurer", "ask", **asked).status_code == 302
    assert "Enter it in a sentence or two" in text_of(town.does("assurer", "ask", part="narrative", reason=" "))
    assert "Choose one of the list" in text_of(town.does("assurer", "ask", part="nowhere", reason="x"))
    assert "Choose one of the open questions" in text_of(town.does("assurer", "settle", query="1"))
    assert town.does("manager", "answer", query="1", reason="By two social workers").status_code == 302
    assert "Choose one of the open questions" in text_of(town.does("moderator", "settle", query="1"))
    assert "The area answers: By two social workers" in town.reads("moderator")
    assert town.does("assurer", "settle", query="1").status_code == 302


def test_lines_of_enquiry_are_the_assurers(town):
    town.is_submitted()
    one = rounds()[ROUND].enquiry[0]
    found = {"enquiry": one.id, "mark": "partly", "reason": "Page 4"}
    page = text_of(town.client.post(town.at("manager", "enquiries"), found))
    assert "Lines of enquiry are for the region's assurer." in page
    assert town.client.post(town.at("national", "enquiries"), found).status_code == 200
    with scope.within(scope.SYSTEM_SCOPE):
        assert queries.enquiry_answers(town.made.plan) == {}
    assert town.client.post(town.at("assurer", "enquiries"), found).status_code == 302
    assert "Partly met Page 4 (Assurer Invented" in town.reads("manager", "enquiries")
    for wrong, words in [
        ({"mark": "perfect"}, "Select a valid choice"),
        ({"reason": ""}, "Say what the finding rests on"),
        ({"enquiry": "nothing"}, "The round asks no 'nothing'."),
    ]:
        assert words in text_of(town.client.post(town.at("assurer", "enquiries"), found | wrong))


def test_lines_of_enquiry_are_not_answered_over_a_draft(town):
    one = rounds()[ROUND].enquiry[0]
    found = {"enquiry": one.id, "mark": "met", "reason": "Page 4"}
    page = text_of(town.client.post(town.at("assurer", "enquiries"), found))
    assert "The plan is draft" in page and "looked into once it is submitted" in page


def test_from_the_decision_to_the_end_of_the_year(town):
    town.is_moderated()
    assert state_after(town, "national", "refuse", reason="Not ambitious") == "not-approved"
    assert state_after(town, "national", "escalate", reason="No second plan by July") == "escalated"
    assert state_after(town, "national", "direct", source="nhs-minimum", reason="To reablement") == "directed"
    town.made.at = timezone.now() - timedelta(hours=1)  # the factory's clock goes on an hour with each look
    town.made.writes("manager", replace(PLAN, narrative=tuple(reversed(PLAN.narrative))))
    for who, sign_off, partner in SIGNATURES:
        assert state_after(town, who, "sign", **town.signature(who, sign_off, partner)) == "directed"
    shown = town.shown("council-chief-executive", "resubmit")
    assert state_after(town, "council-chief-executive", "resubmit", digest=shown) == "resubmitted"
    # what was found about the earlier content says nothing about this one
    assert "The line of enquiry 'agreed' is not answered." in town.reads("assurer", "event", "assure")
    for one in rounds()[ROUND].enquiry:
        found = {"enquiry": one.id, "mark": "met", "reason": "Page 5"}
        assert town.client.post(town.at("assurer", "enquiries"), found).status_code == 302
    for part in dict.fromkeys(sheet.section for sheet in rounds()[ROUND].sheet if sheet.section):
        assert state_after(town, "assurer", "approve-part", part=part) == "resubmitted"
    assert state_after(town, "assurer", "unapprove-part", part="narrative", reason="Read again") == "resubmitted"
    assert "narrative is not approved." in town.reads("assurer", "event", "assure")
    state_after(town, "assurer", "approve-part", part="narrative")
    assert state_after(town, "assurer", "assure") == "regionally-assured"
    assert state_after(town, "moderator", "moderate") == "moderated"
    said = town.signature("chair", "board", BOARD)
    assert state_after(town, "chair", "sign", **said) == "moderated"
    assert state_after(town, "national", "approve") == "approved"
    assert state_after(town, "council-chief-executive", "sign-section-75") == "section-75-signed"
    assert state_after(town, "manager", "start-year") == "in-year"
    assert state_after(town, "manager", "amend", reason="A scheme ended") == "draft"


def test_year_by_year_an_approved_plan_is_closed(town):
    town.is_moderated()
    assert state_after(town, "national", "approve-with-conditions", reason="By June") == "approved-with-conditions"
    assert state_after(town, "national", "meet-conditions") == "approved"
    assert state_after(town, "nhs-chief-executive", "sign-section-75") == "section-75-signed"
    assert state_after(town, "manager", "start-year") == "in-year"
    assert state_after(town, "national", "close") == "closed"
    assert "Next: nothing: this is the end." in town.reads("manager")


@pytest.mark.parametrize(
    ("event", "said", "words"),
    [
        ("ask", {"part": "narrative", "reason": "x" * 4001}, "at most 4000 characters"),
        ("ask", {"part": "narrative", "reason": "a\0b"}, "Null characters are not allowed."),
        ("ask", {"part": "narrative'--", "reason": "x"}, "Choose one of the list"),
        ("settle", {"query": "9" * 40}, "Choose one of the open questions"),
        ("settle", {}, "Choose one of the open questions"),
    ],
)
def test_stupid_inputs_are_answered_in_words(town, event, said, words):
    town.is_submitted()
    assert words in text_of(town.does("assurer", event, **said))
