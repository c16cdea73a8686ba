"""What has happened to a plan, folded from its events: where it stands, who signed what, what is asked and waived.

Nothing is stored but events; a record is always made anew from them, so that no state can disagree with its history.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from commonweal.engine.rulebook.procedure import PLAN, Event, Role, State


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a plan: what, by whom, in which role, when; the rest as the event needs it.

    `digest`: of the content that was edited, signed or submitted. `part`: a section (or `section/row`) of the plan, or
    the rule that is waived. `query`: the number of the question answered or settled. `sources`: which money a power
    reaches. `delegated_by`: on whose behalf a signature is given. `partner`: the body that signs.
    """

    event: Event
    by: str
    role: Role
    at: datetime
    digest: str = ""
    part: str = ""
    reason: str = ""
    sign_off: str = ""
    partner: str = ""
    delegated_by: str = ""
    query: int = 0
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """A partner's signature under a content; it counts for that content only."""

    sign_off: str
    partner: str
    by: str
    at: datetime
    digest: str
    delegated_by: str


@dataclass(frozen=True, slots=True)
class Query:
    """A change asked for in a section, with its reason, its answer, and whether whoever asked is content."""

    number: int
    part: str
    asked_by: str
    asked_as: Role
    reason: str
    answer: str = ""
    is_settled: bool = False


@dataclass(frozen=True, slots=True)
class Waiver:
    """A rule that does not hold for this plan: named, reasoned, to be published."""

    rule: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """A plan's history folded; `approved_at` is when money was first agreed, if that has not been taken back."""

    state: State = State.DRAFT
    version: int = 1
    digest: str = ""
    approved_version: int = 0
    approved_at: datetime | None = None
    signatures: tuple[Signature, ...] = ()
    queries: tuple[Query, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    approved_parts: frozenset[str] = frozenset()
    conditions: str = ""
    hands: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    reached: tuple[tuple[State, datetime], ...] = ()
    last_at: datetime | None = None

    @property
    def open_queries(self) -> tuple[Query, ...]:
        """What was asked and is not settled."""
        return tuple(one for one in self.queries if not one.is_settled)

    @property
    def waived(self) -> frozenset[str]:
        """The rules that do not hold for this plan."""
        return frozenset(one.rule for one in self.waivers)

    def when(self, *states: State) -> datetime | None:
        """When the plan first came into one of the states."""
        return next((at for state, at in self.reached if state in states), None)


HANDS = MappingProxyType(
    {
        Event.EDIT: "preparer",
        Event.SIGN: "certifier",
        Event.SUBMIT: "certifier",
        Event.RESUBMIT: "certifier",
        Event.ASSURE: "assurer",
        Event.MODERATE: "assurer",
        Event.APPROVE_PART: "assurer",
        Event.APPROVE: "decider",
        Event.APPROVE_WITH_CONDITIONS: "decider",
        Event.REFUSE: "decider",
    }
)


def fold(happenings: Iterable[Happening]) -> Record:
    """The record of events that were each admitted before they were kept."""
    record = Record()
    for one in happenings:
        record = follow(record, one)
    return record


def follow(record: Record, one: Happening) -> Record:
    """The record after one more event; ValueError where the table does not know it: it should have been refused."""
    end = PLAN.end(record.state, one.event, one.role)
    if end is None:
        raise ValueError(f"{one.event} by {one.role} in {record.state} was never admitted")
    state = State(end)
    hands = dict(record.hands)
    if hand := HANDS.get(one.event):
        hands[hand] = hands.get(hand, frozenset()) | {one.by}
    reached = record.reached if state is record.state else (*record.reached, (state, one.at))
    changed = replace(record, state=state, hands=MappingProxyType(hands), reached=reached, last_at=one.at)
    effect = _EFFECTS.get(one.event)
    return effect(changed, one) if effect else changed


def _edit(record: Record, one: Happening) -> Record:
    """Any edit cancels the signatures and the parts' approval: they were given for another content.

    A version that was approved stays what it was: what is edited after it is the next.
    """
    if one.digest == record.digest:
        return record
    version = record.version + (record.approved_version == record.version)
    return replace(record, digest=one.digest, version=version, signatures=(), approved_parts=frozenset())


def _sign(record: Record, one: Happening) -> Record:
    signature = Signature(one.sign_off, one.partner, one.by, one.at, one.digest, one.delegated_by)
    return replace(record, signatures=(*record.signatures, signature))


def _ask(record: Record, one: Happening) -> Record:
    query = Query(len(record.queries) + 1, one.part, one.by, one.role, one.reason)
    return replace(record, queries=(*record.queries, query))


def _answer(record: Record, one: Happening) -> Record:
    return _change_query(record, one.query, answer=one.reason)


def _settle(record: Record, one: Happening) -> Record:
    return _change_query(record, one.query, is_settled=True)


def _change_query(record: Record, number: int, **changes: object) -> Record:
    queries = tuple(
        replace(one, **changes) if one.number == number else one  # type: ignore[arg-type]
        for one in record.queries
    )
    return replace(record, queries=queries)


def _waive(record: Record, one: Happening) -> Record:
    return replace(record, waivers=(*record.waivers, Waiver(one.part, one.reason, one.by, one.at)))


def _approve_part(record: Record, one: Happening) -> Record:
    return replace(record, approved_parts=record.approved_parts | {one.part})


def _unapprove_part(record: Record, one: Happening) -> Record:
    return replace(record, approved_parts=record.approved_parts - {one.part})


def _approve(record: Record, one: Happening) -> Record:
    approved_at = record.approved_at or one.at
    return replace(record, approved_version=record.version, approved_at=approved_at, conditions=one.reason)


def _meet(record: Record, one: Happening) -> Record:
    return replace(record, conditions="")


def _unapprove(record: Record, one: Happening) -> Record:
    return replace(record, approved_version=0, approved_at=None, conditions="")


def _amend(record: Record, one: Happening) -> Record:
    return replace(record, version=record.version + 1, signatures=(), approved_parts=frozenset())


_EFFECTS = MappingProxyType(
    {
        Event.EDIT: _edit,
        Event.SIGN: _sign,
        Event.ASK: _ask,
        Event.ANSWER: _answer,
        Event.SETTLE: _settle,
        Event.WAIVE: _waive,
        Event.APPROVE_PART: _approve_part,
        Event.UNAPPROVE_PART: _unapprove_part,
        Event.APPROVE: _approve,
        Event.APPROVE_WITH_CONDITIONS: _approve,
        Event.MEET_CONDITIONS: _meet,
        Event.UNAPPROVE: _unapprove,
        Event.AMEND: _amend,
    }
)
