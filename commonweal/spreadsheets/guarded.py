"""Keep the guarded child: start it once, give it a workbook, take its answer or end it when its time is up."""

from __future__ import annotations

import marshal
import os
import select
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

CHILD = Path(__file__).with_name("cells_child.py")


class ChildFailedError(Exception):
    """The child ended (`reason` "died") or had to be ended (`reason` "slow")."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class GuardedReader:
    """One child process, started when first needed and again after a failure; one request at a time.

    A fork of this process must not share its pipe, so the child belongs to the process that started it.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._lock = Lock()

    def ask(self, content: bytes, limits: dict[str, int]) -> tuple[str, Any]:
        """The child's answer: ("ok", sheets) or (fault, detail); ChildFailedError when there is none in time."""
        request = marshal.dumps((content, limits))
        with self._lock:
            try:
                child = self._running()
                assert child.stdin is not None  # noqa: S101 - opened with a pipe
                child.stdin.write(len(request).to_bytes(8, "big") + request)
                child.stdin.flush()
                deadline = time.monotonic() + limits["seconds"]
                length = int.from_bytes(self._read(child, 8, deadline), "big")
                return marshal.loads(self._read(child, length, deadline))  # noqa: S302
            except (ChildFailedError, OSError) as fault:
                self._end()
                raise ChildFailedError(getattr(fault, "reason", "died")) from fault

    def _running(self) -> subprocess.Popen[bytes]:
        """The live child of this process; a new one where there is none."""
        if self._process is None or self._owner != os.getpid() or self._process.poll() is not None:
            # An empty environment: a child that reads strangers' files needs none of our secrets.
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own file
                [sys.executable, "-I", str(CHILD)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={},
            )
            self._owner = os.getpid()
        return self._process

    @staticmethod
    def _read(child: subprocess.Popen[bytes], count: int, deadline: float) -> bytes:
        """So many bytes of the child's answer before the deadline."""
        assert child.stdout is not None  # noqa: S101 - opened with a pipe
        parts: list[bytes] = []
        descriptor = child.stdout.fileno()
        while count:
            ready, _, _ = select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise ChildFailedError("slow")
            part = os.read(descriptor, min(count, 1 << 20))
            if not part:
                raise ChildFailedError("died")
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def _end(self) -> None:
        """End the child, whatever it is doing."""
        child, self._process = self._process, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()


READER = GuardedReader()
