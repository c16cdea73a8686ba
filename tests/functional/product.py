"""The product itself, started as a user starts it, for as long as the browser tests of one worker run."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from commonweal import server
from commonweal.server.home import home, keys
from tests.shared import TOP

ADDRESS = re.compile(r"Commonweal is at (http://\S+)")
TODAY = date.fromisoformat(os.environ.get("COMMONWEAL_TODAY", "2026-11-12"))
"""What the product takes for today: no test of its pages waits for a season of the calendar's."""
START_SECONDS = 400  # on two busy processors migrations alone take two minutes
STOP_SECONDS = 40


@dataclass(frozen=True)
class Installed:
    """Where the product is: for a browser, and on the disk."""

    address: str
    data: Path


@contextmanager
def running() -> Iterator[Installed]:
    """A fresh installation with the demonstration; stopped with Ctrl-C's signal, as a user would."""
    with fresh_folder() as data, started(data, COMMONWEAL_TODAY=TODAY.isoformat()) as address:
        yield Installed(address, data)


@contextmanager
def fresh_folder() -> Iterator[Path]:
    """A data folder in which nothing was started yet, and which is gone afterwards with its server's own."""
    with tempfile.TemporaryDirectory(prefix="cw-") as folder:
        data = Path(folder) / "var"
        shutil.copytree(TOP / "var" / "vendor", data / "vendor")
        server.make_throwaway(data)
        try:
            yield data
        finally:
            shutil.rmtree(home(data, keys(data)).folder, ignore_errors=True)  # root's lies outside the data folder


@contextmanager
def started(data: Path, *options: str, **environment: str) -> Iterator[str]:
    """The address of `commonweal run` in a data folder, as long as the block runs."""
    product = subprocess.Popen(
        [sys.executable, "-m", "commonweal", "run", *options],
        cwd=TOP,
        env=_environment(data, environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield _address(product)
    finally:
        product.send_signal(signal.SIGINT)
        product.wait(STOP_SECONDS)


def commanded(data: Path, *command: str, **environment: str) -> None:
    """A command of the product's in a data folder, done before anything else is."""
    whole = [sys.executable, "-m", "commonweal", *command]
    done = subprocess.run(
        whole, cwd=TOP, env=_environment(data, environment), capture_output=True, text=True, timeout=START_SECONDS
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _environment(data: Path, more: dict[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("COMMONWEAL_", "DJANGO_"))}
    return inherited | {"COMMONWEAL_DATA": str(data), "PYTHONUNBUFFERED": "1"} | more


def _address(product: subprocess.Popen[str]) -> str:
    """Read what the command says until it says where it is."""
    said: list[str] = []
    give_up = threading.Timer(START_SECONDS, product.kill)
    give_up.start()
    assert product.stdout is not None
    for line in product.stdout:
        said.append(line)
        if found := ADDRESS.search(line):
            give_up.cancel()
            threading.Thread(
                target=product.stdout.read, daemon=True
            ).start()  # what it says later must not fill the pipe
            return found.group(1)
    raise AssertionError("The product did not start:\n" + "".join(said))
