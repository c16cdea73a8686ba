"""Run some replications of a model on one thread, without the interpreter: what a pool of threads maps over chunks.

A kernel is chosen once for a model; a run is then a function of model, seed and the numbers of the replications, so
that any cutting up gives the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from commonweal.engine.flow.arrivals import make_block
from commonweal.engine.flow.buckets import Buckets, make_buckets
from commonweal.engine.flow.compiled import compiled
from commonweal.engine.flow.daily import draw_arrivals, draw_stays, flow_daily
from commonweal.engine.flow.drawing import Draws, draw_people, make_draws, room_of
from commonweal.engine.flow.event import flow_event, measure_event
from commonweal.engine.flow.laws import Floats
from commonweal.engine.flow.model import Component, Model, make_routes
from commonweal.engine.flow.network import People, Routes, flow_network, make_people, make_results, make_room
from commonweal.engine.flow.philox import philox, stream_number
from commonweal.engine.flow.results import Chunk, join
from commonweal.engine.flow.rows import BUSY, FINISHED, JOINED, SERVED, STARTED, UNDELAYED, WAITING
from commonweal.engine.flow.tables import (
    PoissonTable,
    daily_cells,
    equilibrium_cells,
    poisson_of,
    poisson_table,
    shortest_day_gain,
)  # fmt: skip

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Clock = Literal["day", "continuous"]
SHORT_STAY_TOLERANCE = 0.001


@dataclass(frozen=True, slots=True)
class Runner:
    """A model ready to run: for each component the name of its kernel and that kernel's arrays."""

    model: Model
    clock: Clock
    stations: tuple[Station | Network | Queue, ...]

    @property
    def kernels(self) -> tuple[str, ...]:
        """The kernel of each component: daily, event or network."""
        return tuple({Station: "daily", Queue: "event", Network: "network"}[type(part)] for part in self.stations)


@dataclass(frozen=True, slots=True)
class Station:
    """A component for the daily kernel: one pool, one step, all groups with one profile over days."""

    part: Component
    row_of_day: Ints
    arrivals: PoissonTable
    cells: NDArray[np.uint16]
    balance: PoissonTable  # one row: people in place at the start
    balance_cells: NDArray[np.uint16]
    stream: int
    hospital: int


@dataclass(frozen=True, slots=True)
class Network:
    """A component for the network kernel."""

    part: Component
    routes: Routes
    draws: Draws


@dataclass(frozen=True, slots=True)
class Queue:
    """A component for the event kernel: one pool, one step, first come first served."""

    part: Component
    hospital: int
    draws: Draws


def prepare(model: Model, clock: Clock = "day", kernel: Literal["auto", "network"] = "auto") -> Runner:
    """Choose a kernel for each component: the simplest that is exact for it; or the network kernel for all."""
    stations: list[Station | Network | Queue] = []
    for part in model.components:
        if kernel == "auto" and is_simple(model, part):
            simple = make_station(model, part) if clock == "day" else make_queue(model, part)
            if simple is not None:
                stations.append(simple)
                continue
        stations.append(Network(part, make_routes(model, part), make_draws(model, part, clock == "day")))
    return Runner(model, clock, tuple(stations))


def is_simple(model: Model, part: Component) -> bool:
    """One pool out of hospital, for the people of one hospital, one step, first come first served, nobody leaving."""
    pathways = [model.pathway(number) for number in part.groups]
    return (
        len(part.pools) == 1
        and model.service(part.pools[0]).setting == "community"
        and len({model.hospital(number) for number in part.groups}) == 1
        and all(len(p.steps) == 1 and p.patience is None and p.fallback is None for p in pathways)
        and len({p.priority for p in pathways}) == 1
    )


def make_queue(model: Model, part: Component) -> Queue:
    """The arrays of the event kernel."""
    return Queue(part, model.hospital(part.groups[0]), make_draws(model, part, by_day=False))


