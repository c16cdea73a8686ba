"""Inviting somebody to a role by an address, and what becomes of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from commonweal.accounts import queries, roles, sealing
from commonweal.accounts.actions.mailing import send_invitation
from commonweal.accounts.actions.people import add_person, give_role
from commonweal.accounts.models import Invitation, Person
from commonweal.core.actions import action
from commonweal.core.actor import Actor
from commonweal.core.refusal import Refused
from commonweal.engine.findings import Finding, error

if TYPE_CHECKING:
    from commonweal.places.models import Organisation

LASTS = timedelta(days=7)


@action("accounts.invite")
def invite(
    *,
    by: Actor,
    at: datetime,
    email: str,
    organisation: Organisation,
    kind: str,
    start: date,
    token: str,
    end: date | None = None,
) -> Invitation:
    """Offer a role; whoever has the link that carries the token may take it, once, for a week. It goes by mail too."""
    if kind not in roles.KINDS:
        raise ValueError(f"{kind!r} is no kind of role: {', '.join(roles.KINDS)}")
    invitation = Invitation.objects.create(
        person_id=by.id,
        person_name=by.name,
        at=at,
        email=email.strip().lower(),
        organisation=organisation,
        kind=kind,
        start=start,
        end=end,
        token_digest=sealing.token_digest(token),
        expires_at=at + LASTS,
    )
    send_invitation(invitation, token)
    return invitation


@action("accounts.withdraw-invitation")
def withdraw_invitation(*, by: Actor, at: datetime, invitation: Invitation) -> Invitation:
    """From now on the link opens nothing; one that was accepted stays accepted."""
    if invitation.accepted_at is None:
        invitation.withdrawn_at = at
        invitation.save(update_fields=["withdrawn_at"])
    return invitation


@action("accounts.accept-invitation")
def accept_invitation(
    *, by: Actor, at: datetime, invitation: Invitation, name: str, password: str | None = None
) -> Person:
    """The offered role for the person of that address, who gets an account where there is none yet.

    Raises Refused where the invitation is no longer open, the account closed, or the role held already. Needs the
    system's scope.
    """
    locked = queries.open_invitations(at).select_for_update().filter(pk=invitation.pk).first()
    if locked is None:
        raise Refused([_over()])
    person = queries.person_by_email(locked.email)
    if person is None:
        account = {"email": locked.email, "name": name, "password": password}
        person = add_person(by=by, at=at, is_demonstration=_is_play(locked), **account)
    if not person.is_active:
        raise Refused([_closed()])
    locked.accepted_at = at
    locked.save(update_fields=["accepted_at"])
    _give(person, locked, at)
    return person


def _give(person: Person, offered: Invitation, at: datetime) -> None:
    role = {"organisation": offered.organisation, "kind": offered.kind, "start": offered.start, "end": offered.end}
    try:
        with transaction.atomic():
            give_role(by=Actor(offered.person_id, offered.person_name), at=at, person=person, **role)
    except IntegrityError as fault:
        raise Refused([_held()]) from fault


def _is_play(offered: Invitation) -> bool:
    """Who is invited by the demonstration's people is of the demonstration."""
    inviter = Person.objects.filter(pk=offered.person_id).first() if offered.person_id else None
    return bool(inviter and inviter.is_demonstration)


def _over() -> Finding:
    return error(
        "invitation-over",
        "This invitation",
        "It was used, withdrawn or has run out.",
        "Ask who invited you for a new one, or sign in if you have used it before.",
    )


def _closed() -> Finding:
    return error(
        "account-closed",
        "This address",
        "Its account is closed.",
        "Ask who runs the service to open it again.",
    )


def _held() -> Finding:
    return error("role-held", "This invitation", "You hold this role already.", "Sign in; there is nothing to accept.")
