"""What each of the three roles may do, as the database itself answers."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from commonweal import server
from commonweal.server import roles


@pytest.fixture(scope="module")
def ways(up) -> Iterator[server.Addresses]:
    _, ways = up
    with roles.connect(ways.owner) as owner:
        owner.execute("create table pound (id bigserial primary key, place int, pence bigint)")
        owner.execute("create function twice(n int) returns int language sql as 'select 2 * n'")
        owner.execute("insert into pound (place, pence) values (1, 100), (2, 200)")
        owner.execute("create table secret (place int)")
        owner.execute("insert into secret values (1), (2)")
        owner.execute("alter table secret enable row level security")
        owner.execute(
            "create policy own on secret using (place = nullif(current_setting('commonweal.place', true), '')::int)"
        )
    yield ways


@pytest.mark.parametrize(
    "statement",
    [
        "truncate pound",
        "create table mine (n int)",
        "alter table pound add column more int",
        "drop table pound",
        "alter table secret disable row level security",
        "set role commonweal_owner",
        "create role another",
        "create database another",
        "create trigger t before insert on pound execute function suppress_redundant_updates_trigger()",
        "create function mine() returns int language sql as 'select 1'",
        "alter role commonweal_app superuser",
        "copy pound to program 'cat'",
        "select pg_read_file('/etc/passwd')",
        "set session_replication_role = replica",
    ],
)
@pytest.mark.parametrize("role", ["app", "reader"])
def test_neither_application_nor_reader_may(ways, role, statement):
    with roles.connect(getattr(ways, role)) as database:
        database.execute("set default_transaction_read_only = off")  # the reader's is a habit, not the guard
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            database.execute(statement)


def test_the_roles_are_exactly_this_mighty(up):
    folder, ways = up
    with roles.connect(server.superuser(folder)) as control:
        rows = control.execute(
            "select rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls,"
            " rolcanlogin"
            " from pg_roles where rolname like 'commonweal%' order by 1"
        ).fetchall()
        memberships = control.execute(
            "select count(*) from pg_auth_members m join pg_roles r on r.oid = m.member"
            " where r.rolname like 'commonweal%'"
        ).fetchone()
    limits = (False, True, False, False, False, False, True)
    assert rows == [(f"commonweal_{role}", *limits) for role in ("app", "owner", "reader")]
    assert memberships == (0,)
    with roles.connect(ways.owner) as owner:
        owned = owner.execute("select distinct tableowner from pg_tables where schemaname = 'public'").fetchall()
    assert owned == [("commonweal_owner",)]


def test_the_application_reads_and_writes_rows(ways):
    with roles.connect(ways.app) as app:
        app.execute("insert into pound (place, pence) values (3, 300)")
        assert app.execute("update pound set pence = 301 where place = 3").rowcount == 1
        assert app.execute("delete from pound where place = 3").rowcount == 1
        assert app.execute("select twice(21)").fetchone() == (42,)


def test_the_application_does_not_pass_by_row_security(ways):
    with roles.connect(ways.app) as app:
        assert app.execute("select count(*) from secret").fetchone() == (0,)
        app.execute("select set_config('commonweal.place', '2', false)")
        assert app.execute("select place from secret").fetchall() == [(2,)]
        app.execute("set row_security = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("select place from secret")


def test_the_reader_gets_what_is_granted_by_name_and_only_reads(ways):
    with roles.connect(ways.reader) as reader:
        for statement in ("select * from pound", "select twice(1)", "select nextval('pound_id_seq')"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                reader.execute(statement)
    with roles.connect(ways.owner) as owner:
        owner.execute("grant select, insert on pound to commonweal_reader")
    with roles.connect(ways.reader) as reader:
        assert reader.execute("select count(*) from pound").fetchone() == (2,)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            reader.execute("insert into pound (id, place) values (9, 9)")


def test_the_server_listens_to_no_network_and_trusts_nobody(up):
    folder, ways = up
    with roles.connect(server.superuser(folder)) as control:
        settings = dict(control.execute("select name, setting from pg_settings").fetchall())
        rules = control.execute("select type, database, user_name, auth_method from pg_hba_file_rules").fetchall()
        locale = control.execute(
            "select datlocprovider, datlocale, pg_encoding_to_char(encoding) from pg_database"
            " where datname = 'commonweal'"
        ).fetchone()
    assert settings["listen_addresses"] == ""
    assert (settings["unix_socket_permissions"], settings["data_checksums"]) == ("0700", "on")
    assert rules == [("local", ["all"], ["all"], "scram-sha-256")]
    assert locale == ("b", "C.UTF-8", "UTF8")
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(ways.app.without_password().conninfo()).close()


def test_the_application_enters_its_own_database_alone(up):
    folder, ways = up
    with roles.connect(server.superuser(folder)) as control:
        roles.create_database(control, "clone", ways, template="template0")
        rights = control.execute(
            "select has_database_privilege('commonweal_app', 'clone', 'CONNECT'),"
            " has_database_privilege('commonweal_app', 'clone', 'CREATE'),"
            " has_database_privilege('commonweal_reader', 'clone', 'TEMPORARY')"
        ).fetchone()
        public = control.execute("select datacl::text from pg_database where datname = 'clone'").fetchone()
    assert rights == (True, False, False)
    assert "{=" not in public[0]
    assert ",=" not in public[0]
