"""The offices that sign: each that a round names becomes a kind of role, which administrators give to people."""

from __future__ import annotations

from collections.abc import Iterable

from commonweal.accounts import actions as accounts
from commonweal.engine.rulebook.model import Rulebook


def open_offices(rulebooks: Iterable[Rulebook]) -> None:
    """Let the offices of these rounds be held; where two rounds name one differently, the first name stays."""
    for rulebook in rulebooks:
        for sign_off in rulebook.sign_off:
            for key, name in rulebook.offices_of(sign_off).items():
                accounts.open_office(key=key, name=name)
