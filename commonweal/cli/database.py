"""`commonweal db`: the database by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commonweal import server
from commonweal.cli import manage, steps

app = typer.Typer(no_args_is_help=True)
EXTERNAL = "DATABASE_URL is set: that server is not ours to start or stop."


@app.command()
def start() -> None:
    """Start PostgreSQL and leave it running until `commonweal db stop`."""
    _refuse_external()
    with steps.step("Start PostgreSQL"):
        server.stay(manage.data_folder())


@app.command()
def stop() -> None:
    """Stop PostgreSQL, whoever uses it."""
    _refuse_external()
    steps.say("PostgreSQL is stopped." if server.stop(manage.data_folder()) else "PostgreSQL was not running.")


@app.command()
def status() -> None:
    """Say whether PostgreSQL runs, and where. Ends with 3 where it does not."""
    ways = server.addresses(manage.data_folder())
    runs = server.is_running(manage.data_folder())
    steps.say(f"PostgreSQL {'runs' if runs else 'does not run'}: {ways.owner.database} at {ways.owner.host}")
    raise typer.Exit(0 if runs else 3)


@app.command()
def shell(role: Annotated[str, typer.Option(help="owner, app or reader")] = "owner") -> None:
    """Look into the database with psql."""
    with server.running(manage.data_folder()) as ways:
        known = {"owner": ways.owner, "app": ways.app, "reader": ways.reader}
        if role not in known:
            raise typer.BadParameter(f"There is no role {role!r}: choose {', '.join(known)}.")
        raise typer.Exit(server.shell(known[role]))


@app.command()
def backup(file: Path) -> None:
    """Write the whole database into FILE (PostgreSQL's custom format), in use or not."""
    with server.running(manage.data_folder()), steps.step(f"Back up into {file}"):
        server.backup(manage.data_folder(), file)
    steps.say(f"{file}: {file.stat().st_size / 1e6:,.1f} MB")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask")] = False,
) -> None:
    """Replace the whole database by what FILE holds, or leave it as it is where that fails."""
    if not yes:
        typer.confirm("All that the database holds now will be replaced. Go on?", abort=True)
    with server.running(manage.data_folder()), steps.step(f"Restore from {file}"):
        server.restore(manage.data_folder(), file)


def _refuse_external() -> None:
    if server.is_external():
        steps.say_error(EXTERNAL)
        raise typer.Exit(1)
