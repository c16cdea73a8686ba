"""Letters that accounts ask for: whoever forgot a password, whoever is invited, whoever should know of a change.

The tasks stand in `commonweal.accounts.jobs`; they are asked for by name, since they use what stands here.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from commonweal.accounts import queries, sealing
from commonweal.accounts.models import Invitation, Person
from commonweal.core import mail
from commonweal.core.actions import action
from commonweal.core.actor import Actor

LINK, INVITATION, NOTICE = "commonweal.mail-link", "commonweal.mail-invitation", "commonweal.mail-notice"
LINKS_AN_HOUR = 3
HOUR = timedelta(hours=1)


@action("accounts.ask-for-link")
def ask_for_link(*, by: Actor, at: datetime, address_digest: str, secret_email: str) -> None:
    """Somebody says that they forgot the password of an address, which may have an account or not: the same is done.

    More than a few an hour for one address are noted and lead to no letter. The audit keeps a digest of the address
    alone: it may be anybody's.
    """
    if queries.links_asked(address_digest, since=at - HOUR) < LINKS_AN_HOUR:
        mail.ask(LINK, email=secret_email)


@action("accounts.send-link")
def note_link(*, by: Actor, at: datetime, person: Person) -> Person:
    """A link for a new password is on its way to somebody."""
    return person


def send_invitation(invitation: Invitation, token: str) -> None:
    """Have an invitation's link sent to its address; the queue keeps the token sealed."""
    mail.ask(INVITATION, invitation_id=invitation.pk, sealed=sealing.seal(token))


def tell(person: Person, what: str, at: datetime) -> None:
    """Have somebody told of a change of how they sign in."""
    mail.ask(NOTICE, person_id=person.pk, what=what, at=at.timestamp())
