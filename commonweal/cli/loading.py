"""`commonweal load`: what ships with the system, into the database."""

from __future__ import annotations

import sys

import typer

from commonweal import server
from commonweal.cli import manage, steps

app = typer.Typer(no_args_is_help=True)


@app.callback()
def load() -> None:
    """Load what ships with the system."""


@app.command("reference")
def load_reference() -> None:
    """Organisations, codes, successions, populations and boundaries; a second time changes only what changed."""
    with server.running(manage.data_folder()), steps.step("Load the reference tables") as report:
        manage.set_up()
        from django.utils import timezone

        from commonweal.core import scope
        from commonweal.core.actor import COMMAND_LINE
        from commonweal.places import actions

        with scope.within(scope.SYSTEM_SCOPE):
            loaded = actions.load_reference(by=COMMAND_LINE, at=timezone.now(), report=report)
    for finding in loaded.findings:
        steps.say_finding(finding)
    for table, count in loaded.added.items():
        if count or loaded.removed[table]:
            steps.say(f"{table}: {count:,} added, {loaded.removed[table]:,} removed")
    if loaded.is_refused:
        sys.exit(1)
    if not loaded.is_change:
        steps.say("Everything was there already.")
