"""One shape for every benchmark: what was measured, on what, beside whom, and whether the goal is met.

A benchmark is a module `bench_*.py` here with `run() -> list[Result]`. `python -m tests.benchmarks` runs them all (or
those named) on this machine in one go, prints a table and writes `benchmarks.json`. Results are never written by hand.
"""

from __future__ import annotations

import gc
import math
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Timing:
    """Seconds of several runs of one thing."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def best(self) -> float:
        return min(self.seconds)


@dataclass(frozen=True)
class Result:
    """A row of the table. `measured` and `beside` are medians in `unit`; `met` compares with the goal in words."""

    work: str
    size: str
    measured: float
    unit: str
    goal: str
    met: bool | None
    beside: dict[str, float] = field(default_factory=dict)
    notes: dict[str, float | str] = field(default_factory=dict)

    def ratios(self) -> dict[str, float]:
        """How many times longer each peer took."""
        return {peer: value / self.measured for peer, value in self.beside.items()}


def measure(work: Callable[[], object], *, runs: int = 3, warm: int = 1) -> Timing:
    """Time something a few times after warming it up, without the collector in between."""
    for _ in range(warm):
        work()
    seconds = []
    for _ in range(runs):
        gc.collect()
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return Timing(tuple(seconds))


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """The power with which time grows with size: the slope of the least-squares line through the logarithms."""
    x, y = [math.log(s) for s in sizes], [math.log(s) for s in seconds]
    mean_x, mean_y = statistics.fmean(x), statistics.fmean(y)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / sum((a - mean_x) ** 2 for a in x)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of values lies, by the nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def peak_memory_mib() -> float:
    """The largest resident set of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
