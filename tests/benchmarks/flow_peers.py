"""The same scenarios with other simulators, written as their users write them."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import ciw
import numpy as np
import simpy

from commonweal.engine.flow import event_reference

Peer = Callable[[dict[str, Any], int], tuple[int, float]]
"""(data, seed) -> events (arrivals and ends of stays), mean people waiting in hospital over the counted days."""


def _lognormal(stay: dict[str, Any]) -> tuple[float, float]:
    if stay["law"] == "fixed":
        return math.log(stay["days"]), 0.0
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


def with_simpy_on_days(data: dict[str, Any], seed: int) -> tuple[int, float]:
    """One-step routes in SimPy on the clock of days: at noon people come and start, in the morning they leave."""
    rng, environment, numbers = random.Random(seed), simpy.Environment(), np.random.default_rng(seed)
    end, warm = data["days"], data["warm_up_days"]
    events, bed_days = [0], [0]

    def stay(in_place, days):
        in_place[0] += 1
        yield environment.timeout(days - 0.25)
        in_place[0] -= 1
        events[0] += 1

    def noons(rate, places, law):
        in_place, waiting, arrivals = [0], 0, numbers.poisson(rate, end)
        yield environment.timeout(0.5)
        for day in range(end):
            waiting += int(arrivals[day])
            events[0] += int(arrivals[day])
            while waiting and in_place[0] < places:
                waiting -= 1
                days = max(1, math.floor(rng.lognormvariate(*law) + rng.random()))
                environment.process(stay(in_place, days))
                yield environment.timeout(0)
            bed_days[0] += waiting if day >= warm else 0
            yield environment.timeout(1.0)

    pools = _pools(data)
    for rate, ((pool, law, _),) in _routes(data):
        environment.process(noons(rate, pools[pool][2], law))
    environment.run(until=end)
    return events[0], bed_days[0] / (end - warm)


def with_heapq(data: dict[str, Any], seed: int) -> tuple[int, float]:
    """One-step routes by the plain list of events that stands beside the event kernel."""
    rng = random.Random(seed)
    end, warm = data["days"], data["warm_up_days"]
    events, days, pools = 0, 0.0, _pools(data)
    for rate, ((pool, law, _),) in _routes(data):
        arrivals, now = [], rng.expovariate(rate)
        while now < end:
            arrivals.append(now)
            now += rng.expovariate(rate)
        stays = [rng.lognormvariate(*law) for _ in arrivals]
        starts = event_reference.flow_event(arrivals, stays, [], [pools[pool][2]] * end)
        moments = [math.inf if start is None else start for start in starts]
        events += len(arrivals) + sum(start + stay < end for start, stay in zip(moments, stays, strict=True))
        days += sum(max(0.0, min(start, end) - max(came, warm)) for came, start in zip(arrivals, moments, strict=True))
    return events, days / (end - warm)


PEERS: dict[str, Peer] = {
    "SimPy": with_simpy,
    "Ciw": with_ciw,
    "SimPy on days": with_simpy_on_days,
    "heapq": with_heapq,
}
