"""A component for the daily kernel: one pool, one step, all groups with one profile over the days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from commonweal.engine.flow.compiled import compiled, inlined
from commonweal.engine.flow.daily import draw_arrivals, draw_stays, flow_daily
from commonweal.engine.flow.laws import Floats
from commonweal.engine.flow.model import Component, Model
from commonweal.engine.flow.parts import Part, checked
from commonweal.engine.flow.philox import philox, stream_number
from commonweal.engine.flow.results import Chunk
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
SHORT_STAY_TOLERANCE = 0.001


@dataclass(frozen=True, slots=True)
class Station(Part):
    """The arrays of the daily kernel."""

    kernel: ClassVar[str] = "daily"
    part: Component
    row_of_day: Ints
    arrivals: PoissonTable
    cells: NDArray[np.uint16]
    balance: PoissonTable  # one row: people in place at the start
    balance_cells: NDArray[np.uint16]
    stream: int
    hospital: int

    def run(self, model: Model, seed: int, first: int, whole: Chunk) -> int:
        pool = self.part.pools[0]
        area = model.groups[self.part.groups[0]].area_number
        room = int(model.rates[list(self.part.groups)].sum())
        room = (int(room + 10 * room**0.5) + 2048) // 1024 * 1024
        return checked(
            daily_replications(
                self.row_of_day, self.arrivals, self.cells, self.balance, self.balance_cells,
                np.uint64(self.stream), np.uint64(area), np.uint64(seed), first, room,
                model.capacity[pool], model.scenario.warm_up_days,
                pool, self.hospital,
                whole.counts, whole.person_days, whole.beds, whole.hospital_bed_days, whole.day_sums,
            )
        )  # fmt: skip


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


@inlined
def _in_place(
    balance: PoissonTable, balance_cells: NDArray[np.uint16], places: int,
    stream: np.uint64, replication: np.uint64, area: np.uint64, key: np.uint64,
) -> NDArray[np.uint16]:  # fmt: skip
    """The days still to come of the people in place at the start: a Poisson number, as far as there are places."""
    word, _, _, _ = philox(np.uint64(2**32 - 1), stream, replication, area, key)
    residuals = np.empty(min(poisson_of(word, balance, 0), places), dtype=np.uint16)
    for person in range(len(residuals)):
        w0, _, _, _ = philox(np.uint64(person), stream, replication, area, key)
        residuals[person] = balance_cells[w0 >> np.uint64(16)] - 1  # who has one day to come leaves on day 0
    return residuals


@inlined
def _measure(
    arrivals: Ints, leaving: Ints, waiting: Ints, busy: Ints, started: Ints, warm_up: int,
    counts: Longs, person_days: Floats, beds: Ints, day_sums: Longs,
) -> int:  # fmt: skip
    """Add a replication's days to its figures and to the sums; returns arrivals plus ends of stays."""
    steps, before = 0, 0
    for day in range(arrivals.shape[0]):
        beds[day] += waiting[day]
        day_sums[WAITING, day] += waiting[day]
        day_sums[BUSY, day] += busy[day]
        steps += arrivals[day] + leaving[day]
        if day >= warm_up:
            counts[JOINED] += arrivals[day]
            counts[STARTED] += started[day]
            counts[UNDELAYED] += max(0, started[day] - before)
            counts[FINISHED] += leaving[day]
            person_days[WAITING] += waiting[day]
            person_days[BUSY] += busy[day]
        before = waiting[day]
    person_days[SERVED] = person_days[BUSY]
    return steps


@compiled
def daily_replications(
    row_of_day: Ints, arrival_table: PoissonTable, cells: NDArray[np.uint16], balance: PoissonTable,
    balance_cells: NDArray[np.uint16],
    stream: np.uint64, area: np.uint64, key: np.uint64, first: int, room: int, capacity: Ints, warm_up: int,
    pool: int, hospital: int,
    counts: Longs, person_days: Floats, beds: Ints, hospital_bed_days: Longs, day_sums: Longs,
) -> int:  # fmt: skip
    """Replications of the daily kernel, added into the arrays of a chunk; returns arrivals plus ends of stays.

    The arrays are whole: a slice made outside has another type when there is one replication, pool or hospital, and
    each type is compiled anew.
    """
    days = capacity.shape[0]
    arrivals, leaving = np.empty(days, dtype=np.int32), np.empty(days + 1, dtype=np.int32)
    waiting, busy = np.empty(days, dtype=np.int32), np.empty(days, dtype=np.int32)
    started = np.empty(days, dtype=np.int32)
    stays, words = np.empty(room, dtype=np.uint16), np.empty(max(256, days + 3), dtype=np.uint64)
    steps = 0
    for row in range(counts.shape[0]):
        replication = np.uint64(first + row)
        residuals = _in_place(balance, balance_cells, capacity[0], stream ^ np.uint64(1), replication, area, key)
        total = draw_arrivals(row_of_day, arrival_table, stream ^ np.uint64(2), replication, area, key, words, arrivals)
        if total > room:
            return -1
        draw_stays(cells, stream, replication, area, key, total, words, stays)
        flow_daily(arrivals, stays, residuals, capacity, leaving, waiting, busy, started)
        steps += _measure(
            arrivals, leaving, waiting, busy, started, warm_up,
            counts[row, :, pool], person_days[row, :, pool], beds[row], day_sums[:, pool],
        )  # fmt: skip
        hospital_bed_days[row, hospital] += waiting[warm_up:].sum()
    for day in range(days):
        day_sums[SERVED, pool, day] = day_sums[BUSY, pool, day]
    return steps
