"""What the command says while it works: each step with its time, live on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

from commonweal.engine.findings import Finding

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)
PLAIN_LINE_SECONDS = 5  # without a terminal, progress inside a step is said this often

Report = Callable[..., None]
"""`report(text, done=0, total=0)`: how work inside a step says how far it is."""


@contextmanager
def step(text: str) -> Iterator[Report]:
    """One step of the work; its name is said with how long it took, or that it failed."""
    start = time.monotonic()
    try:
        if out.is_terminal:
            with out.status(f"{text} …") as status:
                yield lambda inner, done=0, total=0: status.update(f"{text}: {_progress(inner, done, total)}")
        else:
            yield _plain_lines(text)
    except BaseException:
        out.print(f"{text}: not finished ({time.monotonic() - start:.1f} s)", markup=False)
        raise
    out.print(f"{text}: {time.monotonic() - start:.1f} s", markup=False)


def _plain_lines(text: str) -> Report:
    last = time.monotonic()

    def report(inner: str, done: int = 0, total: int = 0) -> None:
        nonlocal last
        if time.monotonic() - last >= PLAIN_LINE_SECONDS:
            last = time.monotonic()
            out.print(f"{text}: {_progress(inner, done, total)}", markup=False)

    return report


def _progress(text: str, done: int, total: int) -> str:
    return f"{text} ({done:,} of {total:,})" if total else text


def say(text: str = "") -> None:
    """A line for the user."""
    out.print(text, markup=False)


def say_error(text: str) -> None:
    """What went wrong."""
    err.print(text, markup=False)


def say_finding(finding: Finding) -> None:
    """A finding as two lines: what is wrong and where, what to do."""
    err.print(f"{finding.where}: {finding.message}", markup=False)
    err.print(finding.what_to_do, markup=False)
