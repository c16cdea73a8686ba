from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from commonweal import server
from tests.server import helpers


@pytest.fixture(autouse=True, scope="module")
def _own_server() -> Iterator[None]:
    """These tests are about the embedded server, even where the others use another one."""
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("DATABASE_URL", "DATABASE_APP_URL", "DATABASE_READER_URL"):
            patch.delenv(variable, raising=False)
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder whose server was made once for the module: making one is the slow part."""
    with helpers.data_folder(tmp_path_factory.mktemp("made") / "var") as folder:
        yield folder


@pytest.fixture
def folder(made: Path) -> Iterator[Path]:
    """The module's data folder; each test leaves its server stopped."""
    yield made
    helpers.eventually(lambda: not server.is_running(made))


@pytest.fixture(scope="module")
def up(made: Path) -> Iterator[tuple[Path, server.Addresses]]:
    """The module's server, running, for tests that only ask."""
    with server.running(made) as ways:
        yield made, ways
