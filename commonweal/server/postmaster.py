"""Make, start, find and stop the embedded server. Who uses it, and until when, is `lifetime`'s business."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import time
from pathlib import Path

from commonweal.engine import findings
from commonweal.server import binaries
from commonweal.server.home import PORT, SUPERUSER, Home, Keys
from commonweal.server.problem import ServerProblem

START_SECONDS = 120  # the recovery after a crash may take its time
STOP_SECONDS = 30
LARGEST_LOG_BYTES = 10_000_000
LEFTOVERS_SECONDS = 15  # the last processes of a killed server may still be leaving

SETTINGS = {
    "listen_addresses": "",  # no network at all
    "port": PORT,
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "jit": "off",  # the wheel has none, and our queries are short
    "log_min_messages": "warning",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "timezone": "UTC",
    "datestyle": "iso, dmy",
}
THROWAWAY_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


def is_running(home: Home) -> bool:
    """Whether the server of this home runs (or is starting, or stopping)."""
    pid = _pid(home)
    return pid is not None and _is_postgres(pid)


def start(home: Home, kept: Keys) -> None:
    """Start the server, made first where there is none. Raises ServerProblem with what the server said."""
    if kept.throwaway:
        _clear_former(home, kept)
    _make_folders(home)
    programs = binaries.server_programs(home)
    if not home.data.exists():
        _initialise(home, programs, kept)
    _refuse_other_version(home, programs)
    _write_settings(home, kept)
    _clear_stale_pid(home)
    deadline = time.monotonic() + LEFTOVERS_SECONDS
    while not _started(home, programs):
        if "still in use" not in _log_tail(home) or time.monotonic() > deadline:
            raise ServerProblem(_not_started(home))
        time.sleep(0.5)


def stop(home: Home) -> None:
    """End every session and stop; without the niceties where that takes too long."""
    if is_running(home):
        pg_ctl = binaries.server_programs(home) / "pg_ctl"
        for mode, seconds in [("fast", STOP_SECONDS), ("immediate", STOP_SECONDS)]:
            command: list[str | Path] = [pg_ctl, "stop", "-s", "-w", "-t", str(seconds), "-m", mode]
            if binaries.run(home, command, capture_output=True).returncode == 0:
                break
    if not is_running(home):
        shutil.rmtree(home.socket, ignore_errors=True)


def _make_folders(home: Home) -> None:
    """The socket's folder, its account's alone; `folder` itself is passed through where another account runs."""
    home.folder.mkdir(parents=True, exist_ok=True)
    if home.account is not None:
        home.folder.chmod(0o755)
    _make_private(home, home.socket)
    state = home.socket.lstat()
    if home.socket.is_symlink() or state.st_uid != _uid(home) or state.st_mode & 0o077:
        raise ServerProblem(
            findings.error(
                "folder-not-private",
                str(home.socket),
                "The folder is not the database server's alone.",
                "Remove it and start again.",
            )
        )


def _initialise(home: Home, programs: Path, kept: Keys) -> None:
    """A new cluster: UTF-8, sorted by code point whatever the machine's language, checksums, passwords."""
    password_file, new = home.folder / "password", home.folder / "new"
    shutil.rmtree(new, ignore_errors=True)  # what a broken-off first start left
    _make_private(home, new)
    _write(home, password_file, kept.superuser)
    command: list[str | Path] = [
        *(programs / "initdb", "--no-instructions", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin"),
        *("--builtin-locale=C.UTF-8", "--data-checksums", f"--username={SUPERUSER}", "--auth=scram-sha-256"),
        *(f"--pwfile={password_file}", "--no-sync" if kept.throwaway else "--sync-method=fsync", "--pgdata", new),
    ]
    try:
        made = binaries.run(home, command, capture_output=True)
    finally:
        password_file.unlink()
    if made.returncode != 0:
        shutil.rmtree(new)
        why = made.stderr.decode(errors="replace").strip().splitlines() or ["no reason given"]
        raise ServerProblem(
            findings.error(
                "database-not-made",
                str(home.data),
                f"PostgreSQL could not make its data folder: {why[-1]}",
                "See that the disk has room, then start again.",
            )
        )
    (home.folder / "made-for").write_text(kept.name)
    new.rename(home.data)  # whole or not at all


def _refuse_other_version(home: Home, programs: Path) -> None:
    said = binaries.run(home, [programs / "postgres", "--version"], capture_output=True).stdout.decode()
    ours = re.search(r"\d+", said)
    theirs = (home.data / "PG_VERSION").read_text().strip()
    if ours and ours.group() != theirs:
        raise ServerProblem(
            findings.error(
                "database-of-another-version",
                str(home.data),
                f"The data was written by PostgreSQL {theirs}; this release brings {ours.group()}.",
                "Back it up with the former release (`commonweal db backup FILE`), move the folder away and restore.",
            )
        )


def _write_settings(home: Home, kept: Keys) -> None:
    """Ours from top to bottom, written at every start, so that a release can change them."""
    settings = SETTINGS | {"unix_socket_directories": str(home.socket)} | (THROWAWAY_SETTINGS if kept.throwaway else {})
    lines = [f"{name} = '{value}'\n" for name, value in settings.items()]
    _write(home, home.data / "postgresql.conf", "# Written by Commonweal at every start.\n" + "".join(lines))
    _write(home, home.data / "pg_hba.conf", "# Written by Commonweal at every start.\nlocal all all scram-sha-256\n")


def _started(home: Home, programs: Path) -> bool:
    too_large = home.log.exists() and home.log.stat().st_size > LARGEST_LOG_BYTES
    with home.log.open("wb" if too_large else "ab") as log:
        command: list[str | Path] = [programs / "pg_ctl", "start", "-s", "-w", "-t", str(START_SECONDS)]
        return binaries.run(home, command, stdout=log, stderr=log, start_new_session=True).returncode == 0


def _clear_former(home: Home, kept: Keys) -> None:
    """A throwaway server whose keys are lost (its clone was deleted and made again) is not mended but made again."""
    mark = home.folder / "made-for"
    if home.data.exists() and not (mark.exists() and mark.read_text() == kept.name):
        stop(home)
        shutil.rmtree(home.data)


def _clear_stale_pid(home: Home) -> None:
    """PostgreSQL trusts the number in its pid file, and in the one beside its socket.

    After a restart of the machine another process may have it; and a killed server that nobody buried seems alive.
    """
    if not is_running(home):
        for stale in [home.data / "postmaster.pid", *home.socket.glob(".s.PGSQL.*.lock")]:
            stale.unlink(missing_ok=True)


def _pid(home: Home) -> int | None:
    try:
        return int((home.data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _is_postgres(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return False  # another account's process: not ours
    stat = Path(f"/proc/{pid}/stat")
    if not stat.parent.parent.joinpath("self").exists():
        return True  # no /proc on this system: believe the number
    try:
        name, _, rest = stat.read_text().partition("(")[2].rpartition(")")
    except FileNotFoundError:
        return False
    return name == "postgres" and rest.split()[0] != "Z"


def _log_tail(home: Home) -> str:
    return home.log.read_bytes()[-2000:].decode(errors="replace") if home.log.exists() else ""


def _not_started(home: Home) -> findings.Finding:
    said = [line for line in _log_tail(home).splitlines() if "FATAL" in line or "PANIC" in line]
    return findings.error(
        "database-not-started",
        str(home.log),
        f"PostgreSQL did not start{': ' + said[-1].split('FATAL:')[-1].strip() if said else ''}.",
        "The log says more.",
    )


def _uid(home: Home) -> int:
    return os.geteuid() if home.account is None else pwd.getpwnam(home.account).pw_uid


def _give(home: Home, path: Path) -> None:
    if home.account is not None:
        os.chown(path, _uid(home), pwd.getpwnam(home.account).pw_gid, follow_symlinks=False)


def _make_private(home: Home, folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    _give(home, folder)


def _write(home: Home, file: Path, text: str) -> None:
    """A file that the server's account alone may read."""
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
        new.write(text)
    _give(home, file)
