"""The signatures of a round as the page of signing tells them: which office gives each, and whether it is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from commonweal.engine.findings import Finding, error
from commonweal.engine.rulebook.admission import Circumstances, missing_signatures
from commonweal.engine.rulebook.model import Rulebook, SignOff, When
from commonweal.engine.rulebook.procedure import UNDER_ASSURANCE
from commonweal.engine.rulebook.record import Record

HEADERS = ("Signature", "For", "Given by", "May it be delegated?", "Is it there?")


@dataclass(frozen=True, slots=True)
class Signatures:
    """Every signature of the round and partner that signs."""

    rows: tuple[tuple[str, ...], ...]
    headers: tuple[str, ...] = HEADERS


def signatures(record: Record, around: Circumstances) -> Signatures:
    """The table; a body that the plan does not name is told as a body of that kind."""
    missing = set(missing_signatures(record, around, before_submission=False))
    rows = []
    for one in around.rulebook.sign_off:
        names = around.partners.get(one.partner, ()) or [name for other, name in missing if other == one]
        for name in names:
            delegable = "Yes" if one.is_delegable else "No"
            rows.append((one.name, name, given_by(one, around.rulebook), delegable, _there(record, one, name)))
    return Signatures(tuple(rows))


def _there(record: Record, sign_off: SignOff, name: str) -> str:
    for one in record.signatures:
        if (one.sign_off, one.partner, one.digest) == (sign_off.id, name, record.digest):
            return "Yes"
    return "Not yet"


def given_by(sign_off: SignOff, rulebook: Rulebook) -> str:
    """The offices that may give it, in words."""
    return " or ".join(rulebook.offices_of(sign_off).values())


def is_open(record: Record, sign_off: SignOff, partner: str) -> bool:
    """Whether a signature may still be given under the present content."""
    is_late = record.state in UNDER_ASSURANCE and sign_off.when is When.BEFORE_SUBMISSION
    return not is_late and _there(record, sign_off, partner) != "Yes"


def whose(record: Record, around: Circumstances) -> str:
    """Who gives what is missing, for somebody who holds none of these offices."""
    missing = missing_signatures(record, around, before_submission=False)
    open_ = [(one, name) for one, name in missing if is_open(record, one, name)]
    return " ".join(_whose(open_, around.rulebook)) or "Nothing is to be done here."


def not_yours(around: Circumstances, sign_off_id: str) -> tuple[Finding, ...]:
    """Who gives the signature that somebody tried to give without its office."""
    sign_off = around.rulebook.find("sign_off", sign_off_id)
    if sign_off is None:
        return ()
    names = around.partners.get(sign_off.partner, ())
    told = " ".join(_whose([(sign_off, name) for name in names], around.rulebook))
    return (error("not-your-office", "signature", f'The signature "{sign_off.name}" is not yours to give.', told),)


def _whose(given: Iterable[tuple[SignOff, str]], rulebook: Rulebook) -> Iterator[str]:
    for one, name in given:
        way = "or by whoever they delegate it to" if one.is_delegable else "in person"
        office = f"the holder of the office {given_by(one, rulebook)}"
        yield f'"{one.name}" is given for {name} by {office}, {way}.'
