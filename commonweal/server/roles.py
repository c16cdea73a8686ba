"""Three database roles: an owner who migrates, the application who owns nothing, a reader for the public face.

What they may do by default is set here, once, before the first migration: the application reads and writes rows of
whatever the owner creates but cannot truncate, alter or create; the reader gets nothing that a migration does not
grant it by name.
"""

from __future__ import annotations

import psycopg
from psycopg import sql

from commonweal.engine import findings
from commonweal.server.addresses import Address, Addresses
from commonweal.server.problem import ServerProblem

OLDEST_VERSION = 150000
PREPARING = 0xC0_0E_A1  # an advisory lock: several machines may start on one database at once
LIMITS = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION"


def connect(address: Address) -> psycopg.Connection:
    """A connection of its own, each statement a transaction."""
    return psycopg.connect(address.conninfo(), autocommit=True, connect_timeout=10)


def prepare_embedded(superuser: Address, ways: Addresses) -> None:
    """Make the three roles and the database where they are missing."""
    with connect(superuser) as server:
        found = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [ways.owner.database]).fetchone()
        if not found:
            for way in (ways.owner, ways.app, ways.reader):
                _make_role(server, way)
            _make_reader_only_read(server, ways.reader)
            create_database(server, ways.owner.database, ways)
    set_privileges(ways)  # every time: a first start may have been broken off here


def create_database(server: psycopg.Connection, name: str, ways: Addresses, template: str = "template0") -> None:
    """A database of the owner's that only the three roles may enter (a template's own such rules are not copied)."""
    database, owner = sql.Identifier(name), sql.Identifier(ways.owner.user)
    server.execute(sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(database, owner, sql.Identifier(template)))
    _set_entry(server, name, ways)


def set_privileges(ways: Addresses) -> None:
    """As owner, in its database: what the other two get of every table, sequence and function made from now on."""
    app, reader = sql.Identifier(ways.app.user), sql.Identifier(ways.reader.user)
    with connect(ways.owner) as database:
        for statement in (
            "REVOKE ALL ON SCHEMA public FROM PUBLIC",
            "GRANT USAGE ON SCHEMA public TO {app}, {reader}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app}",
            "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {app}",
        ):
            database.execute(sql.SQL(statement).format(app=app, reader=reader))


def prepare_external(ways: Addresses) -> None:
    """See that a PostgreSQL of the user's own is fit, making the other two roles where the owner may.

    Raises ServerProblem: cannot be reached, too old, not the database's owner, a role missing or too mighty.
    """
    with _entered(ways.owner, "DATABASE_URL") as database:
        _refuse_unfit(database, ways)
        database.execute("SELECT pg_advisory_lock(%s)", [PREPARING])  # until this connection ends
        made = [way for way in (ways.app, ways.reader) if _ensure_role(database, way, ways)]
        if ways.reader in made:
            _make_reader_only_read(database, ways.reader)
        _set_entry(database, ways.owner.database, ways)
        for way, variable in [(ways.app, "DATABASE_APP_URL"), (ways.reader, "DATABASE_READER_URL")]:
            with _entered(way, variable) as entered:
                _refuse_mighty(entered, variable)
        set_privileges(ways)


def _make_role(server: psycopg.Connection, way: Address) -> None:
    """Also where the role is there already: its password and its limits become ours."""
    found = server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [way.user]).fetchone()
    statement = sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}" if found else f"CREATE ROLE {{}} {LIMITS} PASSWORD {{}}")
    server.execute(statement.format(sql.Identifier(way.user), sql.Literal(way.password)))


def _make_reader_only_read(server: psycopg.Connection, reader: Address) -> None:
    server.execute(sql.SQL("ALTER ROLE {} SET default_transaction_read_only = on").format(sql.Identifier(reader.user)))


def _set_entry(server: psycopg.Connection, name: str, ways: Addresses) -> None:
    names = {"name": name, "app": ways.app.user, "reader": ways.reader.user}
    for statement in (
        "REVOKE ALL ON DATABASE {name} FROM PUBLIC",
        "GRANT CONNECT, TEMPORARY ON DATABASE {name} TO {app}",
        "GRANT CONNECT ON DATABASE {name} TO {reader}",
    ):
        server.execute(sql.SQL(statement).format(**{key: sql.Identifier(value) for key, value in names.items()}))


def _ensure_role(database: psycopg.Connection, way: Address, ways: Addresses) -> bool:
    """Whether the role had to be made (or given our password again)."""
    try:
        psycopg.connect(way.conninfo(), connect_timeout=10).close()
    except psycopg.OperationalError:
        try:
            _make_role(database, way)
        except psycopg.errors.InsufficientPrivilege as fault:
            raise ServerProblem(_roles_needed(ways)) from fault
        return True
    return False


def _roles_needed(ways: Addresses) -> findings.Finding:
    statements = "\n".join(
        [
            f"  CREATE ROLE {ways.app.user} {LIMITS} PASSWORD '...';",
            f"  CREATE ROLE {ways.reader.user} {LIMITS} PASSWORD '...';",
            f"  ALTER ROLE {ways.reader.user} SET default_transaction_read_only = on;",
        ]
    )
    return findings.error(
        "database-roles-missing",
        "DATABASE_URL",
        f"The role {ways.owner.user} may not create the two other roles that Commonweal works with.",
        f"Have the database's administrator run\n{statements}\n"
        "and set DATABASE_APP_URL and DATABASE_READER_URL to their addresses.",
    )


def _entered(way: Address, variable: str) -> psycopg.Connection:
    try:
        return connect(way)
    except psycopg.OperationalError as fault:
        why = str(fault).strip().splitlines()[-1]
        raise ServerProblem(
            findings.error(
                "database-not-reached",
                variable,
                f"{way.user} cannot enter the database {way.database}: {why}",
                "Check that the server runs and that the address, the name and the password are right.",
            )
        ) from fault


def _refuse_unfit(database: psycopg.Connection, ways: Addresses) -> None:
    if database.info.server_version < OLDEST_VERSION:
        raise ServerProblem(
            findings.error(
                "database-too-old",
                "DATABASE_URL",
                f"The server is PostgreSQL {database.info.server_version // 10000}.",
                f"Use PostgreSQL {OLDEST_VERSION // 10000} or later.",
            )
        )
    if len({ways.owner.user, ways.app.user, ways.reader.user}) < 3:
        raise ServerProblem(
            findings.error(
                "database-roles-not-apart",
                "DATABASE_URL, DATABASE_APP_URL, DATABASE_READER_URL",
                "Two of the three addresses name the same role.",
                "Give each a role of its own: the application must not own its tables.",
            )
        )
    owns = database.execute("SELECT pg_has_role(current_user, 'pg_database_owner', 'USAGE')").fetchone()
    if not owns or not owns[0]:
        raise ServerProblem(
            findings.error(
                "database-not-owned",
                "DATABASE_URL",
                f"The role {ways.owner.user} does not own the database {ways.owner.database}.",
                f"Have the administrator run: ALTER DATABASE {ways.owner.database} OWNER TO {ways.owner.user};",
            )
        )


def _refuse_mighty(database: psycopg.Connection, variable: str) -> None:
    mighty = database.execute(
        "SELECT rolsuper OR rolbypassrls OR pg_has_role(current_user, 'pg_database_owner', 'USAGE')"
        " FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    if mighty and mighty[0]:
        raise ServerProblem(
            findings.error(
                "database-role-too-mighty",
                variable,
                f"The role {database.info.user} may pass by the rules of the rows or owns the database.",
                f"Use a role made with: {LIMITS}.",
            )
        )
