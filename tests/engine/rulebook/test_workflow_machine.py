"""Plans driven at random: whatever is tried by whomever in whatever order, what must hold holds."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from commonweal.engine.rulebook.admission import admit, missing_signatures
from commonweal.engine.rulebook.procedure import APPROVED, Event, Role, State
from commonweal.engine.rulebook.record import HANDS, Record, fold, follow
from tests.engine.rulebook.history import AROUND, BEFORE, BOARD, Story, happen
from tests.spec import plan_workflow

WRITTEN = plan_workflow.table()
AROUND_PARTS = replace(AROUND, parts=("lines", "lines/S1", "narrative"))
people = st.sampled_from(["Pat", "Sam", "Sue", "Bea", "Cal", "Ada", "Mo", "Nat"])


class PlanMachine(RuleBasedStateMachine):
    """Tries events; what is admitted follows, and what was refused changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.record, self.events, self.contents = Record(), [], 0

    def attempt(self, event: Event, role: Role, **more) -> None:
        one = happen(self.record, event, role, **more)
        if admit(self.record, one, AROUND_PARTS):
            return
        assert (self.record.state, event, role) in WRITTEN
        self.record = follow(self.record, one)
        self.events.append(one)

    @rule(
        event=st.sampled_from(Event), role=st.sampled_from(Role), by=people, part=st.sampled_from(["lines", "balance"])
    )
    def anything(self, event, role, by, part):
        self.attempt(
            event,
            role,
            by=by,
            part=part,
            reason="Because",
            digest=self.record.digest,
            query=1,
            sources=("nhs-minimum",),
        )

    @rule()
    def edit(self):
        self.contents += 1
        self.attempt(Event.EDIT, Role.PREPARER, digest=f"content {self.contents}")

    @rule(signer=st.sampled_from([*BEFORE, BOARD]), by=people, stale=st.booleans())
    def sign(self, signer, by, stale):
        digest = "another" if stale else self.record.digest
        self.attempt(Event.SIGN, Role.SIGNATORY, sign_off=signer[0], partner=signer[1], digest=digest, by=by)

    @rule()
    def agree_and_submit(self):
        for sign_off, partner in (*BEFORE, BOARD):
            self.attempt(Event.SIGN, Role.SIGNATORY, sign_off=sign_off, partner=partner, digest=self.record.digest)
        self.attempt(Event.AGREE, Role.PREPARER)
        self.attempt(Event.SUBMIT, Role.CERTIFIER, digest=self.record.digest)
        self.attempt(Event.RESUBMIT, Role.CERTIFIER, digest=self.record.digest)

    @rule()
    def settle_all(self):
        for query in self.record.open_queries:
            self.attempt(Event.ANSWER, Role.PREPARER, query=query.number, reason="So")
            self.attempt(Event.SETTLE, query.asked_as, query=query.number)

    @rule(fully=st.booleans())
    def assure(self, fully):
        for part in ("lines/S1", "lines", "narrative")[: 3 if fully else 2]:
            self.attempt(Event.APPROVE_PART, Role.ASSURER, part=part)
        self.attempt(Event.ASSURE, Role.ASSURER)
        self.attempt(Event.MODERATE, Role.MODERATOR)

    @rule(event=st.sampled_from([Event.APPROVE, Event.APPROVE_WITH_CONDITIONS, Event.REFUSE]), by=people)
    def decide(self, event, by):
        self.attempt(event, Role.NATIONAL, by=by, reason="So it is")

    @rule()
    def go_into_the_year(self):
        self.attempt(Event.SIGN_SECTION_75, Role.SIGNATORY)
        self.attempt(Event.START_YEAR, Role.PREPARER)

    @invariant()
    def the_record_is_its_events(self):
        assert fold(self.events) == self.record

    @invariant()
    def signatures_are_under_the_present_content(self):
        assert all(one.digest == self.record.digest for one in self.record.signatures)

    @invariant()
    def nobody_signs_for_two_offices(self):
        people = {(one.sign_off, one.by) for one in self.record.signatures}
        assert len({by for _, by in people}) == len(people)

    @invariant()
    def nobody_has_two_hands(self):
        hands = list(self.record.hands.values())
        assert sum(map(len, hands)) == len(frozenset().union(*hands))
        assert set(self.record.hands) <= set(HANDS.values())

    @invariant()
    def an_approved_plan_is_signed_whole_and_without_questions(self):
        if self.record.state in APPROVED:
            assert self.record.approved_version == self.record.version
            assert missing_signatures(self.record, AROUND_PARTS, before_submission=False) == []
            assert self.record.approved_parts >= set(AROUND_PARTS.parts)
            assert self.record.open_queries == ()

    @invariant()
    def no_part_is_approved_over_one_that_is_not(self):
        assert "lines" not in self.record.approved_parts or "lines/S1" in self.record.approved_parts

    @invariant()
    def the_approved_version_is_not_overwritten(self):
        if self.record.approved_version == self.record.version and self.record.signatures:
            approved = [one for one in self.events if one.event in (Event.APPROVE, Event.APPROVE_WITH_CONDITIONS)]
            edits = [one for one in self.events if one.event is Event.EDIT and one.at > approved[-1].at]
            assert all(one.digest == self.record.digest for one in edits)

    @invariant()
    def time_runs_forward(self):
        times = [one.at for one in self.events]
        assert times == sorted(times)


PlanMachine.TestCase.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
TestPlanMachine = PlanMachine.TestCase


def test_the_machine_comes_to_approval():
    """The machine's own steps, in order: so that its invariants on approved plans are known to have been tried."""
    machine = PlanMachine()
    machine.edit()
    machine.agree_and_submit()
    machine.assure(fully=False)
    assert machine.record.state is State.SUBMITTED
    machine.assure(fully=True)
    machine.decide(Event.APPROVE, "Nat")
    machine.go_into_the_year()
    assert machine.record.state is State.IN_YEAR
    machine.an_approved_plan_is_signed_whole_and_without_questions()
    assert Story().is_approved().record.state is State.APPROVED
