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
        if not load_reference():
            raise typer.Exit(1)


@app.command()
def demonstration() -> None:
    """Load the reference tables, England's published delays, and an invented place with people who can sign in."""
    with server.running(manage.data_folder()):
        manage.set_up()
        if refused := load_demonstration():
            steps.say_error(refused)
            raise typer.Exit(1)


def load_reference() -> bool:
    """The reference tables, Django being set up: what changed is said; whether the tables were sound."""
    from commonweal.core import scope
    from commonweal.core.actor import COMMAND_LINE
    from commonweal.core.clock import now
    from commonweal.places import actions

    with steps.step("Load reference tables") as report, scope.within(scope.SYSTEM_SCOPE):
        loaded = actions.load_reference(by=COMMAND_LINE, at=now(), report=report)
    for finding in loaded.findings:
        steps.say_finding(finding)
    for table, count in loaded.added.items():
        if count or loaded.removed[table]:
            steps.say(f"  {table}: {count:,} added, {loaded.removed[table]:,} removed")
    return not loaded.is_refused


def load_demonstration() -> str:
    """The demonstration, Django being set up; why it does not belong here, where that is so."""
    from commonweal.demo import load

    try:
        with steps.step("Load the demonstration") as report:
            load.load(report)
    except load.Refused as refused:
        return str(refused)
    return ""


def refuse_demonstration_people() -> None:
    """ImproperlyConfigured where production would let the demonstration's people in."""
    from django.core.exceptions import ImproperlyConfigured

    from commonweal.demo import load

    try:
        load.refuse_in_production()
    except load.Refused as refused:
        raise ImproperlyConfigured(str(refused)) from None


def warm() -> None:
    """Draw what the first visitor will look at, Django being set up."""
    from commonweal.demo.warm import warm

    with steps.step("Warm caches") as report:
        warm(report)


def sign_ins() -> list[str]:
    """Who can sign in to the demonstration, a line each."""
    from commonweal.demo import people

    return [f"{one.email}  {one.password}  ({one.name}: {one.roles})" for one in people.sign_ins()]