def make_station(model: Model, part: Component) -> Station | None:
    """The arrays of the daily kernel; None where it is not exact.

    That is where the rates of its groups run differently over the days, people are stated for the start, or stays of
    less than a day are common (the daily kernel has none).
    """
    rates = model.rates[list(part.groups)]
    total, weights = rates.sum(axis=0), rates.sum(axis=1)
    if total.sum() <= 0 or not np.allclose(rates, np.outer(weights, total / total.sum()), rtol=1e-12, atol=0):
        return None
    laws = [model.groups[number].own_steps[0].stay for number in part.groups]
    if model.scenario.begin == "stated" or any(shortest_day_gain(law) > SHORT_STAY_TOLERANCE for law in laws):
        return None
    kept = [number for number, weight in enumerate(weights) if weight > 0]
    cells = daily_cells([laws[number] for number in kept], [float(weights[number]) for number in kept])
    means, row_of_day = np.unique(total, return_inverse=True)
    load = float(total[0] * cells.mean())
    begins = model.scenario.begin == "equilibrium"
    return Station(
        part,
        row_of_day.astype(np.int32),
        poisson_table(means),
        cells,
        poisson_table(np.array([min(load, float(model.capacity[part.pools[0], 0])) if begins else 0.0])),
        equilibrium_cells(cells),
        stream_number("daily", *sorted(model.groups[number].pathway for number in part.groups)),
        model.hospital(part.groups[0]),
    )


def run_chunk(runner: Runner, seed: int, first: int, count: int) -> Chunk:
    """Replications first to first + count of every component; the figures of all its pools.

    Raises RuntimeError if the people of a replication outgrow their room (fewer than once in 10^20).
    """
    model, scenario = runner.model, runner.model.scenario
    pools, days = model.capacity.shape
    whole = Chunk(
        np.zeros((count, 6, pools), dtype=np.int64),
        np.zeros((count, 4, pools)),
        np.zeros((count, days), dtype=np.int32),
        np.zeros((count, len(scenario.hospitals)), dtype=np.int64),
        np.zeros((4, pools, days), dtype=np.int64),
        0,
    )
    steps = 0
    for station in runner.stations:
        if isinstance(station, Station):
            steps += _run_daily(station, model, seed, first, whole)
        elif isinstance(station, Queue):
            steps += _run_event(station, model, seed, first, whole)
        else:
            steps += _run_network(station, model, seed, first, whole)
    return Chunk(whole.counts, whole.person_days, whole.beds, whole.hospital_bed_days, whole.day_sums, steps)


def run(runner: Runner, seed: int, replications: int) -> Chunk:
    """All replications on this thread."""
    return join([run_chunk(runner, seed, 0, replications)])


def _run_daily(station: Station, model: Model, seed: int, first: int, whole: Chunk) -> int:
    pool = station.part.pools[0]
    area = model.groups[station.part.groups[0]].area_number
    room = int(model.rates[list(station.part.groups)].sum())
    room = (int(room + 10 * room**0.5) + 2048) // 1024 * 1024
    return _checked(
        daily_replications(
            station.row_of_day, station.arrivals, station.cells, station.balance, station.balance_cells,
            np.uint64(station.stream), np.uint64(area), np.uint64(seed), first, room,
            model.capacity[pool], model.scenario.warm_up_days,
            whole.counts[:, :, pool], whole.person_days[:, :, pool], whole.beds,
            whole.hospital_bed_days[:, station.hospital], whole.day_sums[:, pool],
        )
    )  # fmt: skip


