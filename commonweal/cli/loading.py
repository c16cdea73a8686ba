"""`commonweal load`: the reference tables of places, and the demonstration."""

from __future__ import annotations

import typer

from commonweal import server
from commonweal.cli import manage, steps

app = typer.Typer(no_args_is_help=True)


@app.command()
def reference() -> None:
    """Load organisations, areas, populations and boundaries; what is there already is left as it is."""
    with server.running(manage.data_folder()):
        manage.set_up()
        load_reference()


@app.command()
def demonstration() -> None:
    """Load the reference tables, England's published delays, and an invented place with people who can sign in."""
    with server.running(manage.data_folder()):
        manage.set_up()
        if refused := load_demonstration():
            steps.say_error(refused)
            raise typer.Exit(1)


def load_reference() -> None:
    """The reference tables, Django being set up."""
    from django.utils import timezone

    from commonweal.core import scope
    from commonweal.core.actor import SYSTEM
    from commonweal.places import actions

    with steps.step("Load reference tables") as report, scope.within(scope.SYSTEM_SCOPE):
        actions.load_reference(by=SYSTEM, at=timezone.now(), report=report)


def load_demonstration() -> str:
    """The demonstration, Django being set up; why it does not belong here, where that is so."""
    from commonweal.demo import load

    try:
        with steps.step("Load the demonstration") as report:
            load.load(report)
    except load.Refused as refused:
        return str(refused)
    return ""


def sign_ins() -> list[str]:
    """Who can sign in to the demonstration, a line each."""
    from commonweal.demo import people

    return [f"{one.email}  {one.password}  ({one.name}: {one.roles})" for one in people.sign_ins()]
