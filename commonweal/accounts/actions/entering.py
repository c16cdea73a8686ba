"""Who came in, how, and who is out; whom a sign-in provider means."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING

from commonweal.accounts import queries
from commonweal.accounts.actions.invitations import accept_invitation
from commonweal.accounts.actions.people import close_account, end_role
from commonweal.accounts.models import Identity, Person, Role, Session
from commonweal.core import scope
from commonweal.core.actions import action
from commonweal.core.actor import Actor
from commonweal.core.refusal import Refused

if TYPE_CHECKING:
    from commonweal.places.models import Organisation


@action("accounts.sign-in")
def note_sign_in(*, by: Actor, at: datetime, person: Person, how: str) -> Person:
    """Somebody came in: by a password, with an authenticator app, a passkey, a recovery code, or by the provider."""
    return person


@action("accounts.sign-in-failed")
def note_failed_sign_in(*, by: Actor, at: datetime, person: Person | None) -> Person | None:
    """Somebody tried a wrong password for an account, or for none: noted alike, so that it takes as long."""
    return person


@action("accounts.sign-out")
def note_sign_out(*, by: Actor, at: datetime, person: Person) -> Person:
    """Somebody signed out."""
    return person


@action("accounts.second-step-failed")
def note_failed_step(*, by: Actor, at: datetime, person: Person, how: str) -> Person:
    """A second step that did not hold: these are counted, and after a few one must wait."""
    return person


@action("accounts.end-sessions")
def end_sessions(*, by: Actor, at: datetime, person: Person, kept_token: str = "") -> Person:
    """Sign somebody out everywhere, but for the one session with this key."""
    Session.objects.filter(person_id=person.pk).exclude(session_key=kept_token).delete()
    return person


@action("accounts.clear-sessions")
def clear_sessions(*, by: Actor, at: datetime, expired_by: datetime) -> None:
    """Remove the sessions that nobody can use any more; expiry is by the real clock, whatever is taken for today."""
    Session.objects.filter(expire_date__lte=expired_by).delete()


@action("accounts.leave-organisation")
def leave_organisation(*, by: Actor, at: datetime, person: Person, organisation: Organisation, day: date) -> Person:
    """A leaver: their roles there end, and with the last role anywhere their account is closed."""
    there = Role.objects.filter(queries.lasting(day), person=person, organisation=organisation)
    for role in there:
        end_role(by=by, at=at, role=role, end=day)
    with scope.within(scope.SYSTEM_SCOPE):  # who administers one organisation does not see the roles in another
        has_others = Role.objects.filter(queries.lasting(day), person=person).exists()
    if not has_others:
        close_account(by=by, at=at, person=person)
    return person


@action("accounts.link-identity")
def link_identity(*, by: Actor, at: datetime, person: Person, issuer: str, subject: str) -> Identity:
    """From now on the provider's subject is this person, whatever their address becomes."""
    return Identity.objects.create(person=person, issuer=issuer, subject=subject, at=at)


def recognise(*, at: datetime, issuer: str, subject: str, email: str, email_verified: bool) -> Person | None:
    """Whom a provider means: who came from there before, else who was invited by an address that it has verified.

    An address whose person is another subject of the same provider is nobody's: it was given to somebody new. Needs the
    system's scope.
    """
    known = Identity.objects.select_related("person").filter(issuer=issuer, subject=subject).first()
    if known is not None:
        return known.person if known.person.is_active else None
    if not (email and email_verified):
        return None
    person = queries.person_by_email(email)
    offered = queries.open_invitations(at).filter(email__iexact=email)
    if person is not None and not _may_be(person, issuer):
        return None
    for invitation in offered:
        with suppress(Refused):  # a role that is held already
            person = accept_invitation(by=Actor(None, email), at=at, invitation=invitation, name=email)
    if person is not None:
        link_identity(by=person.actor, at=at, person=person, issuer=issuer, subject=subject)
    return person


def _may_be(person: Person, issuer: str) -> bool:
    return person.is_active and not person.identities.filter(issuer=issuer).exists()
