"""The flow rows of the performance goals: shipped kernels beside SimPy, Ciw and a plain list of events, in one run.

Events are arrivals and ends of stays; times are processor time of one thread, except where two threads are compared.
The queues of kernel and peer are compared in the same run, and a row where they differ has not met its goal.
Peers get fewer replications: their speed does not depend on how many.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from statistics import median
from typing import Any

import numpy as np
from scipy import stats

from commonweal.engine.flow.figures import beds
from commonweal.engine.flow.running import Clock, prepare
from commonweal.engine.flow.running import run as run_chunks
from commonweal.execution.files import example
from commonweal.execution.runs import Settings, simulate
from tests.benchmarks.flow_cases import areas, england, sized
from tests.benchmarks.flow_peers import PEERS, with_simpy
from tests.benchmarks.harness import Result, exponent, measure, peak_memory_mib
from tests.engine.flow.cases import model_of

SIZES = (1, 2, 4)
ENGLAND_SECONDS = 40.0
TURN_SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
"""Processor seconds for each kernel and peer at each size."""


@cache
def peer_speed(name: str, make: Callable[[int], dict[str, Any]], size: int, seconds: float) -> tuple[float, np.ndarray]:
    """Events per second, the median of at least five replications, and the figure of each, in so many seconds or more.

    Kept: two kernels that are measured on one scenario stand beside the same run of a peer.
    """
    peer, data = PEERS[name], make(size)
    begun, speeds, figures = time.thread_time(), [], []
    while time.thread_time() - begun < seconds or len(figures) < 5:
        turn = time.thread_time()
        happened, figure = peer(data, len(figures))
        speeds.append(happened / (time.thread_time() - turn))
        figures.append(figure)
    return median(speeds), np.array(figures)


def our_speed(data: dict[str, Any], clock: Any, seconds: float) -> tuple[float, np.ndarray, float]:
    """Events per second (the median of three long turns or more), the figures, and the seconds of the first call.

    A turn is what a user calls: from a model made ready to the arrays of every pool's figures, day by day.
    """
    runner = prepare(model_of(data), clock)
    start = time.perf_counter()
    run_chunks(runner, 1, 1)
    first_call, count, seed = time.perf_counter() - start, 4, 1
    speeds, figures, begun = [], [], time.thread_time()
    while time.thread_time() - begun < seconds or len(speeds) < 3:
        turn, seed = time.thread_time(), seed + 1
        chunk = run_chunks(runner, seed, count)
        taken = time.thread_time() - turn
        figures.append(beds(runner.model, chunk))
        if taken < seconds / 16:
            count *= 2
        else:
            speeds.append(chunk.steps / taken)
    return median(speeds), np.concatenate(figures), first_call


def agrees(ours: np.ndarray, theirs: np.ndarray) -> bool:
    """Whether both could be draws of one law: the rank test (queues are skewed, and peers run few replications)."""
    return bool(stats.mannwhitneyu(ours, theirs).pvalue > 1e-4)


TURNS = 15
TURN_WALL_SECONDS = 4.0
TRIED = 20_000


def two_threads(data: dict[str, Any]) -> Result:
    """How many times as fast two threads are as one, by the clock on the wall: the median of pairs of long runs.

    A run is long enough that what is done once (tables, the last chunk) does not count; in each second pair two
    threads go first, for what a machine gives changes from second to second.
    """
    scenario = model_of(data).scenario

    def turn(workers: int, replications: int) -> float:
        settings = Settings(1, replications, workers=workers, chunk=500)
        return measure(lambda: simulate(scenario, settings), runs=1, warm=0).best

    turn(2, TRIED)
    replications = math.ceil(TURN_WALL_SECONDS / turn(1, TRIED)) * TRIED
    times: dict[int, list[float]] = {1: [], 2: []}
    processor = {1: 0.0, 2: 0.0}
    for pair in range(TURNS):
        for workers in (1, 2) if pair % 2 == 0 else (2, 1):
            begun = time.process_time()
            times[workers].append(turn(workers, replications))
            processor[workers] += time.process_time() - begun
    ratios = sorted(one / two for one, two in zip(times[1], times[2], strict=True))
    notes: dict[str, float | str] = {
        "times as fast": median(ratios),
        "of the pairs": f"{ratios[0]:.3g} to {ratios[-1]:.3g}",
        "processor time, two over one": processor[2] / processor[1],
        "two's processor time over their clock": processor[2] / sum(times[2]),
        "processors": float(os.cpu_count() or 1),
        "load before": os.getloadavg()[0],
    }
    beside = {"one thread": median(times[1])}
    size = f"{replications:,} years, {TURNS} pairs"
    met = median(ratios) >= 1.9
    return Result("daily kernel, two threads", size, median(times[2]), "s", "1.9 x one thread", met, beside, notes)


@dataclass(frozen=True)
class Kernel:
    """A row: what is measured, on which scenario and clock, how many times as fast as each peer it is to be."""

    work: str
    make: Any
    clock: Clock
    goals: dict[str, float]
    other_clock: tuple[str, ...] = ()  # peers on another clock: their speed is compared, their queue is another figure


KERNELS = (
    Kernel("daily kernel", sized, "day", {"SimPy": 2500, "Ciw": 0, "SimPy on days": 0}, ("SimPy", "Ciw")),
    Kernel("exact event kernel", sized, "continuous", {"SimPy": 400, "Ciw": 1500, "heapq": 0}),
    Kernel("network kernel with blocking", areas, "continuous", {"SimPy": 150, "Ciw": 500}),
)


def run(seconds: float = TURN_SECONDS, sizes: tuple[int, ...] = SIZES) -> list[Result]:
    """Every kernel at every size beside its peers; two threads beside one; England; compiling."""
    results = [result for kernel in KERNELS for result in measured(kernel, seconds, sizes)]
    return [*results, two_threads(sized(1)), whole_country(), *compiling()]


def measured(kernel: Kernel, seconds: float, sizes: tuple[int, ...]) -> Iterator[Result]:
    """Rows of one kernel, in seconds for a million events."""
    year_seconds: list[float] = []
    for size in sizes:
        data = kernel.make(size)
        speed, figures, first_call = our_speed(data, kernel.clock, seconds)
        year_seconds.append(size / speed)
        notes: dict[str, float | str] = {"first call s": first_call, "peak MiB": peak_memory_mib()}
        beside, met = {}, True
        for peer, times in kernel.goals.items():
            theirs, waits = peer_speed(peer, kernel.make, size, seconds)
            beside[peer] = 1e6 / theirs
            met = met and speed / theirs >= times
            if peer not in kernel.other_clock:
                same = agrees(figures, waits)
                notes[f"queue as {peer}'s"] = "yes" if same else "NO"
                met = met and same
        if len(year_seconds) > 1:
            notes["exponent"] = exponent(sizes[: len(year_seconds)], year_seconds)
        goal = ", ".join(f"{times:g} x {peer}" for peer, times in kernel.goals.items() if times)
        people = f"{round(sum(demand['ready_per_day'] for demand in data['demand']))} a day"
        yield Result(kernel.work, people, 1e6 / speed, "s per million events", goal, met, beside, notes)


ENGLAND = """
import json, resource, sys, time
from commonweal.execution.runs import Settings, simulate
from tests.benchmarks.flow_cases import england
from tests.engine.flow.cases import model_of
scenario = model_of(england()[0]).scenario
simulate(scenario, Settings(1, 2))
start, processor = time.perf_counter(), time.process_time()
run = simulate(scenario, Settings(1, int(sys.argv[1]), workers=2))
print(json.dumps([time.perf_counter() - start, time.process_time() - processor, run.chunk.steps,
                  resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, run.kernels.count("network")]))
