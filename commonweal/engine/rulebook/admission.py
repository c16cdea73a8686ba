"""Whether an event may happen to a plan: the table first, then what only its history and its content can say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from commonweal.engine.findings import Finding, Severity, error
from commonweal.engine.rulebook.model import Partner, Rulebook, SignOff, When
from commonweal.engine.rulebook.procedure import PLAN, UNDER_ASSURANCE, Event
from commonweal.engine.rulebook.record import HANDS, Happening, Record
from commonweal.engine.tracks import Track
from commonweal.engine.workflow import words

_POWERS = frozenset({Event.DIRECT, Event.WITHHOLD, Event.RECOVER})
_REASONED = _POWERS | {
    Event.ASK,
    Event.ANSWER,
    Event.RETURN,
    Event.WAIVE,
    Event.APPROVE_WITH_CONDITIONS,
    Event.REFUSE,
    Event.UNAPPROVE,
    Event.UNAPPROVE_PART,
    Event.AMEND,
    Event.ESCALATE,
}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What an event is judged by besides the history: the round, who the partners are, parts, what is wrong.

    `parts`: those that must be approved before the plan is (`lines`, `lines/S12`: the second is a part of the first).
    `faults`: the findings of the plan as it is now. `open_enquiries`: lines of enquiry that the assurers have not
    answered yet.
    """

    rulebook: Rulebook
    partners: Mapping[Partner, tuple[str, ...]]
    parts: tuple[str, ...] = ()
    faults: tuple[Finding, ...] = ()
    open_enquiries: tuple[str, ...] = ()


def admit(record: Record, one: Happening, around: Circumstances) -> tuple[Finding, ...]:
    """Why an event may not happen, or nothing where it may."""
    if refused := PLAN.refuse(record.state, one.event, one.role):
        return (refused,)
    found = [*_in_time(record, one), *_other_eyes(record, one)]
    if one.event in _REASONED and not one.reason.strip():
        found.append(_no("reason-missing", one, f"{_said(one)} needs a reason.", "Say why, in a sentence or two."))
    if check := _CHECKS.get(one.event):
        found += check(record, one, around)
    return tuple(found)


def missing_signatures(record: Record, around: Circumstances, *, before_submission: bool) -> list[tuple[SignOff, str]]:
    """The sign-offs and partners whose signature under the present content is not there yet."""
    there = {(one.sign_off, one.partner) for one in record.signatures if one.digest == record.digest}
    missing = []
    for sign_off in around.rulebook.sign_off:
        if before_submission and sign_off.when is not When.BEFORE_SUBMISSION:
            continue
        signers = around.partners.get(sign_off.partner, ()) or (f"a {words(sign_off.partner)}",)
        if not sign_off.is_per_partner and any((sign_off.id, name) in there for name in signers):
            continue
        missing += [(sign_off, name) for name in signers if (sign_off.id, name) not in there]
    return missing


def _said(one: Happening) -> str:
    return words(one.event).capitalize()


def _no(code: str, one: Happening, message: str, what_to_do: str) -> Finding:
    return error(code, one.part or one.event, message, what_to_do)


def _in_time(record: Record, one: Happening) -> list[Finding]:
    if record.last_at is None or one.at >= record.last_at:
        return []
    message = f"{_said(one)} on {one.at} would come before what happened on {record.last_at}."
    return [_no("event-too-early", one, message, "Events are kept in the order in which they happen.")]


def _other_eyes(record: Record, one: Happening) -> list[Finding]:
    hand = HANDS.get(one.event)
    others = [name for name, people in record.hands.items() if hand and name != hand and one.by in people]
    if not others:
        return []
    message = f"{one.by} has acted on this plan as {' and '.join(others)} and cannot be its {hand}."
    return [_no("four-eyes", one, message, f"Another person must {words(one.event)}.")]


def _edit(record: Record, one: Happening, around: Circumstances) -> list[Finding]:
    return [] if one.digest else [_no("digest-missing", one, "An edit without content.", "Give the content's digest.")]


def _sign(record: Record, one: Happening, around: Circumstances) -> list[Finding]:
    found, sign_off = [], around.rulebook.find("sign_off", one.sign_off)
    if sign_off is None:
        message = f"{one.sign_off!r} is no signature of {around.rulebook.name}."
        return [_no("sign-off-unknown", one, message, "Choose one of the round's signatures.")]
    if one.digest != record.digest or not record.digest:
        found.append(_no("content-changed", one, "The plan was edited since it was read.", "Read it again, then sign."))
    if one.partner not in around.partners.get(sign_off.partner, ()):
        message = f"{one.partner!r} is not a {words(sign_off.partner)} of this plan."
        found.append(_no("partner-unknown", one, message, "Sign for one of the partners."))
    if any((s.sign_off, s.partner, s.digest) == (one.sign_off, one.partner, one.digest) for s in record.signatures):
        found.append(_no("signed-already", one, f"{one.partner} has signed already.", "Nothing is left to do."))
    if any(s.by == one.by and s.digest == one.digest and s.sign_off != one.sign_off for s in record.signatures):
        message = f"{one.by} has given another signature under this plan."
        found.append(_no("signed-for-another", one, message, "Each office signs in person: another person must sign."))
    if one.delegated_by and not sign_off.is_delegable:
        message = f'The signature "{sign_off.name}" cannot be delegated in this round.'
        found.append(_no("not-delegable", one, message, f"{one.delegated_by} must sign in person."))
    if sign_off.when is When.BEFORE_SUBMISSION and record.state in UNDER_ASSURANCE:
        found.append(_no("signed-late", one, f"{sign_off.name} signs before submission.", "Return the plan first."))
    return found


