"""The server lives exactly as long as somebody uses it, however its users end."""

from __future__ import annotations

import os
import signal
import stat
from pathlib import Path

import psycopg
import pytest

from commonweal import server
from commonweal.server import lifetime, postmaster
from commonweal.server.home import home, keys
from tests.server.helpers import User, data_folder, eventually, postmaster_pid, processes_of


def _gone(folder) -> bool:
    return not processes_of(folder) and not server.is_running(folder)


def test_it_answers_inside_the_block_and_is_gone_after_it(folder):
    with server.running(folder) as ways:
        for way, user in [
            (ways.owner, "commonweal_owner"),
            (ways.app, "commonweal_app"),
            (ways.reader, "commonweal_reader"),
        ]:
            with psycopg.connect(way.conninfo()) as database:
                assert database.execute("select current_user, current_database()").fetchone() == (user, "commonweal")
    assert not server.is_running(folder)
    assert not home(folder, keys(folder)).socket.exists()
    eventually(lambda: _gone(folder))


def test_addresses_start_nothing(tmp_path):
    folder = tmp_path / "var"
    ways = server.addresses(folder)
    assert ways == server.addresses(folder)
    assert not server.is_running(folder)
    assert ways.owner.password not in repr(ways)
    assert stat.S_IMODE((folder / "server" / "keys.json").stat().st_mode) == 0o600


def test_the_last_user_stops_it(folder):
    first, second = User(folder), User(folder)
    pid = postmaster_pid(folder)
    first.leave()
    assert server.is_running(folder)
    assert postmaster_pid(folder) == pid
    second.leave()
    assert not server.is_running(folder)


def test_nothing_is_left_after_kill_9_and_the_next_start_is_clean(folder):
    User(folder).kill()
    assert eventually(lambda: _gone(folder)) < 10
    with server.running(folder) as ways, psycopg.connect(ways.app.conninfo()) as database:
        assert database.execute("select 1").fetchone() == (1,)


def test_an_orphan_is_taken_over_and_stopped_at_the_end(folder):
    user = User(folder)
    pid = postmaster_pid(folder)
    watchers = [int(line.split()[0]) for line in processes_of(folder) if "server.watcher" in line]
    assert len(watchers) == 1
    os.kill(watchers[0], signal.SIGKILL)
    user.kill()
    assert server.is_running(folder)
    second = User(folder)
    assert postmaster_pid(folder) == pid
    second.kill()  # its new watcher does what the killed one could not
    assert eventually(lambda: _gone(folder)) < 10


def test_a_killed_server_starts_again(folder):
    with server.running(folder):
        os.kill(postmaster_pid(folder), signal.SIGKILL)
        eventually(lambda: not server.is_running(folder))
    with server.running(folder) as ways, psycopg.connect(ways.app.conninfo()) as database:
        assert database.execute("select 1").fetchone() == (1,)


def test_a_pid_file_that_names_another_process_is_not_believed(folder):
    with server.running(folder):
        pass
    house = home(folder, keys(folder))
    (house.data / "postmaster.pid").write_text(f"{os.getpid()}\n{house.data}\n")
    assert not server.is_running(folder)
    with server.running(folder):
        assert postmaster_pid(folder) != os.getpid()


def test_db_start_stays_until_db_stop(folder):
    lifetime.stay(folder)
    assert server.is_running(folder)
    User(folder).leave()
    User(folder).kill()
    with server.running(folder):
        pass
    assert server.is_running(folder)
    assert lifetime.stop(folder) is True
    assert lifetime.stop(folder) is False
    eventually(lambda: _gone(folder))


def test_two_servers_at_once(folder, tmp_path):
    with data_folder(tmp_path / "other") as other, server.running(folder) as ways, server.running(other) as others:
        assert ways.owner.host != others.owner.host
        assert postmaster_pid(folder) != postmaster_pid(other)


def test_a_long_path_with_odd_characters_and_closed_parents(tmp_path):
    closed = tmp_path / "closed"
    long = closed.joinpath(*['a folder\'s name, with $pace; and "more"'] * 5) / "var"
    long.mkdir(parents=True)
    closed.chmod(0o700)
    before = {parent: parent.stat().st_mode for parent in long.parents}
    assert len(os.fsencode(long)) > 150
    with data_folder(long) as folder, server.running(folder) as ways:
        assert len(os.fsencode(ways.app.host)) < 90
        with psycopg.connect(ways.app.conninfo()) as database:
            assert database.execute("select 1").fetchone() == (1,)
    assert {parent: parent.stat().st_mode for parent in long.parents} == before


def test_data_of_another_version_is_refused_in_words(folder):
    with server.running(folder):
        pass
    version = home(folder, keys(folder)).data / "PG_VERSION"
    ours = version.read_text()
    version.write_text("14\n")
    try:
        with pytest.raises(server.ServerProblem) as problem, server.running(folder):
            pass
    finally:
        version.write_text(ours)
    assert problem.value.finding.code == "database-of-another-version"
    assert "PostgreSQL 14" in problem.value.finding.message


def test_a_throwaway_server_whose_keys_were_lost_is_made_again(tmp_path):
    with data_folder(tmp_path / "var") as folder:
        with server.running(folder) as ways, psycopg.connect(ways.owner.conninfo()) as database:
            database.execute("create table left_behind (n int)")
        (folder / "server" / "keys.json").unlink()
        server.make_throwaway(folder)
        with server.running(folder) as ways, psycopg.connect(ways.owner.conninfo()) as database:
            tables = database.execute("select count(*) from pg_tables where tablename = 'left_behind'").fetchone()
    assert tables == (0,)


def test_a_first_start_that_was_killed_is_made_good(tmp_path, monkeypatch):
    with data_folder(tmp_path / "var") as folder:
        house = home(folder, keys(folder))
        with monkeypatch.context() as patch:
            patch.setattr(Path, "rename", lambda *_: os._exit(9))  # as if killed when nearly all was made
            child = os.fork()
            if child == 0:
                with server.running(folder):
                    os._exit(0)
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
        assert (house.folder / "new" / "PG_VERSION").exists()
        with server.running(folder) as ways, psycopg.connect(ways.app.conninfo()) as database:
            assert database.execute("select 1").fetchone() == (1,)


def test_a_server_that_cannot_start_says_why(folder, monkeypatch):
    monkeypatch.setitem(postmaster.SETTINGS, "shared_buffers", "nonsense")
    with pytest.raises(server.ServerProblem) as problem, server.running(folder):
        pass
    assert problem.value.finding.code == "database-not-started"
    assert not server.is_running(folder)
