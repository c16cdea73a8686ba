"""The database that `commonweal run` makes on its first start, the demonstration in it: for tests to stand on.

`pytest --on-installation` gives every worker a clone of it, in place of a clone of the tests' own template.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from commonweal import server
from tests.database import WorkersDatabase, cloned, pointed_at
from tests.functional import product


@contextmanager
def installation() -> Iterator[tuple[server.Addresses, server.Address]]:
    """The three ways into it and its administrator's: started as a user starts it, stopped, its server alone left."""
    if server.is_external():
        raise pytest.UsageError("DATABASE_URL is set: an installation of the tests' own is made without it.")
    with product.fresh_folder() as data:
        with product.started(data):
            pass
        with server.running(data) as ways:
            yield ways, server.superuser(data)


@contextmanager
def workers_database(worker: str) -> Iterator[WorkersDatabase]:
    """A clone of a fresh installation's database, for this worker."""
    with installation() as (ways, administrator), pointed_at(ways):
        database = WorkersDatabase(ways, administrator, worker, template=ways.owner.database)
        with cloned(database):
            yield database
