"""What the worker does for accounts: letters, and sessions cleared every hour.

Whether an address has an account is found out here, where no page shows how long it takes.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from commonweal.accounts import actions, letters, links, queries, sealing
from commonweal.core import mail, scope
from commonweal.core.actor import SYSTEM
from commonweal.core.clock import now, real_now, today
from commonweal.core.jobs import queue
from commonweal.places import queries as places


@queue.task(name=actions.LINK, retry=mail.AGAIN)
def send_link(email: str) -> None:
    """A link for a new password, to whoever has an account with a password under this address; nothing to others."""
    with scope.within(scope.SYSTEM_SCOPE):
        person = queries.person_by_email(email)
        if person is None or not person.is_active or not person.has_usable_password():
            return
        actions.note_link(by=SYSTEM, at=real_now(), person=person)
        letter = letters.new_password(person, links.to_new_password(person), settings.PASSWORD_RESET_TIMEOUT // 60)
    mail.send(person.email, letter)


@queue.task(name=actions.INVITATION, retry=mail.AGAIN)
def send_invitation(invitation_id: int, sealed: str) -> None:
    """An invitation's link, unless it was withdrawn or taken meanwhile."""
    token = sealing.unseal(sealed)
    with scope.within(scope.SYSTEM_SCOPE):
        offered = queries.invitation_by_token(token, real_now()) if token else None
        if offered is None or token is None or offered.pk != invitation_id:
            return
        name = places.names({offered.organisation_id}, today())[offered.organisation_id]
        letter = letters.invitation(offered, name, token)
    mail.send(offered.email, letter)


@queue.task(name=actions.NOTICE, retry=mail.AGAIN)
def send_notice(person_id: int, what: str, at: float) -> None:
    """Word of a change at somebody's door."""
    person = queries.active_person(person_id)
    if person is not None:
        moment = datetime.fromtimestamp(at, real_now().tzinfo)
        mail.send(person.email, letters.happened(person, what, moment))


@queue.periodic(cron="37 * * * *")
@queue.task(name="commonweal.clear-sessions")
def clear_sessions(timestamp: int) -> None:
    """Remove sessions that have expired; `timestamp` is the hour's that the queue says. Nothing is written for none."""
    with scope.within(scope.SYSTEM_SCOPE):
        if queries.has_expired_sessions(real_now()):
            actions.clear_sessions(by=SYSTEM, at=now(), expired_by=real_now())
