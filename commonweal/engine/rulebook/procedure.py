"""A plan's way from draft to closed, as a table of states, events and roles (domain reference 1.1 and 1.6)."""

from __future__ import annotations

from enum import StrEnum

from commonweal.engine.workflow import Transition, workflow


class State(StrEnum):
    """Where a plan stands."""

    DRAFT = "draft"
    LOCALLY_AGREED = "locally-agreed"
    SUBMITTED = "submitted"
    REGIONALLY_ASSURED = "regionally-assured"
    MODERATED = "moderated"
    APPROVED = "approved"
    APPROVED_WITH_CONDITIONS = "approved-with-conditions"
    NOT_APPROVED = "not-approved"
    SECTION_75_SIGNED = "section-75-signed"
    IN_YEAR = "in-year"
    CLOSED = "closed"
    ESCALATED = "escalated"
    RESUBMITTED = "resubmitted"
    DIRECTED = "directed"
    WITHHELD = "withheld"
    RECOVERED = "recovered"


class Role(StrEnum):
    """In which capacity a person acts."""

    PREPARER = "preparer"
    SIGNATORY = "signatory"
    CERTIFIER = "certifier"
    ASSURER = "regional-assurer"
    MODERATOR = "moderator"
    NATIONAL = "national-team"


class Event(StrEnum):
    """What may happen to a plan."""

    EDIT = "edit"
    SIGN = "sign"
    AGREE = "agree"
    SUBMIT = "submit"
    ASK = "ask"
    ANSWER = "answer"
    SETTLE = "settle"
    RETURN = "return"
    APPROVE_PART = "approve-part"
    UNAPPROVE_PART = "unapprove-part"
    ASSURE = "assure"
    MODERATE = "moderate"
    WAIVE = "waive"
    APPROVE = "approve"
    APPROVE_WITH_CONDITIONS = "approve-with-conditions"
    REFUSE = "refuse"
    MEET_CONDITIONS = "meet-conditions"
    UNAPPROVE = "unapprove"
    SIGN_SECTION_75 = "sign-section-75"
    START_YEAR = "start-year"
    AMEND = "amend"
    CLOSE = "close"
    ESCALATE = "escalate"
    RESUBMIT = "resubmit"
    DIRECT = "direct"
    WITHHOLD = "withhold"
    RECOVER = "recover"


SUBMITTED = frozenset({State.SUBMITTED, State.RESUBMITTED})
UNDER_ASSURANCE = SUBMITTED | {State.REGIONALLY_ASSURED, State.MODERATED}
DECIDED_WELL = frozenset({State.APPROVED, State.APPROVED_WITH_CONDITIONS})
APPROVED = DECIDED_WELL | {State.SECTION_75_SIGNED, State.IN_YEAR, State.CLOSED}
_SAME = ""
_OPEN = frozenset({State.DRAFT, State.LOCALLY_AGREED}) | UNDER_ASSURANCE
_ESCALATED = frozenset({State.ESCALATED, State.DIRECTED, State.WITHHELD})

_TABLE: tuple[tuple[Event, frozenset[State], str, frozenset[Role]], ...] = (
    (Event.EDIT, frozenset({State.DRAFT, State.LOCALLY_AGREED}), State.DRAFT, frozenset({Role.PREPARER})),
    (Event.EDIT, _ESCALATED, _SAME, frozenset({Role.PREPARER})),
    (Event.SIGN, _OPEN | _ESCALATED, _SAME, frozenset({Role.SIGNATORY})),
    (Event.AGREE, frozenset({State.DRAFT}), State.LOCALLY_AGREED, frozenset({Role.PREPARER})),
    (Event.SUBMIT, frozenset({State.LOCALLY_AGREED}), State.SUBMITTED, frozenset({Role.CERTIFIER})),
    (Event.ASK, SUBMITTED, _SAME, frozenset({Role.ASSURER})),
    (Event.ASK, UNDER_ASSURANCE, _SAME, frozenset({Role.MODERATOR, Role.NATIONAL})),
    (Event.ANSWER, _OPEN, _SAME, frozenset({Role.PREPARER})),
    (Event.SETTLE, _OPEN, _SAME, frozenset({Role.ASSURER, Role.MODERATOR, Role.NATIONAL})),
    (Event.RETURN, SUBMITTED, State.DRAFT, frozenset({Role.ASSURER})),
    (Event.RETURN, UNDER_ASSURANCE, State.DRAFT, frozenset({Role.NATIONAL})),
    (Event.APPROVE_PART, SUBMITTED, _SAME, frozenset({Role.ASSURER})),
    (Event.UNAPPROVE_PART, SUBMITTED, _SAME, frozenset({Role.ASSURER, Role.NATIONAL})),
    (Event.ASSURE, SUBMITTED, State.REGIONALLY_ASSURED, frozenset({Role.ASSURER})),
    (Event.MODERATE, frozenset({State.REGIONALLY_ASSURED}), State.MODERATED, frozenset({Role.MODERATOR})),
    (Event.WAIVE, _OPEN, _SAME, frozenset({Role.NATIONAL})),
    (Event.APPROVE, frozenset({State.MODERATED}), State.APPROVED, frozenset({Role.NATIONAL})),
    (
        Event.APPROVE_WITH_CONDITIONS,
        frozenset({State.MODERATED}),
        State.APPROVED_WITH_CONDITIONS,
        frozenset({Role.NATIONAL}),
    ),
    (Event.REFUSE, frozenset({State.MODERATED}), State.NOT_APPROVED, frozenset({Role.NATIONAL})),
    (Event.MEET_CONDITIONS, frozenset({State.APPROVED_WITH_CONDITIONS}), State.APPROVED, frozenset({Role.NATIONAL})),
    (Event.UNAPPROVE, APPROVED - {State.CLOSED}, State.MODERATED, frozenset({Role.NATIONAL})),
    (Event.SIGN_SECTION_75, DECIDED_WELL, State.SECTION_75_SIGNED, frozenset({Role.SIGNATORY})),
    (Event.START_YEAR, frozenset({State.SECTION_75_SIGNED}), State.IN_YEAR, frozenset({Role.PREPARER})),
    (Event.AMEND, frozenset({State.IN_YEAR}), State.DRAFT, frozenset({Role.PREPARER})),
    (Event.CLOSE, frozenset({State.IN_YEAR}), State.CLOSED, frozenset({Role.NATIONAL})),
    (
        Event.ESCALATE,
        frozenset(
            {State.DRAFT, State.LOCALLY_AGREED, State.APPROVED_WITH_CONDITIONS, State.NOT_APPROVED, State.IN_YEAR}
        ),
        State.ESCALATED,
        frozenset({Role.NATIONAL}),
    ),
    (Event.RESUBMIT, _ESCALATED, State.RESUBMITTED, frozenset({Role.CERTIFIER})),
    (Event.DIRECT, frozenset({State.ESCALATED, State.WITHHELD}), State.DIRECTED, frozenset({Role.NATIONAL})),
    (Event.WITHHOLD, frozenset({State.ESCALATED, State.DIRECTED}), State.WITHHELD, frozenset({Role.NATIONAL})),
    (Event.RECOVER, _ESCALATED, State.RECOVERED, frozenset({Role.NATIONAL})),
)
PLAN = workflow(State.DRAFT, (Transition(*row) for row in _TABLE))
