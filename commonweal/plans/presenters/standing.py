"""Where a plan stands: its history with the content that each event spoke of, its questions, what one can do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from commonweal.engine.rulebook.model import Rulebook
from commonweal.engine.rulebook.procedure import SUBMITTED, Event, Role
from commonweal.plans.models import EnquiryAnswer, Happening
from commonweal.plans.presenters.letter import LETTERS
from commonweal.plans.presenters.offers import Desk, Option, options
from commonweal.plans.presenters.steps import NEXT, ROLES
from commonweal.plans.presenters.words import EVENTS, STATES, count, rule_name, section_name

DIGITS = 8


@dataclass(frozen=True, slots=True)
class Moment:
    """One event of the history; `content` begins the digest of what the plan said then."""

    number: int
    what: str
    about: str
    reason: str
    by: str
    role: str
    at: datetime
    content: str
    has_letter: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A change that was asked for."""

    number: int
    section: str
    by: str
    reason: str
    answer: str
    state: str
    colour: str


@dataclass(frozen=True, slots=True)
class Part:
    """A section and whether the region found it in order."""

    name: str
    is_approved: bool


@dataclass(frozen=True, slots=True)
class StandingPage:
    """The page's parts in their order."""

    lead: str
    state: str
    colour: str
    roles: str
    possible: tuple[Option, ...]
    hindered: tuple[Option, ...]
    questions: tuple[Question, ...]
    parts: tuple[Part, ...]
    enquiries: str
    history: tuple[Moment, ...]


def present(
    area: str, desk: Desk, happenings: Sequence[Happening], answers: Mapping[str, EnquiryAnswer]
) -> StandingPage:
    """The page."""
    found, round_ = options(desk), desk.around.rulebook
    state, colour = STATES[desk.record.state]
    return StandingPage(
        lead=f"{area}'s plan is {state.lower()}. Next: {NEXT[desk.record.state]}.",
        state=state,
        colour=colour,
        roles=told_roles(desk.roles),
        possible=tuple(one for one in found if not one.findings),
        hindered=tuple(one for one in found if one.findings),
        questions=tuple(_questions(desk)),
        parts=tuple(_parts(desk)),
        enquiries=f"{len(answers):,} of {count(len(round_.enquiry), 'line')} of enquiry answered",
        history=tuple(_moments(happenings, round_))[::-1],
    )


def _parts(desk: Desk) -> Iterator[Part]:
    """Nothing before the region has the plan."""
    if desk.record.state in SUBMITTED or desk.record.approved_parts:
        for part in desk.around.parts:
            yield Part(section_name(desk.around.rulebook, part), part in desk.record.approved_parts)


def told_roles(roles: Iterable[Role]) -> str:
    """One's roles in a sentence."""
    named = [ROLES[role] for role in roles]
    if not named:
        return "You have no role on this plan: you can read it."
    return f"You act here as {' and as '.join(named)}."


def _questions(desk: Desk) -> Iterator[Question]:
    for one in desk.record.queries:
        state, colour = ("Waits for an answer", "yellow")
        if one.answer:
            state, colour = ("Answered", "blue")
        if one.is_settled:
            state, colour = ("Settled", "green")
        section = section_name(desk.around.rulebook, one.part)
        yield Question(one.number, section, plainly(one.asked_by), one.reason, one.answer, state, colour)


def _moments(happenings: Iterable[Happening], rulebook: Rulebook) -> Iterator[Moment]:
    content = ""
    for row in happenings:
        event = Event(row.event)
        content = row.digest or content
        yield Moment(
            number=row.number,
            what=EVENTS[event],
            about=about(row, rulebook),
            reason=row.reason,
            by=row.person_name,
            role=ROLES[Role(row.role)],
            at=row.at,
            content=content[:DIGITS],
            has_letter=event in LETTERS,
        )


def about(row: Happening, rulebook: Rulebook) -> str:
    """What an event is about: a signature and its partner, a section, a rule, a question, money."""
    if row.sign_off:
        signed = rulebook.find("sign_off", row.sign_off)
        for_whom = f", on behalf of {row.delegated_by}" if row.delegated_by else ""
        return f"{signed.name if signed else row.sign_off}, {row.partner}{for_whom}"
    if row.sources:
        sources = [rulebook.find("funding_source", key) for key in row.sources]
        return ", ".join(one.name for one in sources if one)
    if row.event == Event.WAIVE:
        return rule_name(rulebook, row.part)
    if row.query:
        return f"question {row.query}"
    return section_name(rulebook, row.part) if row.part else ""


def plainly(by: str) -> str:
    """A person's name without the number by which the workflow tells persons apart."""
    return by.rpartition(" (no. ")[0] or by
