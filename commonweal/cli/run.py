"""`commonweal run`: everything up, from the database to the page, until Ctrl-C."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
from django.conf import settings

from commonweal import server
from commonweal.cli import loading, manage, static, steps
from commonweal.config import mail
from commonweal.engine import findings
from commonweal.server import binaries, tether

FIRST_PORT, PORTS_TRIED = 8000, 100
WEB_PROCESSES, WEB_THREADS = 2, 4
WEB_READY_SECONDS = 60
FORMER_RUN_SECONDS = 20  # after a kill -9, its web and worker need a moment to leave
SHORTEST_LIFE_SECONDS = 5  # a program that ends sooner than this is not started again


class Stopped(BaseException):
    """Ctrl-C, or a request of the system to stop."""


def run(
    port: Annotated[
        int | None, typer.Option(help=f"The port of the address (default: the first free one from {FIRST_PORT})")
    ] = None,
    demo: Annotated[
        bool | None, typer.Option("--demo/--no-demo", help="Load the demonstration (default: except in production)")
    ] = None,
) -> None:
    """Start the database, bring it up to date, load the demonstration, start web and worker; Ctrl-C stops all of it."""
    try:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _stop)
        _run(manage.data_folder(), port, demo)
    except Stopped:
        steps.say("Stopped.")


def _run(data_folder: Path, port: int | None, demo: bool | None) -> None:
    with ExitStack() as held:
        lock = held.enter_context(_only_one(data_folder))
        listening = held.enter_context(_listen(port))
        static.refuse_without(data_folder)
        with steps.step("Start PostgreSQL"):
            held.enter_context(server.running(data_folder))
        sign_ins = _prepare(data_folder, demo)
        address = f"http://localhost:{listening.getsockname()[1]}"
        os.environ.setdefault(mail.ADDRESS, address)  # what links in letters begin with
        web = held.enter_context(_Program("web", _web_command(listening), data_folder, [lock, listening.fileno()]))
        worker = held.enter_context(_Program("worker", _worker_command(), data_folder, [lock]))
        with steps.step("Start web and worker"):
            _wait_until_ready(address, web)
        _welcome(address, sign_ins)
        while True:
            time.sleep(0.5)
            web.keep_up()
            worker.keep_up()


def _prepare(data_folder: Path, demo: bool | None) -> list[str]:
    """All that comes before the first page; what to say of the demonstration's sign-ins."""
    with steps.step("Bring the database up to date"):
        manage.set_up()
        manage.bring_up_to_date()
    with steps.step("Gather style sheets, scripts and pictures"):
        static.collect(data_folder)
    loading.refuse_demonstration_people()
    sign_ins = _load(demo)
    loading.warm()
    return sign_ins


def _load(demo: bool | None) -> list[str]:
    """The demonstration unless it is unwanted or refused, and its sign-ins; the reference tables always."""
    if demo is None:
        demo = settings.MODE != "production"
    refused = loading.load_demonstration() if demo else "The demonstration is not loaded."
    if not refused:
        return ["Sign in with one of:", *loading.sign_ins()]
    steps.say(refused)
    loading.load_reference()
    return []


def _web_command(listening: socket.socket) -> list[str]:
    """Gunicorn on a socket that is bound already (no other clone can take it); it forks before it loads."""
    memory = Path("/dev/shm")  # noqa: S108 (the workers' heartbeat must not wait for a disk)
    safe = ["--worker-tmp-dir", str(memory)] if os.access(memory, os.W_OK) else []
    return [
        *(
            sys.executable,
            "-m",
            "gunicorn",
            "commonweal.config.wsgi:application",
            "--bind",
            f"fd://{listening.fileno()}",
        ),
        *(
            "--workers",
            str(WEB_PROCESSES),
            "--threads",
            str(WEB_THREADS),
            "--timeout",
            "120",
            "--no-control-socket",
            *safe,
        ),
    ]


def _worker_command() -> list[str]:
    return [
        sys.executable,
        "-m",
        "django",
        "procrastinate",
        "worker",
        "--name",
        "commonweal",
        "--shutdown-graceful-timeout",
        "10",
        "--delete-jobs",
        "successful",  # what was done leaves no address behind in the queue
    ]


