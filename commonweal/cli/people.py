"""`commonweal people`: the first administrator, leavers, and who has lost every second step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from commonweal import server
from commonweal.cli import manage, steps

if TYPE_CHECKING:
    from commonweal.accounts.models import Person

app = typer.Typer(no_args_is_help=True)


@app.command()
def invite(
    email: str,
    organisation: Annotated[str, typer.Option(help="Its code or name as of today, for example E10000014")],
    role: Annotated[str, typer.Option(help="A kind of role, for example administrator")],
    address: Annotated[str, typer.Option(help="Where people reach this service")] = "http://localhost:8000",
) -> None:
    """Offer a role to an e-mail address and print the link, which serves once within 7 days."""
    with _at_work():
        from django.urls import reverse

        from commonweal.accounts import actions, roles, sealing
        from commonweal.core.actor import COMMAND_LINE
        from commonweal.core.clock import now, today
        from commonweal.places import queries as places

        if role not in roles.KINDS:
            _end(f"There is no role {role!r}: choose {', '.join(roles.KINDS)}.")
        if not _is_address(email):
            _end(f"{email!r} is no e-mail address.")
        meant = places.resolve([places.Printed("--organisation", (organisation,), organisation)], today())[
            0
        ].organisation_id
        found = places.organisations([meant]).first() if meant else None
        if found is None:
            _end(f"No organisation has the code or name {organisation!r} today.")
        token = sealing.new_token()
        invitation = actions.invite(
            by=COMMAND_LINE, at=now(), email=email, organisation=found, kind=role, start=today(), token=token
        )
        link = address.rstrip("/") + reverse("accounts:invitation", args=[token])
    steps.say(f"{invitation.kind_name} for {invitation.email}. Send this link to that person alone:")
    steps.say(link)


@app.command()
def close(email: str) -> None:
    """Close an account: out at once, in every browser."""
    with _at_work():
        from commonweal.accounts import actions
        from commonweal.core.actor import COMMAND_LINE
        from commonweal.core.clock import now

        person = _person(email)
        actions.close_account(by=COMMAND_LINE, at=now(), person=person)
    steps.say(f"The account of {person.name} is closed and signed out everywhere.")


@app.command("reset-second-step")
def reset_second_step(email: str) -> None:
    """Take off every second step of somebody who has lost them; first make sure that it is them who asks."""
    with _at_work():
        from commonweal.accounts import actions
        from commonweal.core.actor import COMMAND_LINE
        from commonweal.core.clock import now

        person = _person(email)
        actions.reset_factors(by=COMMAND_LINE, at=now(), person=person)
    steps.say(
        f"{person.name} is signed out everywhere and sets up a second step at the next sign-in, if a role asks for it."
    )


@app.command("new-password")
def new_password(email: str) -> None:
    """Give somebody who forgot theirs a password, printed once; first make sure that it is them who asks."""
    with _at_work():
        from commonweal.accounts import actions, sealing
        from commonweal.core.actor import COMMAND_LINE
        from commonweal.core.clock import now

        person, password = _person(email), sealing.new_recovery_code()
        actions.set_password(by=COMMAND_LINE, at=now(), person=person, password=password)
    steps.say(f"{person.name} is signed out everywhere and signs in with {password}")
    steps.say("Have them change it at once on How you sign in.")


@contextmanager
def _at_work() -> Iterator[None]:
    """The database running, Django set up, as the system's own work."""
    with server.running(manage.data_folder()):
        manage.set_up()
        from commonweal.core import scope

        with scope.within(scope.SYSTEM_SCOPE):
            yield


def _person(email: str) -> Person:
    from commonweal.accounts import queries

    person = queries.person_by_email(email)
    if person is None:
        _end(f"Nobody has an account with the address {email}.")
    return person


def _is_address(email: str) -> bool:
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    try:
        validate_email(email)
    except ValidationError:
        return False
    return True


def _end(text: str) -> NoReturn:
    steps.say_error(text)
    raise typer.Exit(1)
