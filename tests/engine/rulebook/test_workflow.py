"""A plan's workflow: every state, event and role against a table written apart; what its history forbids besides."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from commonweal.engine.findings import error, warning
from commonweal.engine.rulebook.procedure import PLAN, Event, Role, State
from commonweal.engine.rulebook.record import Happening, Record, fold, follow
from commonweal.engine.workflow import Transition, workflow
from tests.engine.rulebook.history import AROUND, BEFORE, BOARD, START, Story
from tests.factories.rounds import COUNCIL, NHS, rounds
from tests.spec import plan_workflow

WRITTEN = plan_workflow.table()


def test_the_table_is_the_one_written_apart_in_every_cell():
    cells = list(product(State, Event, Role))
    assert len(cells) == 16 * 27 * 6
    for state, event, role in cells:
        assert PLAN.end(state, event, role) == WRITTEN.get((state, event, role)), (state, event, role)
        refused = PLAN.refuse(state, event, role)
        assert (refused is None) == ((state, event, role) in WRITTEN)
        assert refused is None or (refused.message and refused.what_to_do)


def test_the_table_has_no_other_word():
    assert set(PLAN.states) == set(State) == set(plan_workflow.STATES)
    assert set(PLAN.events) == set(Event)
    assert set(PLAN.roles) == set(Role)
    assert PLAN.start == "draft"


def test_every_state_can_be_reached_and_two_are_ends():
    seen, edge = {"draft"}, ["draft"]
    while edge:
        state = edge.pop()
        for (start, _, _), end in WRITTEN.items():
            if start == state and end not in seen:
                seen.add(end)
                edge.append(end)
    assert seen == set(State)
    assert {state for state in State if not any(start == state for start, _, _ in WRITTEN)} == {"closed", "recovered"}


def test_a_table_that_disagrees_with_itself_is_refused():
    rows = [Transition("go", frozenset("a"), end, frozenset("r")) for end in ("b", "c")]
    with pytest.raises(ValueError, match="two states"):
        workflow("a", rows)


def test_refusals_say_who_may_or_when():
    assert "regional assurer" in PLAN.refuse("submitted", "assure", "preparer").what_to_do
    assert "resubmitted or submitted" in PLAN.refuse("draft", "assure", "regional-assurer").what_to_do
    assert PLAN.refuse("draft", "dance", "preparer").what_to_do == "There is no such event."
    assert PLAN.open_to("section-75-signed", "preparer") == ("start-year",)


def test_the_way_of_a_good_plan():
    story = Story().is_approved()
    story.does(Event.SIGN_SECTION_75, Role.SIGNATORY).does(Event.START_YEAR, Role.PREPARER)
    story.does(Event.CLOSE, Role.NATIONAL)
    assert story.record.state is State.CLOSED
    assert [state for state, _ in story.record.reached] == [
        "locally-agreed",
        "submitted",
        "regionally-assured",
        "moderated",
        "approved",
        "section-75-signed",
        "in-year",
        "closed",
    ]
    assert story.record.when(State.APPROVED) < story.record.when(State.CLOSED)
    assert story.record.when(State.RECOVERED) is None
    assert fold(story.events) == story.record


def test_local_agreement_needs_every_partner():
    story = Story().edits().signs(BEFORE[0])
    (refused,) = story.tries(Event.AGREE, Role.PREPARER)
    assert refused.code == "signature-missing"
    assert NHS in refused.message
    assert story.signs(BEFORE[1]).does(Event.AGREE, Role.PREPARER).record.state is State.LOCALLY_AGREED


def test_a_round_without_partners_named_still_asks_for_signatures():
    story = Story(replace(AROUND, partners={})).edits()
    messages = [one.message for one in story.tries(Event.AGREE, Role.PREPARER)]
    assert messages == [
        "a council has not signed (Council).",
        "a nhs commissioner has not signed (NHS commissioner).",
    ]


def test_the_board_may_sign_after_submission_or_before_but_approval_waits_for_it():
    story = Story().is_moderated()
    assert story.codes(Event.APPROVE, Role.NATIONAL) == ["signature-missing"]
    story.signs(BOARD, delegated_by="The whole Board").does(Event.APPROVE, Role.NATIONAL)
    assert story.record.signatures[-1].delegated_by == "The whole Board"
    early = Story().edits().signs(BOARD, *BEFORE).does(Event.AGREE, Role.PREPARER)
    assert len(early.record.signatures) == 3


def test_partners_do_not_sign_after_submission():
    around = replace(AROUND, partners={**AROUND.partners, "council": (COUNCIL, "Second Council")})
    story = Story(around)
    story.edits().signs(*BEFORE, ("council", "Second Council")).does(Event.AGREE, Role.PREPARER)
    story.does(Event.SUBMIT, Role.CERTIFIER, digest="a")
    assert "signed-late" in story.codes(
        Event.SIGN, Role.SIGNATORY, sign_off="council", partner=COUNCIL, digest="a", by="Else"
    )


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("sign-off-unknown", {"sign_off": "king", "partner": COUNCIL, "digest": "a"}),
        ("partner-unknown", {"sign_off": "council", "partner": NHS, "digest": "a"}),
        ("content-changed", {"sign_off": "council", "partner": COUNCIL, "digest": "b"}),
    ],
)
def test_a_signature_that_cannot_be(code, more):
    assert Story().edits().codes(Event.SIGN, Role.SIGNATORY, **more) == [code]


def test_nobody_signs_twice_or_before_there_is_content():
    sign = {"sign_off": "council", "partner": COUNCIL}
    assert Story().codes(Event.SIGN, Role.SIGNATORY, digest="", **sign) == ["content-changed"]
    assert Story().edits().signs(BEFORE[0]).codes(Event.SIGN, Role.SIGNATORY, digest="a", **sign) == ["signed-already"]


def test_a_signature_that_cannot_be_delegated():
    around = replace(AROUND, rulebook=rounds()["2025-26"])
    sign = {"sign_off": "council-chief-executive", "partner": COUNCIL, "digest": "a", "delegated_by": "The chief"}
    (refused,) = Story(around).edits().tries(Event.SIGN, Role.SIGNATORY, **sign)
    assert refused.code == "not-delegable"
    assert "in person" in refused.what_to_do


def test_any_edit_cancels_the_signatures_and_brings_the_plan_back_to_draft():
    story = Story().edits().signs(*BEFORE).does(Event.AGREE, Role.PREPARER).edits("b")
    assert story.record.state is State.DRAFT
    assert story.record.signatures == ()
    assert story.codes(Event.AGREE, Role.PREPARER) == ["signature-missing", "signature-missing"]


def test_saving_the_same_content_again_cancels_nothing():
    story = Story().edits().signs(*BEFORE).edits("a")
    assert len(story.record.signatures) == 2


def test_only_what_was_signed_is_submitted():
    story = Story().edits().signs(*BEFORE).does(Event.AGREE, Role.PREPARER)
    assert story.codes(Event.SUBMIT, Role.CERTIFIER, digest="z") == ["content-changed"]


def test_a_plan_with_errors_is_not_agreed_unless_the_rule_is_waived():
    fault = error("balance", "income[dfg]", "Not balanced.", "Balance it.")
    around = replace(AROUND, faults=(fault, warning("dfg-type", "lines", "Odd.", "Look.")))
    story = Story(around).edits().signs(*BEFORE)
    (refused,) = story.tries(Event.AGREE, Role.PREPARER)
    assert refused.code == "plan-has-errors"
    assert "income[dfg]" in refused.message
    story.does(Event.WAIVE, Role.NATIONAL, part="balance", reason="A merger of districts")
    assert story.does(Event.AGREE, Role.PREPARER).record.waived == {"balance"}
    assert story.codes(Event.WAIVE, Role.NATIONAL, part="balance", reason="x") == ["waived-already"]
    assert story.codes(Event.WAIVE, Role.NATIONAL, part="everything", reason="x") == ["rule-unknown"]


def test_preparer_certifier_assurer_and_decider_are_four_people():
    story = Story().edits()
    sign = {"sign_off": "council", "partner": COUNCIL, "digest": "a"}
    assert story.codes(Event.SIGN, Role.SIGNATORY, by="Pat", **sign) == ["four-eyes"]
    story = Story().submits()
    for person in ("Pat", "Sam", "Cal"):
        assert story.codes(Event.ASSURE, Role.ASSURER, by=person) == ["four-eyes"]
    story = Story().is_moderated().signs(BOARD)
    for person in ("Pat", "Sam", "Cal", "Ada", "Mo"):
        assert story.codes(Event.APPROVE, Role.NATIONAL, by=person) == ["four-eyes"]
    assert "has acted on this plan as assurer" in story.tries(Event.APPROVE, Role.NATIONAL, by="Mo")[0].message


def test_nobody_signs_for_two_offices():
    story = Story().edits().signs(BEFORE[0])
    other = {"sign_off": BEFORE[1][0], "partner": BEFORE[1][1], "digest": "a"}
    assert story.codes(Event.SIGN, Role.SIGNATORY, by="Sam", **other) == ["signed-for-another"]
    assert story.codes(Event.SIGN, Role.SIGNATORY, by="Sue", **other) == []


def test_questions_hold_the_plan_until_whoever_asked_is_content():
    story = Story().submits().does(Event.ASK, Role.ASSURER, part="trajectories", reason="Why so low?")
    assert story.codes(Event.ASSURE, Role.ASSURER) == ["query-open"]
    assert story.codes(Event.SETTLE, Role.ASSURER, query=1) == ["query-unanswered"]
    assert story.codes(Event.ANSWER, Role.PREPARER, query=2, reason="x") == ["query-unknown"]
    assert story.codes(Event.ANSWER, Role.PREPARER, query=1) == ["reason-missing"]
    story.does(Event.ANSWER, Role.PREPARER, query=1, reason="Two wards closed")
    assert story.codes(Event.SETTLE, Role.NATIONAL, query=1) == ["query-of-another"]
    story.does(Event.SETTLE, Role.ASSURER, query=1).does(Event.ASSURE, Role.ASSURER)
    (query,) = story.record.queries
    assert (query.reason, query.answer, query.is_settled) == ("Why so low?", "Two wards closed", True)


def test_every_line_of_enquiry_is_answered_before_a_plan_is_assured():
    story = Story(replace(AROUND, open_enquiries=("pr4",))).submits()
    (refused,) = story.tries(Event.ASSURE, Role.ASSURER)
    assert (refused.code, "pr4" in refused.message) == ("enquiry-open", True)
    story.around = AROUND
    assert story.does(Event.ASSURE, Role.ASSURER).record.state is State.REGIONALLY_ASSURED


def test_a_question_names_its_section():
    assert Story().submits().codes(Event.ASK, Role.ASSURER, reason="Hm") == ["part-missing"]


PARTS = replace(AROUND, parts=("lines", "lines/S1", "lines/S2", "narrative"))


def test_nothing_is_approved_over_a_part_that_is_not():
    story = Story(PARTS).submits()
    assert story.codes(Event.APPROVE_PART, Role.ASSURER, part="lines") == ["part-not-approved"] * 2
    assert story.codes(Event.APPROVE_PART, Role.ASSURER, part="moon") == ["part-unknown"]
    for part in ("lines/S1", "lines/S2", "lines"):
        story.does(Event.APPROVE_PART, Role.ASSURER, part=part)
    (refused,) = story.tries(Event.ASSURE, Role.ASSURER)
    assert refused.message == "narrative is not approved."
    story.does(Event.APPROVE_PART, Role.ASSURER, part="narrative").does(Event.ASSURE, Role.ASSURER)
    story.does(Event.MODERATE, Role.MODERATOR).signs(BOARD)
    story.around = replace(PARTS, parts=(*PARTS.parts, "income"))
    assert story.codes(Event.APPROVE, Role.NATIONAL) == ["part-not-approved"]


def test_approval_is_taken_back_from_the_top_down_only():
    story = Story(PARTS).submits()
    for part in ("lines/S1", "lines/S2", "lines", "narrative"):
        story.does(Event.APPROVE_PART, Role.ASSURER, part=part)
    assert story.codes(Event.UNAPPROVE_PART, Role.ASSURER, part="lines/S1", reason="x") == ["approved-above"]
    story.does(Event.UNAPPROVE_PART, Role.ASSURER, part="lines", reason="New facts")
    story.does(Event.UNAPPROVE_PART, Role.ASSURER, part="lines/S1", reason="New facts")
    assert story.record.approved_parts == {"lines/S2", "narrative"}
    assert story.codes(Event.UNAPPROVE_PART, Role.ASSURER, part="lines/S1", reason="x") == ["part-unknown"]
    approved = Story(PARTS).is_approved()
    assert approved.codes(Event.UNAPPROVE_PART, Role.NATIONAL, part="lines", reason="x") == ["workflow-state"]
    approved.does(Event.UNAPPROVE, Role.NATIONAL, reason="A mistake in the letter")
    assert (approved.record.state, approved.record.approved_version) == (State.MODERATED, 0)


@pytest.mark.parametrize("power", [Event.DIRECT, Event.WITHHOLD, Event.RECOVER])
def test_powers_reach_the_nhs_minimum_and_no_grant(power):
    story = Story().edits().does(Event.ESCALATE, Role.NATIONAL, reason="No plan came")
    tell = {"reason": "No plan came"}
    assert story.codes(power, Role.NATIONAL, **tell) == ["money-missing"]
    assert story.codes(power, Role.NATIONAL, sources=("nhs-minimum", "dfg", "x"), **tell) == ["money-out-of-reach"] * 2
    assert story.codes(power, Role.NATIONAL, sources=("nhs-minimum",)) == ["reason-missing"]
    assert story.does(power, Role.NATIONAL, sources=("nhs-minimum",), **tell).record.state in {
        State.DIRECTED,
        State.WITHHELD,
        State.RECOVERED,
    }


def test_an_escalated_plan_is_put_right_signed_and_resubmitted():
    story = Story().is_moderated().does(Event.REFUSE, Role.NATIONAL, reason="The minimum is not met")
    story.does(Event.ESCALATE, Role.NATIONAL, reason="Panel").edits("b")
    assert "signature-missing" in story.codes(Event.RESUBMIT, Role.CERTIFIER, digest="b")
    story.signs(*BEFORE).does(Event.RESUBMIT, Role.CERTIFIER, digest="b")
    assert story.record.state is State.RESUBMITTED
    story.does(Event.ASSURE, Role.ASSURER).does(Event.MODERATE, Role.MODERATOR).signs(BOARD)
    story.does(Event.APPROVE_WITH_CONDITIONS, Role.NATIONAL, reason="Report by May")
    assert story.record.conditions == "Report by May"
    assert story.does(Event.MEET_CONDITIONS, Role.NATIONAL).record.conditions == ""


def test_an_amendment_is_a_new_version_and_the_approved_one_stands():
    story = Story().is_approved().does(Event.SIGN_SECTION_75, Role.SIGNATORY).does(Event.START_YEAR, Role.PREPARER)
    story.does(Event.AMEND, Role.PREPARER, reason="A scheme ended").edits("b")
    assert (story.record.version, story.record.approved_version, story.record.signatures) == (2, 1, ())


def test_an_edit_after_escalation_is_a_new_version_beside_the_approved_one():
    story = Story().is_moderated().signs(BOARD).does(Event.APPROVE_WITH_CONDITIONS, Role.NATIONAL, reason="Report")
    story.does(Event.ESCALATE, Role.NATIONAL, reason="No report came").edits("b")
    assert (story.record.version, story.record.approved_version) == (2, 1)
    assert story.edits("c").record.version == 2


@pytest.mark.parametrize(
    ("event", "role"),
    [(Event.RETURN, Role.ASSURER), (Event.ASK, Role.ASSURER), (Event.WAIVE, Role.NATIONAL)],
)
def test_what_stops_others_has_a_reason(event, role):
    assert "reason-missing" in Story().submits().codes(event, role, part="balance", reason="  ")


def test_time_does_not_run_backwards_and_edits_have_content():
    story = Story().edits()
    assert story.codes(Event.EDIT, Role.PREPARER, digest="b", at=START - timedelta(days=1)) == ["event-too-early"]
    assert story.codes(Event.EDIT, Role.PREPARER) == ["digest-missing"]


def test_an_event_that_was_never_admitted_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="never admitted"):
        follow(Record(), Happening(Event.APPROVE, "Nat", Role.NATIONAL, START))
