"""What the network kernel works on: routes, people, room to work in, results; plain arrays, named."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commonweal.engine.flow.buckets import Buckets
from commonweal.engine.flow.compiled import compiled
from commonweal.engine.flow.laws import Floats

Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]

END, LEAVE, FALL_BACK = 0, 1, 2
"""What happens to a person at the moment that the calendar holds; also the order within one moment."""

STEP, HOLDS, IN_BED, PENDING, BEHIND, AHEAD, PHASE = 0, 1, 2, 3, 4, 5, 6
"""Columns of `state`: a person's step; the pool whose place is held, -1 for none; whether in a hospital bed; whether
a wait is in the calendar; the neighbours in the queue, -1 for none; and whether gone, queueing or served."""

GONE, QUEUEING, IN_SERVICE = 0, 1, 2

LATEST, HELD = 0, 1
"""Columns of `since`: when the present wait or service began; when the place that is held was taken."""


class Routes(NamedTuple):
    """Who goes where: a class is one hospital, area and pathway; its steps are its own and then its fallback's."""

    pools: Ints  # [classes, steps + 1]: the pool of each step, -1 after the last of a route
    hospital: Ints  # [classes]
    priority: Ints  # [classes]
    fallback_step: Ints  # [classes]: the first step of the fallback; the number of steps when there is none
    fallback_days: Floats  # [classes]: NEVER when there is none
    in_hospital: Flags  # [pools]
    keeps_place: Flags  # [pools]


class People(NamedTuple):
    """The people of one replication in order of arrival; times in days."""

    kind: Ints  # [people]: the class
    arrival: Floats  # [people]: below 0 for those who wait since before the start
    placed: Ints  # [people]: the step at which a person is in place at the start, -1 for one who arrives
    stay: Floats  # [people, steps]
    goes_on: Flags  # [people, steps]: whether the step after this one is needed
    patience: Floats  # [people]


class Room(NamedTuple):
    """Room to work in, and what stands at the moment."""

    state: Ints  # [people, 8], a column to spare: rows fill half a line of cache
    since: Floats  # [people, 2]
    queues: Ints  # [pools, priorities, 2]: first and last person, -1 for none
    dirty: Flags  # [pools]: to be looked at, for a place is free and somebody waits
    highest: Ints  # [1]: the highest dirty pool, -1 for none
    now_in: Ints  # [3, pools]: people now, rows as in at_day_end; those who hold a place are `free` taken off
    free: Ints  # [pools]: places that nobody holds; below 0 when capacity has fallen under those who do
    beds_now: Ints  # [hospitals]


class Results(NamedTuple):
    """Counts and person-days leave out the warm-up; the rest is of every day."""

    counts: NDArray[np.int64]  # [6, pools]
    person_days: Floats  # [4, pools]
    at_day_end: Ints  # [4, pools, days]
    beds: Ints  # [hospitals, days]: people delayed in hospital at the end of each day
    starts: Floats  # [people, steps]: the moment of each start, NEVER for none; not written when [0, 0]


class World(NamedTuple):
    """All that the parts of the kernel work on."""

    routes: Routes
    people: People
    calendar: Buckets
    room: Room
    results: Results
    warm_up: float


@compiled
def make_people(count: int, steps: int) -> People:
    """Empty arrays for so many people."""
    return People(
        np.empty(count, dtype=np.int32),
        np.empty(count),
        np.empty(count, dtype=np.int32),
        np.empty((count, steps)),
        np.empty((count, steps), dtype=np.bool_),
        np.empty(count),
    )


@compiled
def make_room(people: int, pools: int, priorities: int, hospitals: int) -> Room:
    """Room to work in for so many people."""
    return Room(
        np.empty((people, 8), dtype=np.int32),
        np.empty((people, 2)),
        np.empty((pools, priorities, 2), dtype=np.int32),
        np.empty(pools, dtype=np.bool_),
        np.empty(1, dtype=np.int32),
        np.empty((3, pools), dtype=np.int32),
        np.empty(pools, dtype=np.int32),
        np.empty(hospitals, dtype=np.int32),
    )


@compiled
def make_results(pools: int, days: int, hospitals: int, people: int, steps: int) -> Results:
    """Empty results; with no people the moments of starts are not written."""
    return Results(
        np.empty((6, pools), dtype=np.int64),
        np.empty((4, pools)),
        np.empty((4, pools, days), dtype=np.int32),
        np.empty((hospitals, days), dtype=np.int32),
        np.empty((people, steps)),
    )
