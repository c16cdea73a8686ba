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
from pathlib import Path

from commonweal import server
from commonweal.server.home import home, keys
from tests.shared import TOP

ADDRESS = re.compile(r"Commonweal is at (http://\S+)")
START_SECONDS = 180
STOP_SECONDS = 40


@contextmanager
def running() -> Iterator[str]:
    """The address of a fresh installation with the demonstration."""
    with installed({}) as (address, _):
        yield address


@contextmanager
def installed(told: dict[str, str]) -> Iterator[tuple[str, Path]]:
    """The address and the data folder of a fresh installation whose environment tells it so; stopped with Ctrl-C's
    signal, as a user would."""
    with tempfile.TemporaryDirectory(prefix="cw-") as folder:
        data = Path(folder) / "var"
        shutil.copytree(TOP / "var" / "vendor", data / "vendor")
        server.make_throwaway(data)
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("COMMONWEAL_", "DJANGO_"))
        }
        command = [sys.executable, "-m", "commonweal", "run"]
        product = subprocess.Popen(
            command,
            cwd=TOP,
            env=environment | told | {"COMMONWEAL_DATA": str(data), "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield _address(product), data
        finally:
            product.send_signal(signal.SIGINT)
            product.wait(STOP_SECONDS)
            shutil.rmtree(home(data, keys(data)).folder, ignore_errors=True)  # root's lies outside the data folder


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