@compiled
def daily_replications(
    row_of_day: Ints, arrival_table: PoissonTable, cells: NDArray[np.uint16], balance: PoissonTable,
    balance_cells: NDArray[np.uint16],
    stream: np.uint64, area: np.uint64, key: np.uint64, first: int, room: int, capacity: Ints, warm_up: int,
    counts: Longs, person_days: Floats, beds: Ints, hospital_bed_days: Longs, day_sums: Longs,
) -> int:  # fmt: skip
    """Replications of the daily kernel, added into the arrays of a chunk; returns arrivals plus ends of stays."""
    days = capacity.shape[0]
    arrivals, leaving = np.empty(days, dtype=np.int32), np.empty(days + 1, dtype=np.int32)
    waiting, busy = np.empty(days, dtype=np.int32), np.empty(days, dtype=np.int32)
    started = np.empty(days, dtype=np.int32)
    stays, words = np.empty(room, dtype=np.uint16), np.empty(max(256, days + 3), dtype=np.uint64)
    steps = 0
    for row in range(counts.shape[0]):
        replication = np.uint64(first + row)
        word, _, _, _ = philox(np.uint64(2**32 - 1), stream ^ np.uint64(1), replication, area, key)
        residuals = np.empty(min(poisson_of(word, balance, 0), capacity[0]), dtype=np.uint16)
        for person in range(len(residuals)):
            w0, _, _, _ = philox(np.uint64(person), stream ^ np.uint64(1), replication, area, key)
            residuals[person] = balance_cells[w0 >> np.uint64(16)] - 1  # who has one day to come leaves on day 0
        total = draw_arrivals(row_of_day, arrival_table, stream ^ np.uint64(2), replication, area, key, words, arrivals)
        if total > room:
            return -1
        draw_stays(cells, stream, replication, area, key, total, words, stays)
        flow_daily(arrivals, stays, residuals, capacity, leaving, waiting, busy, started)
        before = 0
        for day in range(days):
            beds[row, day] += waiting[day]
            day_sums[WAITING, day] += waiting[day]
            day_sums[BUSY, day] += busy[day]
            steps += arrivals[day] + leaving[day]
            if day >= warm_up:
                counts[row, JOINED] += arrivals[day]
                counts[row, STARTED] += started[day]
                counts[row, UNDELAYED] += max(0, started[day] - before)
                counts[row, FINISHED] += leaving[day]
                person_days[row, WAITING] += waiting[day]
                person_days[row, BUSY] += busy[day]
                hospital_bed_days[row] += waiting[day]
            before = waiting[day]
        person_days[row, SERVED] = person_days[row, BUSY]
    for day in range(days):
        day_sums[SERVED, day] = day_sums[BUSY, day]
    return steps


def _calendar_size(model: Model, part: Component) -> tuple[int, float]:
    """Most people in the calendar at once, about, and ends of stays a day."""
    loads = np.array([model.offered_load(pool).max() for pool in part.pools])
    limits = model.capacity[list(part.pools)].max(axis=1)
    ends = sum(model.rates[number].max() * len(model.groups[number].steps) for number in part.groups)
    return int(np.minimum(loads, limits).sum()) + 64, float(ends)


def _run_event(queue: Queue, model: Model, seed: int, first: int, whole: Chunk) -> int:
    pool = queue.part.pools[0]
    capacity = np.minimum(model.capacity[pool], room_of(queue.draws) + 1).astype(np.int32)
    entries = int(capacity.max()) + room_of(queue.draws) - int(queue.draws.room.sum()) + 2
    at_once, ends = _calendar_size(model, queue.part)
    steps = event_replications(
        queue.draws, np.uint64(seed), first, room_of(queue.draws), capacity, float(model.scenario.warm_up_days),
        make_buckets(entries, min(entries, at_once), ends), np.empty(entries, dtype=np.int32),
        whole.counts[:, :, pool], whole.person_days[:, :, pool], whole.beds,
        whole.hospital_bed_days[:, queue.hospital], whole.day_sums[:, pool],
    )  # fmt: skip
    return _checked(steps)


def _checked(steps: int) -> int:
    if steps < 0:
        raise RuntimeError("the people of a replication outgrew their room")
    return int(steps)


@compiled
def event_replications(
    draws: Draws, key: np.uint64, first: int, room: int, capacity: Ints, warm_up: float, calendar: Buckets, free: Ints,
    counts: Longs, person_days: Floats, beds: Ints, hospital_bed_days: Longs, day_sums: Longs,
) -> int:  # fmt: skip
    """Replications of the event kernel, added into the arrays of a chunk; returns arrivals plus ends of stays."""
    drawn, people = make_people(room, 1), make_people(room, 1)
    taken, order = np.empty(1, dtype=np.int32), np.empty(room, dtype=np.int32)
    filled, stays, block = np.empty(2 * room + 2, dtype=np.int32), np.empty(draws.room.max()), make_block()
    start, days = np.empty(room), capacity.shape[0]
    change = np.empty((4, days + 1), dtype=np.int64)
    steps = 0
    for row in range(counts.shape[0]):
        count = draw_people(draws, first + row, key, drawn, taken, order, filled, stays, block, people)
        if count < 0:
            return -1
        there = _placed_first(people, count)
        change[:] = 0
        start[:there] = 0.0
        stay = people.stay[:, 0]
        flow_event(
            people.arrival[there:count], stay[there:count], stay[:there], capacity, calendar, free, start[there:count]
        )
        for low, high in ((0, there), (there, count)):
            steps += measure_event(
                people.arrival[low:high], start[low:high], stay[low:high], low < there, warm_up,
                counts[row], person_days[row], change,
            )  # fmt: skip
        for line in (WAITING, BUSY):
            now = 0
            for day in range(days):
                now += change[line, day]
                day_sums[line, day] += now
                if line == WAITING:
                    beds[row, day] += now
                    hospital_bed_days[row] += now if day >= warm_up else 0
    day_sums[SERVED] = day_sums[BUSY]
    return steps