class _Program:
    """Web or worker: lives as long as we do, says what it has to say into its log, is started again when it dies."""

    def __init__(self, name: str, command: list[str], data_folder: Path, pass_fds: list[int]) -> None:
        self.name, self.command, self.pass_fds = name, command, pass_fds
        self.log = data_folder / "log" / f"{name}.log"

    def __enter__(self) -> _Program:
        self.log.parent.mkdir(exist_ok=True)
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._let_go()

    def keep_up(self) -> None:
        """Start it again if it ended; raises ServerProblem where it ends at once."""
        if self.process.poll() is None:
            return
        if time.monotonic() - self.started < SHORTEST_LIFE_SECONDS:
            raise server.ServerProblem(
                findings.error(
                    "program-ended", str(self.log), f"The {self.name} process ended at once.", "The log says why."
                )
            )
        steps.say(f"The {self.name} process ended and is started again; {self.log} says more.")
        self._let_go()
        self._start()

    def _start(self) -> None:
        environment = os.environ | {"PYTHONPATH": binaries.own_code()}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-S", tether.__file__, *self.command],
                cwd="/",
                env=environment,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                pass_fds=self.pass_fds,
                start_new_session=True,
            )
        self.started = time.monotonic()

    def _let_go(self) -> None:
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait()


@contextmanager
def _only_one(data_folder: Path) -> Iterator[int]:
    """One run in a data folder. Web and worker hold the lock too: after a kill -9 we wait until they are gone."""
    data_folder.mkdir(parents=True, exist_ok=True)
    with (data_folder / "run.lock").open("w") as lock:
        deadline = time.monotonic() + FORMER_RUN_SECONDS
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise server.ServerProblem(_runs_already(data_folder)) from None
                time.sleep(0.2)
        yield lock.fileno()


def _runs_already(data_folder: Path) -> findings.Finding:
    return findings.error(
        "runs-already",
        str(data_folder),
        "Commonweal runs from this folder already.",
        "Stop that one, or set COMMONWEAL_DATA to another folder for a second one.",
    )


def _listen(port: int | None) -> socket.socket:
    """A bound socket: on the port that was asked for, or on the first free one."""
    for candidate in [port] if port is not None else range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", candidate))
            listening.listen(128)
        except (OSError, OverflowError):
            listening.close()
            continue
        if port is None and candidate != FIRST_PORT:
            steps.say(f"Port {FIRST_PORT} is taken: port {candidate} it is.")
        return listening
    where = f"port {port}" if port is not None else f"ports {FIRST_PORT} to {FIRST_PORT + PORTS_TRIED - 1}"
    raise server.ServerProblem(
        findings.error(
            "port-taken", where, "The port cannot be used.", "Choose another with --port, or leave --port out."
        )
    )


def _wait_until_ready(address: str, web: _Program) -> None:
    deadline = time.monotonic() + WEB_READY_SECONDS
    while time.monotonic() < deadline:
        web.keep_up()
        try:
            urllib.request.urlopen(f"{address}/health", timeout=5).close()  # noqa: S310 (our own address)
            return
        except urllib.error.HTTPError:
            return  # it answers; what it says is the page's business
        except OSError:
            time.sleep(0.1)
    raise server.ServerProblem(
        findings.error("web-not-ready", str(web.log), "The web process does not answer.", "The log says why.")
    )


def _welcome(address: str, sign_ins: list[str]) -> None:
    steps.say()
    steps.say(f"Commonweal is at {address}")
    if settings.TODAY:
        steps.say(f"  {settings.TODAY} is taken for today.")
    for line in sign_ins:
        steps.say(f"  {line}")
    if settings.MAIL.folder:
        steps.say(f"No mail is sent: letters lie in {settings.MAIL.folder}")
    steps.say("Ctrl-C stops it.")


def _stop(_number: int, _frame: FrameType | None) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # once is enough: what follows must not be broken off
    raise Stopped
