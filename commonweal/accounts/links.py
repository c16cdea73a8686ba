"""Links for a new password, by Django's own tokens.

One is bound to the password that is, the last sign-in, the address and the moment. Nothing is kept of it: what ends it
is that the password is another, that its owner signed in, or the time.
"""

from __future__ import annotations

from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.http import base36_to_int, int_to_base36

from commonweal.accounts.models import Person

LONGEST_ID = 13  # letters and figures of a 64-bit number in base 36


def to_new_password(person: Person) -> str:
    """The path of a link for a person."""
    return reverse("accounts:new-password", args=[int_to_base36(person.pk), default_token_generator.make_token(person)])


def person_id(written: str) -> int | None:
    """Whose link it says that it is."""
    try:
        return base36_to_int(written) if len(written) <= LONGEST_ID else None
    except ValueError:
        return None


def holds(person: Person, token: str) -> bool:
    """Whether the link may still be used."""
    return (
        person.is_active and person.has_usable_password() and bool(default_token_generator.check_token(person, token))
    )
