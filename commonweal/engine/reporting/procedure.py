"""The ways of a return and of a committee paper, as tables of states, events and roles; four eyes by person."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from commonweal.engine.findings import Finding, error
from commonweal.engine.workflow import Transition, Workflow, words, workflow


class State(StrEnum):
    """Where a return stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SENT_BACK = "sent-back"
    CERTIFIED = "certified"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class Event(StrEnum):
    """What may happen to a return: submitting freezes it; what is superseded is kept as it was."""

    SUBMIT = "submit"
    SEND_BACK = "send-back"
    CERTIFY = "certify"
    PUBLISH = "publish"
    SUPERSEDE = "supersede"


class Role(StrEnum):
    """In which capacity a person acts on a return."""

    PREPARER = "preparer"
    CERTIFIER = "certifier"
    AUTHOR = "author"  # of the paper that makes its figures public


class PaperState(StrEnum):
    """Where a committee paper stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    NOTED = "noted"


class PaperEvent(StrEnum):
    """What may happen to a paper."""

    PUBLISH = "publish"
    NOTE = "note"


class PaperRole(StrEnum):
    """In which capacity a person acts on a paper."""

    AUTHOR = "author"
    CHAIR = "chair"


_FROZEN = frozenset({State.SUBMITTED, State.CERTIFIED})
_TABLE: tuple[tuple[Event, frozenset[State], State, frozenset[Role]], ...] = (
    (Event.SUBMIT, frozenset({State.DRAFT}), State.SUBMITTED, frozenset({Role.PREPARER})),
    (Event.SEND_BACK, frozenset({State.SUBMITTED}), State.SENT_BACK, frozenset({Role.CERTIFIER})),
    (Event.CERTIFY, frozenset({State.SUBMITTED}), State.CERTIFIED, frozenset({Role.CERTIFIER})),
    (Event.PUBLISH, frozenset({State.CERTIFIED}), State.PUBLISHED, frozenset({Role.AUTHOR})),
    (
        Event.SUPERSEDE,
        frozenset({State.SENT_BACK, State.CERTIFIED, State.PUBLISHED}),
        State.SUPERSEDED,
        frozenset({Role.PREPARER}),
    ),
)
RETURN = workflow(State.DRAFT, (Transition(*row) for row in _TABLE))
PAPER = workflow(
    PaperState.DRAFT,
    (
        Transition(
            PaperEvent.PUBLISH, frozenset({PaperState.DRAFT}), PaperState.PUBLISHED, frozenset({PaperRole.AUTHOR})
        ),
        Transition(PaperEvent.NOTE, frozenset({PaperState.PUBLISHED}), PaperState.NOTED, frozenset({PaperRole.CHAIR})),
    ),
)
_HANDS = {Event.SUBMIT: Role.PREPARER, Event.CERTIFY: Role.CERTIFIER}
_REASONED = frozenset({Event.SEND_BACK})


@dataclass(frozen=True, slots=True)
class Step:
    """An event that happened: by whom (as persons are told apart), in which role."""

    event: str
    by: str
    role: str
    reason: str = ""


def standing(table: Workflow, steps: Iterable[Step]) -> str:
    """The state after all steps; ValueError where the table does not know one: it should have been refused."""
    state = table.start
    for one in steps:
        end = table.end(state, one.event, one.role)
        if end is None:
            raise ValueError(f"{one.event} by {one.role} in {state} was never admitted")
        state = end
    return state


def admit(before: Collection[Step], started_by: str, one: Step) -> tuple[Finding, ...]:
    """Why an event may not happen to a return, or nothing where it may."""
    if refused := RETURN.refuse(standing(RETURN, before), one.event, one.role):
        return (refused,)
    found = []
    preparers = {started_by, *(step.by for step in before if step.event == Event.SUBMIT)}
    if _HANDS.get(Event(one.event)) is Role.CERTIFIER and one.by in preparers:
        message = "Whoever prepared a return cannot certify it."
        found.append(error("four-eyes", one.event, message, "Another person must certify it."))
    if one.event in _REASONED and not one.reason.strip():
        message = f"{words(one.event).capitalize()} needs a reason."
        found.append(error("reason-missing", one.event, message, "Say why, in a sentence or two."))
    return tuple(found)


def admit_paper(before: Collection[Step], one: Step) -> tuple[Finding, ...]:
    """Why an event may not happen to a paper, or nothing where it may."""
    refused = PAPER.refuse(standing(PAPER, before), one.event, one.role)
    return (refused,) if refused else ()
