"""Runs one program for as long as its parent lives: `python tether.py PROGRAM ARGUMENT...`.

The parent holds the other end of standard input. When that closes (the parent let go, ended or was killed), the
program is asked to stop, and is ended with all its processes if it takes too long. Standard library only: it runs by
its path, without the packages' start-up time.
"""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time

STOP_SECONDS = 15


def main(command: list[str]) -> int:
    """Run the command; its exit code, or 0 where it was asked to stop."""
    for terminal_signal in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(terminal_signal, signal.SIG_IGN)  # the parent decides, and in which order
    child_ended, wakeup = os.pipe()
    os.set_blocking(wakeup, False)
    signal.set_wakeup_fd(wakeup)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    child = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, start_new_session=True, close_fds=False, preexec_fn=_default_signals
    )
    while child.poll() is None:
        ready, _, _ = select.select([sys.stdin, child_ended], [], [])
        if sys.stdin in ready:
            return _stop(child)
        os.read(child_ended, 1)
    return child.returncode


def _default_signals() -> None:
    for terminal_signal in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(terminal_signal, signal.SIG_DFL)


def _stop(child: "subprocess.Popen[bytes]") -> int:
    child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    while child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)  # whatever is left of its session
    child.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
