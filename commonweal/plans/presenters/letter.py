"""A letter about a plan, compiled from its record: the same words for whoever reads it, and a digest over them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType

from commonweal.engine.money import pounds
from commonweal.engine.rulebook.model import Rulebook
from commonweal.engine.rulebook.plan import Plan, whole
from commonweal.engine.rulebook.procedure import Event
from commonweal.engine.rulebook.record import Record
from commonweal.engine.tracks import Track
from commonweal.plans.models import Happening
from commonweal.plans.presenters.words import rule_name

LETTERS = MappingProxyType(
    {
        Event.APPROVE: "The plan is approved",
        Event.APPROVE_WITH_CONDITIONS: "The plan is approved with conditions",
        Event.REFUSE: "The plan is not approved",
        Event.ESCALATE: "The plan is escalated",
        Event.DIRECT: "The use of money is directed",
        Event.WITHHOLD: "Money is withheld",
        Event.RECOVER: "Money is recovered",
    }
)
_DECIDED = frozenset({Event.APPROVE, Event.APPROVE_WITH_CONDITIONS})
_POWERS = MappingProxyType({Event.DIRECT: "directed", Event.WITHHOLD: "withheld", Event.RECOVER: "recovered"})
_REASON = MappingProxyType({Event.APPROVE_WITH_CONDITIONS: "The conditions are", Event.DIRECT: "The direction is"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What a letter is compiled from: the event, where the plan stood after it, what it said then."""

    area: str
    partners: Sequence[str]
    happening: Happening
    record: Record
    content: Plan
    rulebook: Rulebook
    day: str


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter. `text` is all of it in plain words, and `digest` is the SHA-256 of exactly that text."""

    subject: str
    reference: str
    day: str
    to: tuple[str, ...]
    paragraphs: tuple[str, ...]
    sums: tuple[tuple[str, str], ...]
    waivers: tuple[str, ...]
    signed: str
    at: datetime
    content: str

    @property
    def text(self) -> str:
        """Line by line."""
        lines = [self.reference, self.day, "", *self.to, "", self.subject, "", *self.paragraphs, ""]
        lines += [f"{name}: {amount}" for name, amount in self.sums]
        lines += ["", *self.waivers, *([""] if self.waivers else []), self.signed, f"Content {self.content}"]
        return "\n".join(lines) + "\n"

    @property
    def digest(self) -> str:
        """What shows that not a letter of it was changed."""
        return sha256(self.text.encode()).hexdigest()


def letter(facts: Facts) -> Letter:
    """The letter of an event that has one."""
    row = facts.happening
    return Letter(
        subject=f"{facts.rulebook.name}, {facts.area}: {LETTERS[Event(row.event)].lower()}",
        reference=f"{facts.rulebook.id}/{row.plan_id}/{row.number}",
        day=facts.day,
        to=tuple(facts.partners),
        paragraphs=tuple(_paragraphs(facts)),
        sums=tuple(_sums(facts)),
        waivers=tuple(_waivers(facts)),
        signed=f"{row.person_name}, for the national team",
        at=row.at,
        content=facts.record.digest,
    )


def _paragraphs(facts: Facts) -> Iterator[str]:
    event, row = Event(facts.happening.event), facts.happening
    yield f"{LETTERS[event]}."
    if event in _DECIDED:
        yield _agreed(facts)
    if event in _POWERS:
        yield _reached(facts, _POWERS[event])
    if event is Event.REFUSE:
        yield "Money that waits for the approval of the plan is not agreed by this letter."
    if row.reason.strip():
        yield f"{_REASON.get(event, 'The reason is')}: {row.reason.strip()}"


def _agreed(facts: Facts) -> str:
    waiting = sum(_by_source(facts, Track.NHS_ENGLAND).values())
    others = sum(_by_source(facts, Track.COUNCIL_GRANT, Track.NONE).values())
    return (
        f"Agreed by this letter is the use of {pounds(waiting)}, which is paid under NHS England's conditions. "
        f"{pounds(others)} of the plan is paid under conditions of its own and does not depend on this letter."
    )


def _reached(facts: Facts, done: str) -> str:
    named = [one.name for one in facts.rulebook.funding_source if one.id in facts.happening.sources]
    others = [one.name for one in facts.rulebook.funding_source if one.track is not Track.NHS_ENGLAND]
    return f"The money that is {done}: {', '.join(named)}. This letter does not reach: {', '.join(others)}."


def _by_source(facts: Facts, *tracks: Track) -> dict[str, int]:
    known = {one.id: one.name for one in facts.rulebook.funding_source if one.track in tracks}
    sums: dict[str, int] = {}
    for line in (line for scheme in facts.content.schemes for line in scheme.lines):
        if line.source in known:
            sums[known[line.source]] = sums.get(known[line.source], 0) + whole(line.amounts_pence)
    return sums


def _sums(facts: Facts) -> Iterator[tuple[str, str]]:
    by_source = _by_source(facts, *Track)
    for name, pence in by_source.items():
        yield name, pounds(pence)
    yield "Planned in all", pounds(sum(by_source.values()))


def _waivers(facts: Facts) -> Iterator[str]:
    for one in facts.record.waivers:
        yield f'Waived: the rule "{rule_name(facts.rulebook, one.rule)}". The reason is: {one.reason}'
