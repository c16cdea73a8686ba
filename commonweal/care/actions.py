"""Writing the room, and reading people's records: a read is written down where it happens."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from commonweal.accounts import queries as accounts
from commonweal.care import models, queries
from commonweal.core.actions import action
from commonweal.core.actor import Actor
from commonweal.core.refusal import Refused
from commonweal.core.writing import check_now, saved, signed
from commonweal.engine import nhs_number
from commonweal.engine.findings import Finding, error

if TYPE_CHECKING:
    from commonweal.accounts.models import Person as Worker
    from commonweal.commissioning.models import PackageRequest
    from commonweal.places.models import Organisation

__all__ = ["Refused", "add_person", "arrange", "find_person", "hand_over", "read_people", "read_person"]


@action("care.add-person")
def add_person(
    *,
    by: Actor,
    at: datetime,
    organisation: Organisation,
    nhs_number_text: str,
    name: str,
    born: date,
    since: date,
    lead: Worker,
) -> models.Person:
    """Take up a case: the person once, and who leads from the first day."""
    number = nhs_number.normal(nhs_number_text)
    if found := [*_number_faults(number), *_person_faults(name, born, since)]:
        raise Refused(found)
    row = models.Person(
        organisation=organisation,
        nhs_number=number,
        name=name.strip(),
        born=born,
        since=since,
        **signed(by, at),
    )
    saved(row, "NHS number", "Somebody with this NHS number is known here.")
    _lead(by, at, row, lead, since)
    check_now("somebody_leads")
    return row


def _number_faults(number: str) -> list[Finding]:
    if not nhs_number.is_valid(number):
        message = "That is no NHS number: its last digit does not check the nine before it."
        return [error("nhs-number", "NHS number", message, "Read it again, like 943 476 5919.")]
    if not nhs_number.is_invented(number) and accounts.demonstration_people_exist():
        message = "This is a demonstration, whose password everybody knows."
        return [error("nhs-number-of-somebody", "NHS number", message, "Use an invented one, like 999 123 4560.")]
    return []


def _person_faults(name: str, born: date, since: date) -> list[Finding]:
    found = []
    if not name.strip():
        found.append(error("person-name", "name", "The person has no name.", "Give the name they are called by."))
    if born > since:
        found.append(error("person-born", "born", "The case begins before the birth.", "Look at both dates."))
    return found


@action("care.hand-over")
def hand_over(
    *, by: Actor, at: datetime, person: models.Person, worker: Worker, start: date
) -> models.LeadProfessional:
    """Another leads from a day on, which ends the one before: never two, never none."""
    return _lead(by, at, person, worker, start)


def _lead(by: Actor, at: datetime, person: models.Person, worker: Worker, start: date) -> models.LeadProfessional:
    row = models.LeadProfessional(
        organisation_id=person.organisation_id,
        who=person,
        worker_id=worker.pk,
        worker_name=worker.name,
        start=start,
        **signed(by, at),
    )
    saved(row, "lead professional", "Somebody else begins to lead on that day.")
    return row


@action("care.arrange")
def arrange(*, by: Actor, at: datetime, person: models.Person, request: PackageRequest) -> models.Arrangement:
    """Say whose package a request is: the one place in which a person and their hours are linked."""
    if request.fund.host_id != person.organisation_id:
        message = "The package is of another place."
        raise Refused([error("arranged-elsewhere", request.reference, message, "Ask for one in the person's place.")])
    row = models.Arrangement(organisation_id=person.organisation_id, who=person, request=request, **signed(by, at))
    saved(row, request.reference, "The package is somebody's already.")
    return row


@action("care.read-person")
def read_person(*, by: Actor, at: datetime, person_id: int, what: str, why: str) -> models.Person | None:
    """A person's record, and the note of who read it; None (and no note) where there is none in sight."""
    person = queries.person(person_id)
    if person is not None:
        _note(by, at, [person], what, why)
    return person


@action("care.find-person")
def find_person(*, by: Actor, at: datetime, nhs_number_text: str, what: str, why: str) -> models.Person | None:
    """The person in sight with an NHS number, and the note of who looked; None (and no note) where there is none."""
    person = queries.people().filter(nhs_number=nhs_number.normal(nhs_number_text)).first()
    if person is not None:
        _note(by, at, [person], what, why)
    return person


@action("care.read-people")
def read_people(
    *, by: Actor, at: datetime, person_ids: Iterable[int] | None, what: str, why: str
) -> list[models.Person]:
    """Several people in a list (None: all in sight), and the note that each was read."""
    rows = queries.people() if person_ids is None else queries.people().filter(pk__in=list(person_ids))
    found = list(rows)
    _note(by, at, found, what, why)
    return found


def _note(by: Actor, at: datetime, people: Iterable[models.Person], what: str, why: str) -> None:
    models.AccessEvent.objects.bulk_create(
        models.AccessEvent(
            organisation_id=person.organisation_id, who=person, what=what, why=why[:200], **signed(by, at)
        )
        for person in people
    )
