"""The letters of accounts, in plain text: a link for a new password, an invitation, word of a change at the door."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from commonweal.accounts.models import Invitation, Person
from commonweal.core.mail import Letter, page
from commonweal.core.templating import day, moment

HAPPENED = {
    "password": ("Your password was changed", "The password of your account was changed"),
    "app": ("An authenticator app was set up", "An authenticator app was set up as a second step of your account"),
    "passkey": ("A passkey was added", "A passkey or security key was added to your account"),
    "recovery-code": ("A recovery code was used", "Somebody signed in to your account with one of its recovery codes"),
}
NOT_YOU = (
    "If it was you, there is nothing to do.\n\nIf it was not, choose another password at once:\n\n{forgotten}\n\n"
    "and tell an administrator of your organisation."
)


def new_password(person: Person, link: str, minutes: int) -> Letter:
    """Where to choose another password."""
    return _letter(
        "Choose another password",
        person.name,
        f"Somebody, we hope you, asked for another password for your account.\n\nChoose it here:\n\n{page(link)}\n\n"
        f"The link serves once, within {minutes} minutes, until you sign in. Your second step stays as it is.\n\n"
        "If it was not you who asked, there is nothing to do: your password holds.",
    )


def invitation(offered: Invitation, organisation: str, token: str) -> Letter:
    """A role, and where to take it."""
    until = f" until {day(offered.end)}" if offered.end else ""
    return _letter(
        "You are invited to Commonweal",
        "",
        f"{offered.person_name} offers you the role of {offered.kind_name} at {organisation} from "
        f"{day(offered.start)}{until}.\n\nTake it here:\n\n"
        f"{page(reverse('accounts:invitation', args=[token]))}\n\n"
        f"The link serves once, until {moment(offered.expires_at)}. If you do not know what this is about, "
        "leave it: nothing happens.",
    )


def happened(person: Person, what: str, at: datetime) -> Letter:
    """Word of a change of how one signs in, to whom it would surprise if they had not made it."""
    subject, said = HAPPENED[what]
    text = NOT_YOU.format(forgotten=page(reverse("accounts:forgotten")))
    return _letter(subject, person.name, f"{said} on {moment(at)}.\n\n{text}")


def _letter(subject: str, name: str, text: str) -> Letter:
    greeting = f"Dear {name}," if name else "Hello,"
    return Letter(f"Commonweal: {subject}", f"{greeting}\n\n{text}\n\nCommonweal, {page('/')}\n")
