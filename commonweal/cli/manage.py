"""Django for the command: set up once, migrations as the owner, and every other Django command passed through."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django
import typer
from django.conf import settings
from django.core import management

from commonweal import server
from commonweal.cli import steps
from commonweal.execution import kernels


def data_folder() -> Path:
    """Where this installation keeps what it keeps. Raises ImproperlyConfigured where the settings refuse to start."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonweal.config.settings")
    folder: Path = settings.DATA_FOLDER
    kernels.keep_in(folder)  # for web and worker too; read when numba is loaded
    return folder


def set_up() -> None:
    """Make Django's models and commands usable in this process."""
    data_folder()
    django.setup()


def migrate() -> None:
    """Bring the database's structure up to date, as its owner."""
    with server.running(data_folder()), steps.step("Bring the database up to date"):
        set_up()
        bring_up_to_date()


def bring_up_to_date() -> None:
    """Every migration, as the owner: what `run`, `migrate` and the tests' template all do."""
    management.call_command("migrate", database="owner", interactive=False, verbosity=0)


def django_admin(context: typer.Context) -> None:
    """Any Django command, the database running: `commonweal django shell`."""
    with server.running(data_folder()):
        set_up()
        management.ManagementUtility([sys.argv[0], *context.args]).execute()


def flow(context: typer.Context) -> None:
    """People leaving hospital: run and compare scenarios (`commonweal flow --help`)."""
    data_folder()
    from commonweal.cli import simulating  # compiled kernels: a second that no other command should wait for

    simulating.app(context.args, prog_name="commonweal flow")
