"""A plan from its first line to its section 75 agreement, through the actions, by the people whose turn it is."""

from dataclasses import replace

import pytest

from commonweal.core import scope
from commonweal.engine.rulebook.allocations import Decision
from commonweal.engine.rulebook.comparing import compare_plans
from commonweal.engine.rulebook.procedure import Event, Role
from commonweal.plans import actions, queries
from tests.factories.plan import BOARD, ROUND
from tests.factories.rounds import rounds, sound

PLAN, _ = sound(rounds()[ROUND])


def refused(call):
    with pytest.raises(actions.Refused) as why:
        call()
    return [finding.code for finding in why.value.findings]


def submitted(invented):
    invented.writes("manager", PLAN)
    invented.is_signed_by_all()
    invented.happens("manager", Event.AGREE, Role.PREPARER)
    invented.happens("council-chief-executive", Event.SUBMIT, Role.CERTIFIER, digest=invented.digest())


def assured(invented):
    invented.is_looked_into()
    for part in dict.fromkeys(sheet.section for sheet in rounds()[ROUND].sheet if sheet.section):
        invented.happens("assurer", Event.APPROVE_PART, Role.ASSURER, part=part)
    invented.happens("assurer", Event.ASSURE, Role.ASSURER)


def test_what_is_written_is_what_is_read(invented):
    invented.writes("manager", PLAN)
    with scope.within(invented.seen_by("chair")):
        read = queries.content(invented.plan)
        assert compare_plans(PLAN, read, rounds()[ROUND]) == []
        assert replace(read, area=PLAN.area) == PLAN
        assert queries.findings(invented.plan) == ()


def test_from_draft_to_section_75(invented):
    submitted(invented)
    assert invented.state() == "submitted"
    assured(invented)
    invented.happens("moderator", Event.MODERATE, Role.MODERATOR)
    assert refused(lambda: invented.happens("national", Event.APPROVE, Role.NATIONAL)) == ["signature-missing"]
    board = {"sign_off": "board", "partner": BOARD, "digest": invented.digest()}
    invented.happens("chair", Event.SIGN, Role.SIGNATORY, **board)
    invented.happens("national", Event.APPROVE_WITH_CONDITIONS, Role.NATIONAL, reason="Say how carers are reached")
    invented.happens("national", Event.MEET_CONDITIONS, Role.NATIONAL)
    invented.happens("council-chief-executive", Event.SIGN_SECTION_75, Role.SIGNATORY)
    assert invented.state() == "section-75-signed"


def test_a_region_asks_and_is_answered_before_it_assures(invented):
    submitted(invented)
    invented.happens("assurer", Event.ASK, Role.ASSURER, part="narrative", reason="Which wards are meant?")
    for part in dict.fromkeys(sheet.section for sheet in rounds()[ROUND].sheet if sheet.section):
        invented.happens("assurer", Event.APPROVE_PART, Role.ASSURER, part=part)
    invented.is_looked_into()
    assert refused(lambda: invented.happens("assurer", Event.ASSURE, Role.ASSURER)) == ["query-open"]
    invented.happens("manager", Event.ANSWER, Role.PREPARER, query=1, reason="The two by the river")
    invented.happens("assurer", Event.SETTLE, Role.ASSURER, query=1)
    invented.happens("assurer", Event.ASSURE, Role.ASSURER)
    assert invented.state() == "regionally-assured"


def test_an_edit_after_signing_cancels_the_signatures(invented):
    invented.writes("manager", PLAN)
    invented.is_signed_by_all()
    told = replace(PLAN.narrative[0], text="Otherwise than was signed.")
    invented.writes("manager", replace(PLAN, narrative=(told, *PLAN.narrative[1:])))
    with scope.within(scope.SYSTEM_SCOPE):
        assert queries.record(invented.plan).signatures == ()
    assert refused(lambda: invented.happens("manager", Event.AGREE, Role.PREPARER)) == ["signature-missing"] * 3


def test_nobody_signs_a_content_that_they_have_not_read(invented):
    invented.writes("manager", PLAN)
    told = replace(PLAN.narrative[0], text="Written meanwhile.")
    read = invented.digest()
    invented.writes("manager", replace(PLAN, narrative=(told, *PLAN.narrative[1:])))
    signature = {"sign_off": "section-151-officer", "partner": "Exampleshire Council", "digest": read}
    codes = refused(lambda: invented.happens("section-151-officer", Event.SIGN, Role.SIGNATORY, **signature))
    assert codes == ["content-changed"]


def test_who_prepares_does_not_certify(invented):
    invented.writes("manager", PLAN)
    signature = {"sign_off": "section-151-officer", "partner": "Exampleshire Council", "digest": invented.digest()}
    assert refused(lambda: invented.happens("manager", Event.SIGN, Role.SIGNATORY, **signature)) == ["four-eyes"]


def test_a_plan_with_a_fault_is_not_agreed(invented):
    contacts = (replace(PLAN.contacts[0], name=""), *PLAN.contacts[1:])
    invented.writes("manager", replace(PLAN, contacts=contacts))
    invented.is_signed_by_all()
    assert refused(lambda: invented.happens("manager", Event.AGREE, Role.PREPARER)) == ["plan-has-errors"]
    assert invented.state() == "draft"


def test_of_two_edits_of_one_section_the_second_is_told(invented):
    with scope.within(invented.seen_by("manager")):
        by = {"by": invented.people["manager"], "plan": invented.plan, "section": "narrative", "after": 0}
        actions.save_section(**by, at=invented.now(), value=PLAN.narrative)
        codes = refused(lambda: actions.save_section(**by, at=invented.now(), value=PLAN.narrative[:1]))
        assert codes == ["plan-changed"]
        assert queries.content(invented.plan).narrative == PLAN.narrative


def test_a_submitted_plan_is_not_edited(invented):
    submitted(invented)
    assert refused(lambda: invented.writes("manager", replace(PLAN, narrative=()))) == ["workflow-state"]
    with scope.within(scope.SYSTEM_SCOPE):
        assert queries.content(invented.plan).narrative == PLAN.narrative


def test_a_baseline_that_was_wrong_moves_what_is_required(invented):
    asked = {"minimum": "social-care", "reason": "Two schools were counted", "old_pence": 0, "new_pence": 10_000_000_00}
    with scope.within(invented.seen_by("manager")):
        row = actions.ask_about_baseline(by=invented.people["manager"], at=invented.now(), plan=invented.plan, **asked)
    answer = {"baseline_query": row, "decision": Decision.ACCEPTED, "reason": "The accounts show it"}
    with scope.within(invented.seen_by("national")):
        actions.decide_baseline(by=invented.people["national"], at=invented.now(), **answer)
        again = refused(lambda: actions.decide_baseline(by=invented.people["national"], at=invented.now(), **answer))
        assert again == ["baseline-decision"]
        assert queries.allocations(invented.plan).required_pence["social-care"] == (10_390_000_00,)
