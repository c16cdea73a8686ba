"""The tests' database: a throwaway server, a template migrated once as the owner, one clone for each worker.

Tests run as the application's role, which owns nothing. The template is named by a digest of the migrations and of
what the reference loader reads, and is built again when one of them changes. A clone is thrown away after a test that
really commits, and made again from the template: exact, whatever the test did, and without a list of tables to spare.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib
import importlib.util
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connections

from commonweal import server
from commonweal.cli import manage
from commonweal.server import roles

PREFIX = "commonweal_test"
REFERENCE = "tests.factories.reference"


class WorkersDatabase:
    """This worker's clone of a template."""

    def __init__(self, ways: server.Addresses, administrator: server.Address, worker: str, template: str) -> None:
        self.ways, self.administrator, self.template = ways, administrator, template
        self.name = f"{PREFIX}_{worker}_{os.getpid()}"

    def another(self, what: str) -> WorkersDatabase:
        """A second clone of the same template, for what several tests of this worker stand on."""
        found = WorkersDatabase(self.ways, self.administrator, "", self.template)
        found.name = self.name.replace(f"{PREFIX}_", f"{PREFIX}_{what}_", 1)
        return found

    def analyze(self, name: str = "") -> None:
        """Have the planner know the tables, which it takes for small ones else; a copy of a database knows them too."""
        with roles.connect(replace(self.administrator, database=name or self.name)) as control:
            control.execute("ANALYZE")

    def make(self) -> None:
        """Throw away what the clone holds and copy the template."""
        connections.close_all()
        with roles.connect(self.administrator) as control:
            control.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
            roles.create_database(control, self.name, self.ways, template=self.template)

    def remove(self) -> None:
        connections.close_all()
        with roles.connect(self.administrator) as control:
            control.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def build_template(self) -> None:
        """Migrate and load an empty database, unless one was built for this digest; half a template is never used."""
        with roles.connect(self.administrator) as control:
            names = [row[0] for row in control.execute("SELECT datname FROM pg_database WHERE NOT datistemplate")]
            for name in names:
                if name != self.template and _is_left_over(name):
                    control.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            if self.template in names:
                return
            half = f"{PREFIX}_half_{os.getpid()}"
            roles.create_database(control, half, self.ways)
            _migrate(half, self.ways)
            self.analyze(half)
            control.execute(f'ALTER DATABASE "{half}" RENAME TO "{self.template}"')


@contextmanager
def workers_database(worker: str) -> Iterator[WorkersDatabase]:
    """A clone of the template for this worker; the server runs as long as a worker uses it."""
    folder = settings.DATA_FOLDER
    with server.running(folder) as ways:
        administrator = ways.owner if server.is_external() else server.superuser(folder)
        database = WorkersDatabase(ways, administrator, worker, f"{PREFIX}_template_{_digest(ways)}")
        with (folder / "template.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            database.build_template()
        with cloned(database):
            yield database


@contextmanager
def cloned(database: WorkersDatabase) -> Iterator[None]:
    """The clone is there, and Django's connections lead to it, inside this block."""
    database.make()
    use(database.name)
    try:
        yield
    finally:
        database.remove()


@contextmanager
def pointed_at(ways: server.Addresses) -> Iterator[None]:
    """Django's connections on another server for the length of the block."""
    before = {alias: dict(connections[alias].settings_dict) for alias in connections}
    connections.close_all()
    for alias, way in [("default", ways.app), ("owner", ways.owner), ("reader", ways.reader)]:
        place = {"NAME": way.database, "USER": way.user, "PASSWORD": way.password, "HOST": way.host, "PORT": way.port}
        connections[alias].settings_dict.update(place)
    try:
        yield
    finally:
        connections.close_all()
        for alias, settings_before in before.items():
            connections[alias].settings_dict.update(settings_before)


def use(name: str) -> None:
    """Point all of Django's connections to this database."""
    connections.close_all()
    for alias in connections:
        connections[alias].settings_dict["NAME"] = name


def _migrate(name: str, ways: server.Addresses) -> None:
    roles.set_privileges(replace(ways, owner=replace(ways.owner, database=name)))
    use(name)
    manage.bring_up_to_date()
    if importlib.util.find_spec(REFERENCE):
        importlib.import_module(REFERENCE).load_into_template()
    connections.close_all()


def _digest(ways: server.Addresses) -> str:
    """Of the roles, every migration, what the reference loader says it reads (`SOURCES`), and how it is built."""
    files = [file for app in apps.get_app_configs() for file in Path(app.path).glob("migrations/*.py")]
    if importlib.util.find_spec(REFERENCE):
        for source in importlib.import_module(REFERENCE).SOURCES:
            files += (
                [file for file in source.rglob("*") if file.is_file() and file.suffix != ".pyc"]
                if source.is_dir()
                else [source]
            )
    files.append(Path(__file__))
    digest = hashlib.sha256(f"{ways.app.user} {ways.reader.user}".encode())
    for file in sorted(set(files)):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def _is_left_over(name: str) -> bool:
    """Whether it is a former template, or the clone of a process that was killed."""
    if not name.startswith(PREFIX) or name.startswith(f"{PREFIX}_template_"):
        return name.startswith(PREFIX)
    try:
        os.kill(int(name.rsplit("_", 1)[1]), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
