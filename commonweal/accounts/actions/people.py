"""Adding people, giving and ending their roles."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from axes.utils import reset as end_pause
from django.db import transaction
from django.utils import timezone

from commonweal.accounts import links, permissions, roles
from commonweal.accounts.actions.mailing import tell
from commonweal.accounts.models import Person, Role, Session
from commonweal.core.actions import action
from commonweal.core.actor import Actor

if TYPE_CHECKING:
    from commonweal.places.models import Organisation


@action("accounts.add-person")
def add_person(
    *, by: Actor, at: datetime, email: str, name: str, password: str | None, is_demonstration: bool = False
) -> Person:
    """Someone who can sign in with an e-mail address and a password; None for who comes by a provider alone."""
    person = Person(email=email.strip().lower(), name=name.strip(), is_demonstration=is_demonstration)
    person.set_password(password)
    person.full_clean(exclude=["password"])
    person.save()
    return person


@action("accounts.set-password")
def set_password(*, by: Actor, at: datetime, person: Person, password: str) -> Person:
    """A new password for someone; sessions that began with the former one are over."""
    person.set_password(password)
    person.save(update_fields=["password"])
    tell(person, "password", at)
    return person


@transaction.atomic
def use_link(*, at: datetime, person: Person, token: str, password: str) -> bool:
    """Whether a link for a new password held; then every session of the person is over, and every pause at the door.

    Checked under a lock on the person, so that one link serves once. Needs the system's scope.
    """
    locked = Person.objects.select_for_update().get(pk=person.pk)
    if not links.holds(locked, token):
        return False
    set_password(by=locked.actor, at=at, person=locked, password=password)
    Session.objects.filter(person_id=locked.pk).delete()
    end_pause(username=locked.email)
    return True


@action("accounts.give-role")
def give_role(
    *,
    by: Actor,
    at: datetime,
    person: Person,
    organisation: Organisation,
    kind: str,
    start: date,
    end: date | None = None,
) -> Role:
    """A role in an organisation from a day on; the same one twice at once is refused by the database."""
    if kind not in roles.KINDS:
        raise ValueError(f"{kind!r} is no kind of role: {', '.join(roles.KINDS)}")
    return Role.objects.create(person=person, organisation=organisation, kind=kind, start=start, end=end)


def open_office(*, key: str, name: str) -> None:
    """A kind of role that signs as an office; no row is written, it holds for as long as the process lives."""
    permissions.know(roles.open_office(key, name))


@action("accounts.end-role")
def end_role(*, by: Actor, at: datetime, role: Role, end: date) -> Role:
    """The role ends before a day; on the day that it began it is as if it had not been given.

    From the day of `at` on or before, who held it is out at once: every session of theirs ends with it.
    """
    if end <= role.start:
        role_id = role.pk
        role.delete()
        role.pk = role_id
    else:
        role.end = end
        role.save(update_fields=["end"])
    if end <= timezone.localdate(at):
        Session.objects.filter(person_id=role.person_id).delete()
    return role


@action("accounts.close-account")
def close_account(*, by: Actor, at: datetime, person: Person) -> Person:
    """A leaver: every session ends at once, nothing lets them in again, their history stays."""
    person.is_active = False
    person.save(update_fields=["is_active"])
    Session.objects.filter(person_id=person.pk).delete()
    return person