"""


def whole_country(replications: int | None = None) -> Result:
    """England, every pathway, in a process of its own so that its memory is told; SimPy from a tenth of it, once.

    A stand-in for the example gets fewer replications, and its time is held against as much less of the goal.
    """
    data, what = england()
    replications = replications or (1_000 if example("england").exists() else 50)
    ran = subprocess.run([sys.executable, "-c", ENGLAND, str(replications)], capture_output=True, text=True, check=True)
    seconds, processor, steps, memory, networks = json.loads(ran.stdout)
    start = time.thread_time()
    events, _ = with_simpy(_tenth(data), 1)
    simpy_seconds = (time.thread_time() - start) / max(events, 1) * steps
    notes: dict[str, float | str] = {
        "what": what, "processor s": processor, "events": float(steps), "peak MiB": memory,
        "parts for the network kernel": float(networks), "load": os.getloadavg()[0],
    }  # fmt: skip
    met = seconds * 1_000 / replications <= ENGLAND_SECONDS
    size = f"{data['days']} days, {replications:,} replications, two threads"
    return Result("England, every pathway", size, seconds, "s", "40 s for 1,000", met, {"SimPy": simpy_seconds}, notes)


def _tenth(data: dict[str, Any]) -> dict[str, Any]:
    """A tenth of the areas, without leaving, falling back and priorities, for a peer to show its speed on."""
    kept = data["demand"][: max(1, len(data["demand"]) // 10)]
    plain = {**data, "demand": kept, "services": []}
    for service in data["services"]:
        hours = service.get("hours_week_per_place")
        pools = [
            {"areas": pool.get("areas"), "places": _places(pool, hours)}
            for pool in service["pools"]
            if not pool.get("areas") or {d["area"] for d in kept} & set(pool["areas"])
        ]
        plain["services"].append({**service, "pools": pools})
    return plain


def _places(pool: dict[str, Any], hours_per_place: float | None) -> int:
    if pool.get("hours_week") is not None and hours_per_place:
        return max(1, int(pool["hours_week"] / hours_per_place))
    return max(1, int(10**6 if pool.get("places") is None else pool["places"]))


def compiling() -> Iterator[Result]:
    """Seconds to have every kernel ready: with an empty cache, as at set-up; and from the cache, as at every start."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "NUMBA_CACHE_DIR": folder}
        command = [sys.executable, "-c", "from commonweal.engine import flow; flow.warm()"]
        seconds = []
        for _ in range(2):
            start = time.perf_counter()
            subprocess.run(command, env=environment, check=True)
            seconds.append(time.perf_counter() - start)
    cold, warm = seconds
    yield Result("all kernels compiled", "empty cache", cold, "s", "once, at set-up", None, {}, {})
    yield Result("all kernels from the cache", "a new process", warm, "s", "under 10 s", warm < 10, {}, {})
