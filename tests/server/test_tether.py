"""A tethered program ends when its parent lets go or dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from commonweal.server import tether
from tests.server.helpers import eventually

SLEEPER = "import os, sys, time; print(os.getpid(), flush=True); time.sleep(600)"
FAMILY = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(os.getpid(), child.pid, flush=True)
time.sleep(600)
"""
PARENT = """
import subprocess, sys, time
command = [sys.executable, sys.argv[1], sys.executable, "-c", sys.argv[2]]
kept = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
time.sleep(600)
"""


def _tethered(program: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-I", "-S", tether.__file__, sys.executable, "-c", program]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_letting_go_ends_it_with_its_children():
    tied = _tethered(FAMILY)
    pids = [int(pid) for pid in tied.stdout.readline().split()]
    tied.stdin.close()
    assert tied.wait(10) == 0
    eventually(lambda: not any(map(_is_alive, pids)))


def test_a_killed_parent_ends_it():
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, tether.__file__, SLEEPER],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    pid = int(parent.stdout.readline())
    assert _is_alive(pid)
    parent.kill()
    parent.wait()
    assert eventually(lambda: not _is_alive(pid)) < 5


@pytest.mark.parametrize("code", [0, 7])
def test_its_own_end_is_passed_on(code):
    tied = _tethered(f"raise SystemExit({code})")
    assert tied.wait(10) == code


def test_signals_to_the_tether_wait_for_the_parent():
    tied = _tethered(SLEEPER)
    pid = int(tied.stdout.readline())
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        os.kill(tied.pid, number)
    time.sleep(0.3)
    assert tied.poll() is None
    assert _is_alive(pid)
    os.kill(pid, signal.SIGINT)  # the program itself hears signals as usual
    assert tied.wait(10) != 0


@pytest.mark.drill
def test_one_that_will_not_stop_is_ended():
    tied = _tethered("import os, signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEPER)
    pid = int(tied.stdout.readline())
    tied.stdin.close()
    assert tied.wait(tether.STOP_SECONDS + 10) == 0
    assert not _is_alive(pid)