def _all_signed(record: Record, one: Happening, around: Circumstances, *, before: bool) -> list[Finding]:
    return [
        _no("signature-missing", one, f"{name} has not signed ({sign_off.name}).", "Obtain the signature first.")
        for sign_off, name in missing_signatures(record, around, before_submission=before)
    ]


def _sound(record: Record, one: Happening, around: Circumstances) -> list[Finding]:
    errors = [fault for fault in around.faults if fault.severity is Severity.ERROR and fault.code not in record.waived]
    if not errors:
        return []
    message = f"The plan has {len(errors)} errors, the first at {errors[0].where}: {errors[0].message}"
    return [_no("plan-has-errors", one, message, "Put them right, or ask for a waiver of the rule by name.")]


def _agree(record: Record, one: Happening, around: Circumstances) -> list[Finding]:
    return _all_signed(record, one, around, before=True) + _sound(record, one, around)


def _submit(record: Record, one: Happening, around: Circumstances) -> list[Finding]:
    found = _agree(record, one, around)
    if one.digest != record.digest:
        found.append(_no("content-changed", one, "Another content was agreed.", "Submit what the partners signed."))
    return found


def _settled(record: Record, one: Happening, around: Circumstances) -> list[Finding]:
    return [
        _no("query-open", one, f"Question {query.number} on {query.part} is open.", "Settle it, or return the plan.")
        for query in record.open_queries
    ]


def _query(record: Record, one: Happening, around: Circumstances) -> list[Finding]:
    query = next((known for known in record.open_queries if known.number == one.query), None)
    if query is None:
        return [_no("query-unknown", one, f"There is no open question {one.query}.", "Choose an open question.")]
    if one.event is Event.SETTLE and query.asked_as is not one.role:
        message = f"Question {query.number} was asked by the {words(query.asked_as)}."
        return [_no("query-of-another", one, message, "Whoever asked in that role settles it.")]
    if one.event is Event.SETTLE and not query.answer:
        return [_no("query-unanswered", one, f"Question {query.number} has no answer.", "Wait for the answer.")]
    return []


def _ask(record: Record, one: Happening, around: Circumstances) -> list[Finding]:
    return [] if one.part else [_no("part-missing", one, "The question names no section.", "Name the section.")]


def _waive(record: Record, one: Happening, around: Circumstances) -> list[Finding]:
    if around.rulebook.find("rule", one.part) is None:
        return [_no("rule-unknown", one, f"There is no rule {one.part!r} to waive.", "Name one rule of the round.")]
    if one.part in record.waived:
        return [_no("waived-already", one, f"{one.part} is waived already.", "Nothing is left to do.")]
    return []


def _approve_part(record: Record, one: Happening, around: Circumstances) -> list[Finding]:
    if one.part not in around.parts:
        return [_no("part-unknown", one, f"{one.part!r} is no part of this plan.", "Choose one of its parts.")]
    return _parts_below(record, one, around, one.part)


def _parts_below(record: Record, one: Happening, around: Circumstances, above: str) -> list[Finding]:
    below = [part for part in around.parts if not above or part.startswith(f"{above}/")]
    return [
        _no("part-not-approved", one, f"{part} is not approved.", "Approve the parts before the whole.")
        for part in below
        if part not in record.approved_parts
    ]


def _unapprove_part(record: Record, one: Happening, around: Circumstances) -> list[Finding]:
    """From the top down only: nothing above may still be approved. The table holds it below an assured plan."""
    if one.part not in record.approved_parts:
        return [_no("part-unknown", one, f"{one.part!r} is not approved.", "Choose an approved part.")]
    above = [part for part in sorted(record.approved_parts) if one.part.startswith(f"{part}/")]
    return [_no("approved-above", one, f"{part} is still approved.", "Begin there.") for part in above]


def _assure(record: Record, one: Happening, around: Circumstances) -> list[Finding]:
    unanswered = [
        _no("enquiry-open", one, f"The line of enquiry {key!r} is not answered.", "Answer it for this plan.")
        for key in around.open_enquiries
    ]
    below = _parts_below(record, one, around, "")
    return below + unanswered + _settled(record, one, around) + _sound(record, one, around)


def _approve(record: Record, one: Happening, around: Circumstances) -> list[Finding]:
    return _assure(record, one, around) + _all_signed(record, one, around, before=False)


def _power(record: Record, one: Happening, around: Circumstances) -> list[Finding]:
    """NHS England's powers reach the NHS minimum; grants to councils are paid under their own conditions."""
    if not one.sources:
        return [_no("money-missing", one, f"{_said(one)} names no money.", "Name the source that it reaches.")]
    found = []
    for key in one.sources:
        source = around.rulebook.find("funding_source", key)
        if source is None or source.track is not Track.NHS_ENGLAND:
            name = source.name if source else key
            message = f"{name} is not paid under NHS England's conditions: this power does not reach it."
            found.append(_no("money-out-of-reach", one, message, "Name money of that track only."))
    return found


_CHECKS: Mapping[Event, Callable[[Record, Happening, Circumstances], list[Finding]]] = MappingProxyType(
    {
        Event.EDIT: _edit,
        Event.SIGN: _sign,
        Event.AGREE: _agree,
        Event.SUBMIT: _submit,
        Event.RESUBMIT: _submit,
        Event.ASK: _ask,
        Event.ANSWER: _query,
        Event.SETTLE: _query,
        Event.WAIVE: _waive,
        Event.APPROVE_PART: _approve_part,
        Event.UNAPPROVE_PART: _unapprove_part,
        Event.ASSURE: _assure,
        Event.MODERATE: _assure,
        Event.APPROVE: _approve,
        Event.APPROVE_WITH_CONDITIONS: _approve,
        Event.DIRECT: _power,
        Event.WITHHOLD: _power,
        Event.RECOVER: _power,
    }
)
