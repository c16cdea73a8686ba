"""The server runs as long as somebody uses it.

Every user of the server holds a shared lock on one file. Who comes first starts it; who leaves last stops it. A
watcher waits for the same lock alone: the kernel gives it to the watcher when the last user was killed without a
chance to tidy up, and the watcher stops the server then. `db start` leaves a mark that keeps it up without users.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commonweal.server import binaries, postmaster, roles
from commonweal.server.addresses import Addresses, addresses, is_external, superuser
from commonweal.server.home import Home, Keys, home, keys


@contextmanager
def running(data_folder: Path) -> Iterator[Addresses]:
    """The three addresses of a PostgreSQL that answers inside this block, its roles and database made.

    Raises ServerProblem where it cannot start, or an external one is not fit.
    """
    ways = addresses(data_folder)
    if is_external():
        roles.prepare_external(ways)
        yield ways
        return
    kept = keys(data_folder)
    house = home(data_folder, kept)
    with _use(house):
        with _lock(house.kept / "starting.lock"):
            _ensure_started(data_folder, house, kept)
        yield ways


def stay(data_folder: Path) -> None:
    """Start the server and leave it running until `stop`."""
    with running(data_folder):
        _stay_mark(home(data_folder, keys(data_folder))).touch()


def stop(data_folder: Path) -> bool:
    """Stop the embedded server, whoever uses it; whether there was one to stop."""
    house = home(data_folder, keys(data_folder))
    _stay_mark(house).unlink(missing_ok=True)
    with _lock(house.kept / "starting.lock"):
        was_running = postmaster.is_running(house)
        postmaster.stop(house)
    return was_running


def is_running(data_folder: Path) -> bool:
    """Whether the database answers (the embedded server's process is there; an external one is believed)."""
    return is_external() or postmaster.is_running(home(data_folder, keys(data_folder)))


def stop_unless_wanted(house: Home) -> None:
    """What the last user does, and the watcher for a last user who was killed."""
    with _lock(house.kept / "starting.lock"):
        if not _stay_mark(house).exists():
            postmaster.stop(house)


def wait_for_last_user(house: Home) -> None:
    """Return when nobody uses the server; until this process ends, newcomers wait."""
    fcntl.flock(_open(house.kept / "users.lock"), fcntl.LOCK_EX)


def _ensure_started(data_folder: Path, house: Home, kept: Keys) -> None:
    if not postmaster.is_running(house):
        postmaster.start(house, kept)
    roles.prepare_embedded(superuser(data_folder), addresses(data_folder))
    _ensure_watched(data_folder, house)


@contextmanager
def _use(house: Home) -> Iterator[None]:
    house.kept.mkdir(parents=True, exist_ok=True)
    users = _open(house.kept / "users.lock")
    fcntl.flock(users, fcntl.LOCK_SH)
    try:
        yield
    finally:
        _leave(house, users)
        os.close(users)


def _leave(house: Home, users: int) -> None:
    """Stop the server if no other user is left. The watcher does not count as one: it waits outside `starting.lock`."""
    with _lock(house.kept / "starting.lock"):
        alone = _try(users, fcntl.LOCK_EX) or not _try(users, fcntl.LOCK_SH)
        if alone and not _stay_mark(house).exists():
            postmaster.stop(house)
        fcntl.flock(users, fcntl.LOCK_UN)


def _ensure_watched(data_folder: Path, house: Home) -> None:
    """One watcher for each server: it inherits the lock that says so, so a killed one is replaced in time."""
    watching = _open(house.kept / "watcher.lock")
    if _try(watching, fcntl.LOCK_EX):
        with house.log.open("ab") as log:
            subprocess.Popen(
                [sys.executable, "-m", "commonweal.server.watcher", str(data_folder), str(watching)],
                cwd="/",
                env=os.environ | {"PYTHONPATH": binaries.own_code()},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[watching],
                start_new_session=True,
            )
    os.close(watching)


@contextmanager
def _lock(file: Path) -> Iterator[None]:
    file.parent.mkdir(parents=True, exist_ok=True)
    held = _open(file)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _try(held: int, kind: int) -> bool:
    try:
        fcntl.flock(held, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _open(file: Path) -> int:
    return os.open(file, os.O_RDWR | os.O_CREAT, 0o600)


def _stay_mark(house: Home) -> Path:
    return house.kept / "stays"
