"""The flow rows of the performance goals: shipped kernels beside SimPy and Ciw, on the same scenarios in one run.

Events are arrivals and ends of stays; times are processor time of one thread, except where two threads are compared.
The queues of kernel and peer are compared in the same run, and a row where they differ has not met its goal.
Peers get fewer replications: their speed does not depend on how many.
"""

from __future__ import annotations

import math
import os
import random
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import ciw
import numpy as np
import simpy
from scipy import stats

from commonweal.engine.flow.figures import beds
from commonweal.engine.flow.running import prepare
from commonweal.engine.flow.running import run as run_chunks
from commonweal.execution.runs import Settings, simulate
from tests.benchmarks.harness import Result, exponent, measure, peak_memory_mib
from tests.engine.flow.cases import mean_sd, model_of, three_pathways

Peer = Callable[[dict[str, Any], int], tuple[int, float]]
"""(data, seed) -> events, mean people waiting in hospital over the counted days."""


def sized(size: int) -> dict[str, Any]:
    """The three-pathway year, `size` times as large."""
    data = three_pathways()
    data["demand"][0]["ready_per_day"] *= size
    for service in data["services"]:
        service["pools"][0]["places"] *= size
    return data


def areas(size: int) -> dict[str, Any]:
    """Hospital, reablement shared by three areas, then homecare by area for 45 in 100; `size` times 12 a day."""
    names = ["North", "Middle", "South"]
    reablement, homecare = 12 * 28 * size, 4 * 0.45 * 60 * size  # offered loads
    return {
        "name": "three areas",
        "start": "2025-04-01",
        "days": 545,
        "warm_up_days": 180,
        "begin": "empty",
        "hospitals": ["General"],
        "areas": names,
        "services": [
            {"name": "reablement", "pools": [{"places": round(reablement + reablement**0.5)}]},
            {
                "name": "homecare",
                "pools": [{"areas": [name], "places": round(homecare + 0.4 * homecare**0.5)} for name in names],
            },
        ],
        "pathways": [
            {
                "name": "1",
                "steps": [
                    {"service": "reablement", "stay": mean_sd(28), "goes_on": 0.45},
                    {"service": "homecare", "stay": mean_sd(60)},
                ],
            }
        ],
        "demand": [
            {"hospital": "General", "area": n, "ready_per_day": 4 * size, "shares": [{"pathway": "1", "share": 1}]}
            for n in names
        ],
    }


def _lognormal(stay: dict[str, Any]) -> tuple[float, float]:
    variance = math.log1p((stay["sd_days"] / stay["mean_days"]) ** 2)
    return math.log(stay["mean_days"]) - variance / 2, math.sqrt(variance)


def _routes(data: dict[str, Any]) -> list[tuple[float, list[tuple[int, tuple[float, float], float]]]]:
    """(people a day, [(pool, law, share that goes on)]) for each demand and pathway; pools as in `_pools`."""
    pools = _pools(data)
    found = []
    for demand in data["demand"]:
        for share in demand["shares"]:
            pathway = next(p for p in data["pathways"] if p["name"] == share["pathway"])
            steps = [
                (
                    next(
                        n for n, (s, a, _) in enumerate(pools) if s == step["service"] and a in (None, demand["area"])
                    ),
                    _lognormal(step["stay"]),
                    step.get("goes_on", 1.0) if number + 1 < len(pathway["steps"]) else 0.0,
                )
                for number, step in enumerate(pathway["steps"])
            ]
            found.append((demand["ready_per_day"] * share["share"], steps))
    return found


def _pools(data: dict[str, Any]) -> list[tuple[str, str | None, int]]:
    return [
        (service["name"], (pool.get("areas") or [None])[0], pool["places"])
        for service in data["services"]
        for pool in service["pools"]
    ]


def with_simpy(data: dict[str, Any], seed: int) -> tuple[int, float]:
    """The scenario in SimPy: a place is given up when the next is held."""
    rng, environment = random.Random(seed), simpy.Environment()
    resources = [simpy.Resource(environment, places) for _, _, places in _pools(data)]
    end, warm = data["days"], data["warm_up_days"]
    events, waits = [0], []

    def person(steps):
        came, held = environment.now, None
        record = [came, math.inf]
        waits.append(record)
        events[0] += 1
        for number, (pool, law, goes_on) in enumerate(steps):
            request = resources[pool].request()
            yield request
            if number == 0:
                record[1] = environment.now
            if held is not None:
                held.resource.release(held)
            held = request
            yield environment.timeout(rng.lognormvariate(*law))
            events[0] += 1
            if rng.random() >= goes_on:
                break
        held.resource.release(held)

    def source(rate, steps):
        while True:
            yield environment.timeout(rng.expovariate(rate))
            environment.process(person(steps))

    for rate, steps in _routes(data):
        environment.process(source(rate, steps))
    environment.run(until=end)
    days = sum(max(0.0, min(start, end) - max(came, warm)) for came, start in waits)
    return events[0], days / (end - warm)


