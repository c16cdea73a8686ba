"""Where the database is and as whom to enter it.

Only says where: nothing is started and nothing is asked, so settings may call it at import.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field, replace
from pathlib import Path

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from commonweal.engine import findings
from commonweal.server.home import APP, DATABASE, OWNER, PORT, READER, SUPERUSER, Keys, home, keys
from commonweal.server.problem import ServerProblem


@dataclass(frozen=True, slots=True)
class Address:
    """One role's way into one database; `host` is a name or a socket's folder, `parameters` libpq's others."""

    host: str
    port: str
    database: str
    user: str
    password: str = field(default="", repr=False)
    parameters: tuple[tuple[str, str], ...] = ()

    def conninfo(self) -> str:
        """The address as libpq reads it."""
        return make_conninfo(
            host=self.host or None,
            port=self.port or None,
            dbname=self.database,
            user=self.user,
            password=self.password or None,
            **dict(self.parameters),
        )

    def environment(self) -> dict[str, str]:
        """The password for psql and pg_dump, which must not stand on a command line that others can list."""
        return {"PGPASSWORD": self.password} if self.password else {}

    def without_password(self) -> Address:
        """The same, fit for a command line."""
        return replace(self, password="")


@dataclass(frozen=True, slots=True)
class Addresses:
    """The three roles' ways in: owner (migrations), app (web, worker, tests), reader (the public face)."""

    owner: Address
    app: Address
    reader: Address


def addresses(data_folder: Path) -> Addresses:
    """The three addresses: from DATABASE_URL where set, otherwise those the embedded server keeps.

    Raises ServerProblem where DATABASE_URL, DATABASE_APP_URL or DATABASE_READER_URL cannot be read.
    """
    if is_external():
        return _external()
    kept = keys(data_folder)
    return Addresses(
        owner=_embedded(data_folder, kept, DATABASE, OWNER, kept.owner),
        app=_embedded(data_folder, kept, DATABASE, APP, kept.app),
        reader=_embedded(data_folder, kept, DATABASE, READER, kept.reader),
    )


def superuser(data_folder: Path, database: str = "postgres") -> Address:
    """The embedded server's own superuser: makes roles and databases, takes backups; never the application's."""
    kept = keys(data_folder)
    return _embedded(data_folder, kept, database, SUPERUSER, kept.superuser)


def is_external() -> bool:
    """Whether a PostgreSQL of the user's own is used."""
    return bool(os.environ.get("DATABASE_URL"))


def _embedded(data_folder: Path, kept: Keys, database: str, user: str, password: str) -> Address:
    return Address(str(home(data_folder, kept).socket), PORT, database, user, password)


def _external() -> Addresses:
    owner = _read("DATABASE_URL")
    return Addresses(
        owner, app=_beside(owner, "DATABASE_APP_URL", "app"), reader=_beside(owner, "DATABASE_READER_URL", "reader")
    )


def _beside(owner: Address, variable: str, role: str) -> Address:
    """The role's own address where given, else that of the role which we make for this one database."""
    if os.environ.get(variable):
        return _read(variable)
    if not owner.password:
        raise ServerProblem(
            findings.error(
                "database-role-address-missing",
                variable,
                "DATABASE_URL carries no password, so none can be derived for the other two roles.",
                "Set DATABASE_APP_URL and DATABASE_READER_URL, or give DATABASE_URL a password.",
            )
        )
    user = f"{owner.database}_{role}"
    return replace(owner, user=user, password=derived_password(owner, user))


def derived_password(owner: Address, user: str) -> str:
    """What every machine with the same DATABASE_URL finds again, and what does not give away the owner's."""
    salt = f"commonweal {owner.database} {owner.user} {user}".encode()
    return hashlib.scrypt(owner.password.encode(), salt=salt, n=2**13, r=8, p=1, dklen=24).hex()


def _read(variable: str) -> Address:
    try:
        read = {name: str(value) for name, value in conninfo_to_dict(os.environ[variable]).items()}
    except ProgrammingError as fault:
        raise ServerProblem(_unreadable(variable, str(fault).strip())) from fault
    missing = [name for name in ("dbname", "user") if not read.get(name)]
    if missing:
        raise ServerProblem(_unreadable(variable, f"{' and '.join(missing)} not given"))
    known = {"host", "port", "dbname", "user", "password"}
    parameters = tuple(sorted((name, value) for name, value in read.items() if name not in known))
    return Address(
        read.get("host", ""), read.get("port", ""), read["dbname"], read["user"], read.get("password", ""), parameters
    )


def _unreadable(variable: str, why: str) -> findings.Finding:
    return findings.error(
        "database-address-unreadable",
        variable,
        f"The address cannot be read ({why}).",
        "Write it as postgresql://user:password@host:5432/database.",
    )
