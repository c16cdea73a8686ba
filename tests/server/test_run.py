"""`commonweal run` as a person starts it. What starts everything is a drill; what refuses to start is quick."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from commonweal import server
from commonweal.cli import static
from commonweal.server.home import home, keys
from tests.server.helpers import TOP, data_folder, eventually, processes_of

START_SECONDS = 120


class Run:
    """A running `commonweal run`."""

    def __init__(self, folder: Path, *arguments: str, **environment: str) -> None:
        self.folder = folder
        self.start = time.monotonic()
        self.process = command(folder, "run", *arguments, **environment)
        self.said = ""

    def address(self) -> str:
        """Where it is, once it says so."""
        for line in self.process.stdout:
            self.said += line
            if found := re.search(r"Commonweal is at (\S+)", line):
                return found[1]
        raise AssertionError(self.said)

    def rest(self) -> str:
        """What it says until it ends."""
        self.said += self.process.communicate(timeout=60)[0]
        return self.said


def command(folder: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DATABASE_", "COMMONWEAL_", "DJANGO_"))
    }
    return subprocess.Popen(
        [sys.executable, "-m", "commonweal", *arguments],
        cwd=TOP,
        env=inherited | {"COMMONWEAL_DATA": str(folder)} | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def _answers(address: str) -> int:
    with urllib.request.urlopen(f"{address}/health", timeout=10) as response:
        return response.status


@pytest.fixture(scope="module")
def ran(tmp_path_factory) -> Iterator[Path]:
    """A data folder that is filled once."""
    with dressed(tmp_path_factory.mktemp("run") / "var") as folder:
        yield folder


@contextmanager
def dressed(folder: Path) -> Iterator[Path]:
    """A data folder with what set-up fetches for pages."""
    with data_folder(folder) as made:
        shutil.copytree(TOP / "var" / "vendor", made / "vendor")
        yield made


@pytest.mark.parametrize(
    ("environment", "said"),
    [({}, "COMMONWEAL_SECRET_KEY must be set"), ({"COMMONWEAL_SECRET_KEY": "short"}, "at least 40 random characters")],
)
def test_production_without_a_secret_is_refused_in_one_line(tmp_path, environment, said):
    run = Run(tmp_path, COMMONWEAL_MODE="production", COMMONWEAL_HOSTS="care.example", **environment)
    assert said in run.rest()
    assert len(run.said.strip().splitlines()) == 1
    assert run.process.returncode == 1
    assert list(tmp_path.iterdir()) == []


def test_a_taken_port_that_was_asked_for_is_refused(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = Run(tmp_path, "--port", str(port))
        said = run.rest()
    assert run.process.returncode == 1
    assert f"port {port}: The port cannot be used." in said
    assert "Traceback" not in said


@pytest.mark.parametrize("left", ["nothing", "all but one"])
def test_without_style_sheets_it_says_so_and_ends_before_anything_is_started(tmp_path, left):
    if left == "all but one":
        shutil.copytree(TOP / "var" / "vendor", tmp_path / "vendor")
        (tmp_path / "vendor" / "htmx.min.js").unlink()
    run = Run(tmp_path, "--no-demo")
    missing = "htmx.min.js" if left == "all but one" else ", ".join(static.FETCHED)
    said = run.rest()
    assert said.endswith(
        f"{tmp_path / 'vendor'}: The pages’ style sheets and scripts are not here ({missing}).\n"
        "Run `make setup` again with the same data folder, online: it fetches them once.\n"
    )
    assert len(said.splitlines()) == 2 + ("Port 8000 is taken" in said)
    assert run.process.returncode == 1
    assert not server.is_running(tmp_path)


def test_every_fetched_file_that_pages_name_is_looked_for():
    pages = [*TOP.glob("commonweal/*/jinja2/**/*.jinja"), *TOP.glob("commonweal/*/static/**/*.js")]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    named = set(re.findall(r"static\(['\"]([^'\"]+)['\"]\)", text)) | set(re.findall(r'from "\.\./([^"]+)"', text))
    assert {name for name in named if not name.startswith("commonweal/")} == set(static.FETCHED)


@pytest.mark.drill
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopping_leaves_nothing(ran, number):
    run = Run(ran, "--no-demo")
    assert _answers(run.address()) == 200
    run.process.send_signal(number)
    assert run.rest().endswith("Stopped.\n")
    assert run.process.returncode == 0
    eventually(lambda: not processes_of(ran))
    assert not server.is_running(ran)


@pytest.mark.drill
def test_nothing_is_left_after_kill_9_and_the_next_start_is_clean_and_quick(ran):
    run = Run(ran, "--no-demo")
    first = run.address()
    os.kill(run.process.pid, signal.SIGKILL)
    again = Run(ran, "--no-demo")  # at once: it waits until the killed one's web and worker are gone
    assert again.address() == first
    assert time.monotonic() - again.start < 30
    assert _answers(first) == 200
    again.process.kill()
    assert eventually(lambda: not processes_of(ran), 30) < 20


@pytest.mark.drill
def test_two_at_once_and_the_port_taken(ran, tmp_path):
    with dressed(tmp_path / "var") as other:
        first, second = Run(ran, "--no-demo"), Run(other, "--no-demo")
        addresses = [first.address(), second.address()]
        assert len(set(addresses)) == 2
        assert [_answers(address) for address in addresses] == [200, 200]
        assert "is taken: port" in first.said + second.said
        for run in (first, second):
            run.process.terminate()
            assert run.rest().endswith("Stopped.\n")


@pytest.mark.drill
def test_a_second_run_in_the_same_folder_is_refused(ran):
    first = Run(ran, "--no-demo")
    first.address()
    second = Run(ran, "--no-demo")
    assert "runs from this folder already" in second.rest()
    assert second.process.returncode == 1
    first.process.terminate()
    first.rest()


@pytest.mark.drill
def test_a_worker_that_dies_is_started_again(ran):
    run = Run(ran, "--no-demo")
    run.address()
    time.sleep(6)  # one that ends sooner is believed to be broken

    def workers() -> list[int]:
        seen = [line for line in processes_of(ran) if "procrastinate worker" in line and "tether" not in line]
        return [int(line.split()[0]) for line in seen]

    (worker,) = workers()
    os.kill(worker, signal.SIGKILL)
    eventually(lambda: len(workers()) == 1 and workers() != [worker])
    run.process.terminate()
    assert "worker process ended and is started again" in run.rest()


@pytest.mark.drill
def test_the_database_by_itself(ran):
    def does(*arguments: str) -> tuple[int, str]:
        process = command(ran, "db", *arguments)
        return process.wait(60), process.stdout.read()

    assert does("status")[0] == 3
    assert does("start")[0] == 0
    assert does("status")[0] == 0
    assert does("backup", str(ran / "backup"))[0] == 0
    assert does("restore", "--yes", str(ran / "backup"))[0] == 0
    assert does("stop") == (0, "PostgreSQL is stopped.\n")
    assert does("stop") == (0, "PostgreSQL was not running.\n")
    assert not (home(ran, keys(ran)).kept / "stays").exists()