def with_ciw(data: dict[str, Any], seed: int) -> tuple[int, float]:
    """The scenario in Ciw: one class of customers for each route, blocking by queues without room."""
    ciw.seed(seed)
    pools, routes = _pools(data), _routes(data)
    count, end, warm = len(pools), data["days"], data["warm_up_days"]
    firsts = {steps[0][0] for _, steps in routes}
    arrivals, services, routing = {}, {}, {}
    for number, (rate, steps) in enumerate(routes):
        name = f"route {number}"
        arrivals[name] = [ciw.dists.Exponential(rate) if n == steps[0][0] else None for n in range(count)]
        laws = {pool: ciw.dists.Lognormal(*law) for pool, law, _ in steps}
        services[name] = [laws.get(n, ciw.dists.Deterministic(1.0)) for n in range(count)]
        matrix = [[0.0] * count for _ in range(count)]
        for (pool, _, goes_on), (following, _, _) in pairwise(steps):
            matrix[pool][following] = goes_on
        routing[name] = matrix
    network = ciw.create_network(
        arrival_distributions=arrivals,
        service_distributions=services,
        routing=routing,
        number_of_servers=[places for _, _, places in pools],
        queue_capacities=[math.inf if n in firsts else 0 for n in range(count)],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(end)
    records = simulation.get_all_records(include_incomplete=True)
    events, days = 0, 0.0
    for record in records:
        first = record.node - 1 in firsts
        start = record.service_start_date
        start = math.inf if start is None or math.isnan(start) else start
        finished = record.service_end_date
        events += first + (finished is not None and not math.isnan(finished) and finished <= end)
        if first:
            days += max(0.0, min(start, end) - max(record.arrival_date, warm))
    return events, days / (end - warm)


def peer_speed(peer: Peer, data: dict[str, Any], seconds: float) -> tuple[float, np.ndarray]:
    """Events per second, and the figure of each replication, over at least so many seconds."""
    start, events, figures = time.thread_time(), 0, []
    while time.thread_time() - start < seconds or len(figures) < 5:
        happened, figure = peer(data, len(figures))
        events += happened
        figures.append(figure)
    return events / (time.thread_time() - start), np.array(figures)


def our_speed(data: dict[str, Any], clock: Any, seconds: float) -> tuple[float, np.ndarray, float]:
    """Events per second (the best of several turns), the figures, and the seconds of the first call."""
    runner = prepare(model_of(data), clock)
    start = time.perf_counter()
    run_chunks(runner, 1, 1)
    first_call, count, seed = time.perf_counter() - start, 4, 1
    best, figures, begun = 0.0, [], time.thread_time()
    while time.thread_time() - begun < seconds:
        turn, seed = time.thread_time(), seed + 1
        chunk = run_chunks(runner, seed, count)
        taken = time.thread_time() - turn
        best = max(best, chunk.steps / taken)
        figures.append(beds(runner.model, chunk))
        count = count * 2 if taken < seconds / 8 else count
    return best, np.concatenate(figures), first_call


def agrees(ours: np.ndarray, theirs: np.ndarray) -> bool:
    """Whether both could be draws of one law: the rank test (queues are skewed, and peers run few replications)."""
    return bool(stats.mannwhitneyu(ours, theirs).pvalue > 1e-4)


def two_threads(data: dict[str, Any]) -> Result:
    """How many times as fast two threads are as one, by the clock on the wall."""
    scenario = model_of(data).scenario

    def best(workers: int) -> float:
        settings = Settings(1, 4_000, workers=workers, chunk=250)
        return measure(lambda: simulate(scenario, settings)).best

    two, one = best(2), best(1)
    notes: dict[str, float | str] = {"processors": float(os.cpu_count() or 1), "load before": os.getloadavg()[0]}
    goal = "1.9 times one thread"
    return Result(
        "daily kernel, two threads", "4,000 years", two, "s", goal, one / two >= 1.9, {"one thread": one}, notes
    )


ROWS: list[tuple[str, Callable[[int], dict[str, Any]], str, dict[str, float]]] = [
    ("daily kernel", sized, "day", {"SimPy": 2500}),
    ("exact event kernel", sized, "continuous", {"SimPy": 400, "Ciw": 1500}),
    ("network kernel with blocking", areas, "continuous", {"SimPy": 150, "Ciw": 500}),
]
SIZES = (1, 2, 4)
PEERS: dict[str, Peer] = {"SimPy": with_simpy, "Ciw": with_ciw}


def run(seconds: float = 4.0, sizes: tuple[int, ...] = SIZES) -> list[Result]:
    """Every kernel at every size beside its peers, and two threads beside one."""
    results = [result for row in ROWS for result in _kernel(*row, seconds, sizes)]
    return [*results, two_threads(sized(1))]


def _kernel(
    work: str, make: Callable[[int], dict[str, Any]], clock: str, goals: dict[str, float], seconds: float, sizes: Any
) -> Iterator[Result]:
    """Rows of one kernel, in seconds for a million events."""
    year_seconds = []
    for size in sizes:
        data = make(size)
        speed, figures, first_call = our_speed(data, clock, seconds)
        year_seconds.append(size / speed)
        notes: dict[str, float | str] = {"first call s": first_call, "peak MiB": peak_memory_mib()}
        beside, met = {}, True
        for peer, times in goals.items():
            theirs, waits = peer_speed(PEERS[peer], data, seconds)
            beside[peer] = 1e6 / theirs
            same = clock == "day" or agrees(figures, waits)  # the clock of days counts at day ends: another figure
            notes[f"queue as {peer}'s"] = "not compared" if clock == "day" else "yes" if same else "NO"
            met = met and same and speed / theirs >= times
        if len(year_seconds) > 1:
            notes["exponent"] = exponent(sizes[: len(year_seconds)], year_seconds)
        goal = ", ".join(f"{times:g} x {peer}" for peer, times in goals.items())
        people = f"{round(sum(demand['ready_per_day'] for demand in data['demand']))} a day"
        yield Result(work, people, 1e6 / speed, "s per million events", goal, met, beside, notes)
