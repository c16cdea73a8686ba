"""The invented place of the demonstration and those who can sign in there."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from commonweal.accounts import actions as accounts
from commonweal.accounts import queries as people
from commonweal.accounts import roles
from commonweal.core.actor import SYSTEM
from commonweal.places import actions as places

FILE = Path(__file__).parent / "people.toml"
BEGINNING = date(2009, 4, 1)


@dataclass(frozen=True, slots=True)
class SignIn:
    """What to type, and who one then is."""

    email: str
    password: str
    name: str
    roles: str


def sign_ins() -> tuple[SignIn, ...]:
    """Every sign-in of the demonstration."""
    told = _told()
    return tuple(
        SignIn(p["email"], told["password"], p["name"], ", ".join(roles.kind_of(kind).name for kind, _ in p["roles"]))
        for p in told["person"]
    )


def add(at: datetime) -> None:
    """Make the invented organisations and people, through the actions, where they are not there yet."""
    told = _told()
    if people.person_by_email(told["person"][0]["email"]):
        return
    organisations = {
        o["key"]: places.add_organisation(
            by=SYSTEM, at=at, kind=o["kind"], name=o["name"], start=BEGINNING, codes=o["codes"]
        )
        for o in told["organisation"]
    }
    for entry in told["person"]:
        person = accounts.add_person(
            by=SYSTEM, at=at, email=entry["email"], name=entry["name"], password=told["password"], is_demonstration=True
        )
        for kind, key in entry["roles"]:
            accounts.give_role(
                by=SYSTEM, at=at, person=person, organisation=organisations[key], kind=kind, start=date(at.year, 1, 1)
            )


def _told() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
