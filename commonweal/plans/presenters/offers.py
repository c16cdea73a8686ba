"""What somebody can do with a plan now, and in words why not what they cannot: the engine's answer before a try."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from commonweal.engine.findings import Finding, error
from commonweal.engine.rulebook.admission import Circumstances, admit
from commonweal.engine.rulebook.procedure import PLAN, Event, Role, State
from commonweal.engine.rulebook.record import Happening, Record
from commonweal.plans.presenters import signing
from commonweal.plans.presenters.steps import ROLES
from commonweal.plans.presenters.words import EVENTS, section_name
from commonweal.plans.queries import OwnSignature

# What only the form's answers could mend is no reason not to open the form.
_OF_THE_FORM = frozenset(
    {
        "reason-missing", "sign-off-unknown", "partner-unknown", "part-missing", "part-unknown", "rule-unknown",
        "query-unknown", "money-missing",
    }
)  # fmt: skip
_NOTHING = {
    Event.SIGN: "None of the missing signatures is yours to give.",
    Event.ANSWER: "No question is open.",
    Event.SETTLE: "No question of yours has an answer yet.",
    Event.APPROVE_PART: "Every section is approved.",
    Event.UNAPPROVE_PART: "No section is approved.",
    Event.WAIVE: "Every rule is waived.",
}


Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Offered:
    """What there is to choose from in an event's form, as values and texts by the field."""

    choices: Mapping[str, Choices] = field(default_factory=dict)
    is_delegable: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody before a plan: their roles, the signatures that are theirs to give, where the plan stands."""

    record: Record
    around: Circumstances
    roles: tuple[Role, ...]
    signatures: Sequence[OwnSignature]
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Option:
    """An event of one's roles: possible now, or the reasons why not."""

    event: Event
    name: str
    role: str
    findings: tuple[Finding, ...]


def options(desk: Desk) -> tuple[Option, ...]:
    """Every event that is ever for one of the person's roles; edits have pages of their own."""
    found = []
    for event in EVENTS:
        able = [role for role in desk.roles if event is not Event.EDIT and is_ever_for(event, role)]
        if able:
            role = role_for(desk, event, able)
            found.append(Option(event, EVENTS[event], ROLES[role], hindrances(desk, event, role)))
    return tuple(found)


def is_ever_for(event: Event, role: Role) -> bool:
    """Whether a role may cause an event in any state."""
    return any(PLAN.end(state, event, role) is not None for state in State)


def role_for(desk: Desk, event: Event, roles: Sequence[Role], **said: object) -> Role:
    """The role in which the person can do it; or else the one that comes nearest, whose refusal is told."""
    able = [role for role in roles if PLAN.end(desk.record.state, event, role) is not None]
    near = able or [role for role in roles if is_ever_for(event, role)] or list(roles)
    return min(near, key=lambda role: len(_tried(desk, event, role, **said)))


def hindrances(desk: Desk, event: Event, role: Role) -> tuple[Finding, ...]:
    """Why an event is not possible now, the form's own answers left aside."""
    tried = {"digest": desk.record.digest, "reason": "?"}
    found = tuple(one for one in _tried(desk, event, role, **tried) if one.code not in _OF_THE_FORM)
    if not found and event in _NOTHING and not _choices(desk, event):
        told = signing.whose(desk.record, desk.around) if event is Event.SIGN else "Nothing is to be done here."
        return (error("nothing-to-choose", event, _NOTHING[event], told),)
    return found


def _tried(desk: Desk, event: Event, role: Role, **said: object) -> tuple[Finding, ...]:
    return admit(desk.record, Happening(event, desk.by, role, desk.at, **said), desk.around)  # type: ignore[arg-type]


def _choices(desk: Desk, event: Event) -> Choices:
    return next(iter(offered(desk, event).choices.values()), ())


def offered(desk: Desk, event: Event) -> Offered:
    """What the event's form lets one choose."""
    match event:
        case Event.SIGN:
            return _signatures(desk)
        case Event.ASK:
            return Offered({"part": _sections(desk, desk.around.parts)})
        case Event.APPROVE_PART:
            left = [part for part in desk.around.parts if part not in desk.record.approved_parts]
            return Offered({"part": _sections(desk, left)})
        case Event.UNAPPROVE_PART:
            return Offered({"part": _sections(desk, sorted(desk.record.approved_parts))})
        case Event.WAIVE:
            return Offered({"part": _rules(desk)})
        case Event.ANSWER | Event.SETTLE:
            return Offered({"query": _queries(desk, event)})
        case Event.DIRECT | Event.WITHHOLD | Event.RECOVER:
            return Offered({"source": [(one.id, one.name) for one in desk.around.rulebook.funding_source]})
    return Offered()


def signature_key(own: OwnSignature) -> str:
    """How a form names a signature."""
    return f"{own.sign_off.id}/{own.partner.pk}"


def _signatures(desk: Desk) -> Offered:
    left = [one for one in desk.signatures if signing.is_open(desk.record, one.sign_off, one.partner.name)]
    texts = [(signature_key(one), _signature_words(one)) for one in left]
    return Offered({"signature": texts}, is_delegable=any(one.sign_off.is_delegable for one in left))


def _signature_words(own: OwnSignature) -> str:
    delegated = ", if delegated to you" if own.needs_delegation else ""
    return f"{own.sign_off.name}, for {own.partner.name}{delegated}"


def _sections(desk: Desk, parts: Iterable[str]) -> list[tuple[str, str]]:
    return [(part, section_name(desk.around.rulebook, part)) for part in parts]


def _rules(desk: Desk) -> list[tuple[str, str]]:
    """The rules that the plan breaks first: they are what is asked about."""
    broken = {fault.code for fault in desk.around.faults}
    rules = [one for one in desk.around.rulebook.rule if one.id not in desk.record.waived]
    return [(one.id, one.name) for one in sorted(rules, key=lambda one: one.id not in broken)]


def _queries(desk: Desk, event: Event) -> list[tuple[str, str]]:
    open_ = desk.record.open_queries
    if event is Event.SETTLE:
        open_ = tuple(one for one in open_ if one.answer and one.asked_as in desk.roles)
    return [
        (str(one.number), f"{one.number}. {section_name(desk.around.rulebook, one.part)}: {one.reason[:80]}")
        for one in open_
    ]