@compiled
def _placed_first(people: People, count: int) -> int:
    """Put arrival and stay of the people in place at the start before all others, in order; returns how many."""
    there = 0
    for person in range(count):
        if people.placed[person] >= 0:
            arrival, stay = people.arrival[person], people.stay[person, 0]
            for other in range(person, there, -1):
                people.arrival[other] = people.arrival[other - 1]
                people.stay[other, 0] = people.stay[other - 1, 0]
            people.arrival[there], people.stay[there, 0] = arrival, stay
            there += 1
    return there


def _run_network(network: Network, model: Model, seed: int, first: int, whole: Chunk) -> int:
    pools = np.array(network.part.pools)
    at_once, ends = _calendar_size(model, network.part)
    ends = 0.0 if network.draws.by_day else ends
    room, count = room_of(network.draws), whole.replications
    shape = (len(pools), model.scenario.days)
    counts = np.zeros((count, 6, len(pools)), dtype=np.int64)
    person_days = np.zeros((count, 4, len(pools)))
    day_sums = np.zeros((4, *shape), dtype=np.int64)
    steps = network_replications(
        network.draws, network.routes, np.uint64(seed), first, room, np.ascontiguousarray(model.capacity[pools]),
        model.scenario.warm_up_days, make_buckets(room, at_once, ends), len(model.scenario.hospitals),
        counts, person_days, whole.beds, whole.hospital_bed_days, day_sums,
    )  # fmt: skip
    whole.counts[:, :, pools] += counts
    whole.person_days[:, :, pools] += person_days
    whole.day_sums[:, pools] += day_sums
    return _checked(steps)


@compiled
def network_replications(
    draws: Draws, routes: Routes, key: np.uint64, first: int, people_room: int, capacity: Ints, warm_up: int,
    calendar: Buckets, hospitals: int, counts: Longs, person_days: Floats, beds: Ints, hospital_bed_days: Longs,
    day_sums: Longs,
) -> int:  # fmt: skip
    """Replications of the network kernel, added into the arrays of a chunk; returns how many events happened."""
    width, (pools, days) = draws.law.shape[1], capacity.shape
    drawn, drawn_in_order = make_people(people_room, width), make_people(people_room, width)
    taken, order = np.empty(pools, dtype=np.int32), np.empty(people_room, dtype=np.int32)
    filled, stays = np.empty(2 * people_room + 2, dtype=np.int32), np.empty(draws.room.max())
    block = make_block()
    room = make_room(people_room, pools, routes.priority.max() + 1, hospitals)
    results = make_results(pools, days, hospitals, 0, 0)
    steps = 0
    for row in range(counts.shape[0]):
        count = draw_people(draws, first + row, key, drawn, taken, order, filled, stays, block, drawn_in_order)
        if count < 0:
            return -1
        people = People(
            drawn_in_order.kind[:count], drawn_in_order.arrival[:count], drawn_in_order.placed[:count],
            drawn_in_order.stay[:count], drawn_in_order.goes_on[:count], drawn_in_order.patience[:count],
        )  # fmt: skip
        steps += flow_network(routes, people, capacity, float(warm_up), calendar, room, results)
        counts[row] += results.counts
        person_days[row] += results.person_days
        day_sums += results.at_day_end
        for hospital in range(hospitals):
            beds[row] += results.beds[hospital]
            hospital_bed_days[row, hospital] += results.beds[hospital, warm_up:].sum()
    return steps
