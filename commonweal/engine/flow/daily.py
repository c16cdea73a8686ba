"""T1, the daily kernel: one pool of places on the clock of the daily reports.

On each day people leave, people become ready, and those who wait take free places in the order in which they came,
all at once; what is counted is the end of the day. A stay of k days that starts on day d ends on day d + k. Capacity
that falls pre-empts nobody: no one starts while as many or more are in place.
Plain reference: `daily_reference.py`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from commonweal.engine.flow.compiled import compiled
from commonweal.engine.flow.philox import philox
from commonweal.engine.flow.tables import PoissonTable, poisson_of

Ints = NDArray[np.int32]
_LOW16 = np.uint64(0xFFFF)
_BITS16 = np.uint64(16)


@compiled
def flow_daily(
    arrivals: Ints,
    stays: NDArray[np.uint16],
    residuals: NDArray[np.uint16],
    capacity: Ints,
    leaving: Ints,
    waiting_days: Ints,
    busy_days: Ints,
    started_days: Ints,
) -> None:
    """Let the people of one replication flow through one pool.

    Shapes: arrivals, capacity and the three results [days]; stays [people], the k-th for the k-th to start; residuals
    [people in place at the start], days still to come; leaving [days + 1], room to work in. Results: people waiting
    and in place at the end of each day, and how many started on it.
    """
    days = capacity.shape[0]
    leaving[:] = 0
    for residual in residuals:
        leaving[min(int(residual), days)] += 1
    waiting, in_place, started = 0, len(residuals), 0
    for day in range(days):
        in_place -= leaving[day]
        waiting += arrivals[day]
        starts = max(0, min(waiting, capacity[day] - in_place))
        for person in range(started, started + starts):
            leaving[min(day + int(stays[person]), days)] += 1
        started += starts
        waiting -= starts
        in_place += starts
        waiting_days[day] = waiting
        busy_days[day] = in_place
        started_days[day] = starts


@compiled
def draw_arrivals(
    row_of_day: Ints,
    table: PoissonTable,
    stream: np.uint64,
    replication: np.uint64,
    area: np.uint64,
    key: np.uint64,
    words: NDArray[np.uint64],
    arrivals: Ints,
) -> int:
    """Fill `arrivals` [days] with Poisson numbers, word d of the stream for day d; returns their sum.

    `words` [at least days + 3] is room to work in.
    """
    days = arrivals.shape[0]
    for block in range((days + 3) >> 2):
        w0, w1, w2, w3 = philox(np.uint64(block), stream, replication, area, key)
        words[4 * block] = w0
        words[4 * block + 1] = w1
        words[4 * block + 2] = w2
        words[4 * block + 3] = w3
    total = 0
    for day in range(days):
        arrivals[day] = poisson_of(words[day], table, row_of_day[day])
        total += arrivals[day]
    return total


@compiled
def draw_stays(
    cells: NDArray[np.uint16],
    stream: np.uint64,
    replication: np.uint64,
    area: np.uint64,
    key: np.uint64,
    count: int,
    words: NDArray[np.uint64],
    stays: NDArray[np.uint16],
) -> None:
    """Fill stays[:count] from the cells: 16 bits a person, eight people a block, 1,024 people at a time.

    In each 1,024 the first halves of the blocks come before the second ones: the compiler makes vectors of that.
    `words` [at least 256] is room to work in; `stays` must have room for a multiple of 1,024. Cells rise: where the
    first is the last nobody's words matter, and none are drawn.
    """
    if cells[0] == cells[-1]:
        stays[:count] = cells[0]
        return
    for chunk in range((count + 1023) >> 10):
        for block in range(128):
            w0, w1, w2, w3 = philox(np.uint64(chunk * 128 + block), stream, replication, area, key)
            words[block] = w0 | (w1 << np.uint64(32))
            words[128 + block] = w2 | (w3 << np.uint64(32))
        for half in range(256):
            word, person = words[half], (chunk << 10) + (half << 2)
            stays[person] = cells[word & _LOW16]
            stays[person + 1] = cells[(word >> _BITS16) & _LOW16]
            stays[person + 2] = cells[(word >> np.uint64(32)) & _LOW16]
            stays[person + 3] = cells[word >> np.uint64(48)]
