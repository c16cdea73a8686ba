"""What every test may lean on: its database, the folder of real publications, a count of what is left out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.db import connection
from django.test import TransactionTestCase

from tests import balance, database, installation, shared

_left_out: dict[str, int] = {}
# A busy machine makes slow examples; that says nothing about the code.
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    told = "run on a clone of the database that `commonweal run` makes, the demonstration in it"
    parser.addoption("--on-installation", action="store_true", help=told)


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_blocker) -> Iterator[database.WorkersDatabase]:
    """In place of pytest-django's own: its test database would be made, and emptied, by the application's role."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    made_by = installation if request.config.getoption("on_installation") else database
    with django_db_blocker.unblock(), made_by.workers_database(worker) as clone, pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: clone.make())
        yield clone


@pytest.fixture(scope="session")
def published_database(django_db_setup, django_db_blocker) -> Iterator[str]:
    """A second database of this worker, into which every publication that ships was read once."""
    from django.utils import timezone

    from commonweal.core import scope
    from commonweal.demo import delays

    other = django_db_setup.another("published")
    with django_db_blocker.unblock(), database.cloned(other):
        with scope.within(scope.SYSTEM_SCOPE):
            delays.load(timezone.now(), lambda *_, **__: None)
        other.analyze()
        database.use(django_db_setup.name)
        yield other.name


@pytest.fixture
def _on_published(published_database, django_db_setup) -> Iterator[None]:
    """Before the test's transaction begins, and until after it ends, that is the database."""
    assert not connection.in_atomic_block, "ask for `published` before `db`, and without the mark django_db"
    database.use(published_database)
    yield
    database.use(django_db_setup.name)


@pytest.fixture
def published(_on_published, db) -> None:
    """What ships stands in the database: 98 publications of delayed transfers, and those of discharges."""


@pytest.fixture(autouse=True)
def _nothing_kept_from_another_test() -> None:
    """What a process keeps of pages is of one database; here each test has its own."""
    from commonweal.core import kept
    from commonweal.home.queries import year
    from commonweal.home.views import start
    from commonweal.observations import atlas
    from commonweal.plans import known
    from commonweal.plans.queries import national
    from commonweal.plans.views import plans

    kept._public.clear()
    start._kept.clear()
    year._kept.clear()
    atlas._made.clear()
    known._made.clear()
    national._kept.clear()
    plans._kept.clear()


@pytest.fixture(autouse=True)
def _a_forced_sign_in_is_a_whole_one(monkeypatch) -> None:
    """`force_login` stands for a sign-in with its second step; what that asks is tested through the pages."""
    from django.test import Client
    from django.utils import timezone

    from commonweal.accounts import sessions

    plain = Client.force_login

    def whole(self, user, backend=None) -> None:
        plain(self, user, backend)
        session = self.session
        sessions.begin(session, timezone.now(), second_step=True)
        session.save()

    monkeypatch.setattr(Client, "force_login", whole)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real publications."""
    return shared.shared_data()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes longest begins first. Tests on real publications are left out where those are not, and counted."""
    items.sort(key=lambda item: balance.rank(item.nodeid))
    if shared.shared_data().is_dir():
        return
    needing = [item for item in items if item.get_closest_marker("shared_data")]
    items[:] = [item for item in items if item not in set(needing)]
    config.hook.pytest_deselected(items=needing)
    _left_out["here"] = len(needing)
    if hasattr(config, "workeroutput"):
        config.workeroutput["left_out"] = len(needing)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """One worker to a module, and one to all that look at the same product or stand on the same database."""
    return balance.Together(config, log) if config.getvalue("dist") == "loadscope" else None


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node) -> None:
    """Each worker collects the same tests: the number of any of them is the number."""
    _left_out["here"] = getattr(node, "workeroutput", {}).get("left_out", 0)


def pytest_terminal_summary(terminalreporter) -> None:
    if count := _left_out.get("here"):
        terminalreporter.write_line(f"{count} tests left out: {shared.shared_data()} is not here", yellow=True)
