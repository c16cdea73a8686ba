"""Users of a server in processes of their own, which can be let go or killed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from commonweal import server
from commonweal.server.home import home, keys

TOP = Path(__file__).parents[2]
USE = """
import sys
from pathlib import Path
from commonweal import server
with server.running(Path(sys.argv[1])):
    print("up", flush=True)
    sys.stdin.read()
"""
PATIENCE_SECONDS = 15


class User:
    """A process that uses the server of a data folder."""

    def __init__(
        self, folder: Path, *, prefix: list[str] | None = None, python: str = sys.executable, path: str = str(TOP)
    ) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
        self.process = subprocess.Popen(
            [*(prefix or []), python, "-c", USE, str(folder)],
            env=environment | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd="/",
        )
        said = self.process.stdout.readline()
        assert said == "up\n", self.process.communicate()[1]

    def leave(self) -> None:
        self.process.communicate(timeout=PATIENCE_SECONDS)
        assert self.process.returncode == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=PATIENCE_SECONDS)


@contextmanager
def data_folder(folder: Path) -> Iterator[Path]:
    """A data folder whose server is gone afterwards, files and all."""
    server.make_throwaway(folder)
    try:
        yield folder
    finally:
        server.stop(folder)
        house = home(folder, keys(folder))
        shutil.rmtree(house.folder, ignore_errors=True)


def postmaster_pid(folder: Path) -> int | None:
    """What PostgreSQL's own pid file says."""
    try:
        return int((home(folder, keys(folder)).data / "postmaster.pid").read_text().split("\n", 1)[0])
    except FileNotFoundError:
        return None


def processes_of(folder: Path) -> list[str]:
    """Whatever runs for this data folder: by its command line, its working folder or its environment."""
    marks = [str(folder), str(home(folder, keys(folder)).data)]
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            place = str((process / "cwd").readlink())
            told = f"COMMONWEAL_DATA={folder}".encode() in (process / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if int(process.name) != os.getpid() and (told or any(mark in line or mark in place for mark in marks)):
            found.append(f"{process.name} {line} in {place}")
    return found


def eventually(holds: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> float:
    """Wait until it holds; how many seconds that took."""
    start = time.monotonic()
    while not holds():
        assert time.monotonic() - start < seconds, "did not come about in time"
        time.sleep(0.05)
    return time.monotonic() - start
