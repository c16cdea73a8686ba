"""T3, the network kernel: routes over several services, with blocking after service.

A person waits in hospital for the first service of a route. Whoever has been served and needs a next service keeps
the place of the last one until the next has room (where the service says so). People are taken by priority, then in
the order in which they joined the queue; they may leave a queue in hospital, or fall back on another route, after a
wait. Pools are numbered so that what comes later on a route has a higher number: places that a start frees are filled
in one sweep down.

Time is continuous, or the clock of days when every arrival, stay and patience is a whole number: everything that
happens at one moment happens before anybody starts, ends of stays first, then people who leave, then people who
arrive. Capacity changes at midnight, pre-empts nobody, and no one starts while as many or more are in place.
Plain reference: `network_reference.py`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commonweal.engine.flow.buckets import NEVER, RANK, Buckets, clear, find_first, put, take, take_due
from commonweal.engine.flow.compiled import compiled, compiled_without_counts, inlined
from commonweal.engine.flow.laws import Floats
from commonweal.engine.flow.rows import (
    BUSY,
    ELSEWHERE,
    FELL_BACK,
    FINISHED,
    JOINED,
    LEFT,
    SERVED,
    STARTED,
    UNDELAYED,
    WAITING,
)  # fmt: skip

Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]

END, LEAVE, FALL_BACK = 0, 1, 2
"""What happens to a person at the moment that the calendar holds; also the order within one moment."""

STEP, HOLDS, IN_BED, PENDING, BEHIND, AHEAD, PHASE = 0, 1, 2, 3, 4, 5, 6
"""Columns of `state`: a person's step; the pool whose place is held, -1 for none; whether in a hospital bed; whether
in the calendar; the neighbours in the queue, -1 for none; and whether gone, queueing or served."""

GONE, QUEUEING, IN_SERVICE = 0, 1, 2


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
    since: Floats  # [people]: when the present wait or service began
    held_since: Floats  # [people]: when the place that is held was taken
    due: Ints  # [people]: those to whom something happens at this moment
    queues: Ints  # [pools, priorities, 2]: first and last person, -1 for none
    dirty: Flags  # [pools]: a place or a person has come
    highest: Ints  # [1]: the highest dirty pool, -1 for none
    soonest: Floats  # [1]: the earliest end of a stay that began at this moment
    now_in: Ints  # [4, pools]: people now, rows as in at_day_end
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
        np.empty(people),
        np.empty(people),
        np.empty(people, dtype=np.int32),
        np.empty((pools, priorities, 2), dtype=np.int32),
        np.empty(pools, dtype=np.bool_),
        np.empty(1, dtype=np.int32),
        np.empty(1),
        np.empty((4, pools), dtype=np.int32),
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


@inlined
def _add_days(world: World, row: int, pool: int, since: float, now: float) -> None:
    results, warm_up = world.results, world.warm_up
    if now > warm_up:
        results.person_days[row, pool] += now - max(since, warm_up)


@inlined
def _mark(room: Room, pool: int) -> None:
    room.dirty[pool] = True
    room.highest[0] = max(room.highest[0], pool)


@inlined
def _release(world: World, person: int, now: float) -> None:
    """Give up the place that is held, if any."""
    room = world.room
    held = room.state[person, HOLDS]
    if held >= 0:
        room.now_in[BUSY, held] -= 1
        _add_days(world, BUSY, held, room.held_since[person], now)
        room.state[person, HOLDS] = -1
        room.dirty[held] = True
        room.highest[0] = max(room.highest[0], held)


@inlined
def _enqueue(room: Room, pool: int, level: int, person: int) -> None:
    last = room.queues[pool, level, 1]
    room.state[person, BEHIND] = -1
    room.state[person, AHEAD] = last
    room.queues[pool, level, 1] = person
    if last >= 0:
        room.state[last, BEHIND] = person
    else:
        room.queues[pool, level, 0] = person


@inlined
def _dequeue(room: Room, pool: int, level: int, person: int) -> None:
    behind, ahead = room.state[person, BEHIND], room.state[person, AHEAD]
    if ahead >= 0:
        room.state[ahead, BEHIND] = behind
    else:
        room.queues[pool, level, 0] = behind
    if behind >= 0:
        room.state[behind, AHEAD] = ahead
    else:
        room.queues[pool, level, 1] = ahead


@inlined
def _join(world: World, person: int, since: float, now: float) -> None:
    """Join the queue of the person's step; in hospital, patience and the wait for the fallback begin."""
    routes, people, calendar, room = world.routes, world.people, world.calendar, world.room
    row, step = people.kind[person], room.state[person, STEP]
    pool = routes.pools[row, step]
    _enqueue(room, pool, routes.priority[row], person)
    room.since[person] = since
    room.state[person, PHASE] = QUEUEING
    room.now_in[WAITING if room.state[person, IN_BED] else ELSEWHERE, pool] += 1
    world.results.counts[JOINED, pool] += int(now >= world.warm_up)
    _mark(room, pool)
    if room.state[person, IN_BED]:
        leaves = since + people.patience[person]
        falls = since + routes.fallback_days[row] if step < routes.fallback_step[row] else NEVER
        if min(leaves, falls) < NEVER:
            put(calendar, person, max(now, min(leaves, falls)), LEAVE if leaves <= falls else FALL_BACK)
            room.state[person, PENDING] = 1


@inlined
def _leave_queue(world: World, person: int, now: float) -> None:
    """Take a person out of the queue, and count the days of the wait."""
    routes, people, room = world.routes, world.people, world.room
    row = people.kind[person]
    pool = routes.pools[row, room.state[person, STEP]]
    waiting = WAITING if room.state[person, IN_BED] else ELSEWHERE
    _dequeue(room, pool, routes.priority[row], person)
    room.now_in[waiting, pool] -= 1
    _add_days(world, waiting, pool, room.since[person], now)


@inlined
def _serve(world: World, person: int, pool: int, now: float) -> None:
    """Take a place of the pool and begin the stay."""
    routes, people, calendar, room, results = world.routes, world.people, world.calendar, world.room, world.results
    step = room.state[person, STEP]
    if room.state[person, IN_BED] and not routes.in_hospital[pool]:
        room.state[person, IN_BED] = 0
        room.beds_now[routes.hospital[people.kind[person]]] -= 1
    room.state[person, HOLDS] = pool
    room.now_in[BUSY, pool] += 1
    room.now_in[SERVED, pool] += 1
    room.since[person] = now
    room.held_since[person] = now
    room.state[person, PHASE] = IN_SERVICE
    if results.starts.shape[0] > 0:
        results.starts[person, step] = now
    leaves = now + people.stay[person, step]
    room.soonest[0] = min(room.soonest[0], leaves)
    put(calendar, person, leaves, END)
    room.state[person, PENDING] = 1


@inlined
def _settle(world: World, capacity: Ints, day: int, now: float) -> None:
    """Fill the places that are free, later services first; places freed by that are of earlier services."""
    calendar, room, results, warm_up = world.calendar, world.room, world.results, world.warm_up
    for pool in range(room.highest[0], -1, -1):
        if room.dirty[pool]:
            room.dirty[pool] = False
            for level in range(room.queues.shape[1]):
                while room.queues[pool, level, 0] >= 0 and room.now_in[BUSY, pool] < capacity[pool, day]:
                    person = room.queues[pool, level, 0]
                    if room.state[person, PENDING]:
                        take(calendar, person)
                    _leave_queue(world, person, now)
                    results.counts[STARTED, pool] += int(now >= warm_up)
                    results.counts[UNDELAYED, pool] += int(now >= warm_up and room.since[person] == now)
                    _release(world, person, now)
                    _serve(world, person, pool, now)
    room.highest[0] = -1


@inlined
def _finish(world: World, person: int, now: float) -> None:
    """A stay ends: the person is gone, or joins the next queue and may keep the place."""
    routes, people, room, results, warm_up = world.routes, world.people, world.room, world.results, world.warm_up
    row, step, pool = people.kind[person], room.state[person, STEP], room.state[person, HOLDS]
    goes_on = people.goes_on[person, step] and routes.pools[row, step + 1] >= 0
    room.now_in[SERVED, pool] -= 1
    results.counts[FINISHED, pool] += int(now >= warm_up)
    _add_days(world, SERVED, pool, room.since[person], now)
    if not goes_on or not routes.keeps_place[pool]:
        _release(world, person, now)
    room.state[person, PHASE] = GONE
    if goes_on:
        room.state[person, STEP] = step + 1
        _join(world, person, now, now)
    elif room.state[person, IN_BED]:
        room.state[person, IN_BED] = 0
        room.beds_now[routes.hospital[row]] -= 1


@inlined
def _give_up(world: World, person: int, now: float) -> None:
    """A wait in hospital ends without a start: the person leaves, or joins the first queue of the fallback."""
    routes, people, calendar, room = world.routes, world.people, world.calendar, world.room
    results, warm_up = world.results, world.warm_up
    row = people.kind[person]
    pool = routes.pools[row, room.state[person, STEP]]
    _leave_queue(world, person, now)
    _release(world, person, now)
    if calendar.links[person, RANK] == LEAVE:
        room.state[person, PHASE] = GONE
        results.counts[LEFT, pool] += int(now >= warm_up)
        room.state[person, IN_BED] = 0
        room.beds_now[routes.hospital[row]] -= 1
    else:
        results.counts[FELL_BACK, pool] += int(now >= warm_up)
        room.state[person, STEP] = routes.fallback_step[row]
        _join(world, person, now, now)


@inlined
def _arrive(world: World, person: int, now: float) -> None:
    """A person becomes ready to leave hospital, or is in place at the start."""
    routes, people, room = world.routes, world.people, world.room
    row, placed = people.kind[person], people.placed[person]
    pool = routes.pools[row, max(placed, 0)]
    room.state[person, STEP] = max(placed, 0)
    room.state[person, HOLDS] = -1
    room.state[person, PENDING] = 0
    room.state[person, IN_BED] = 1
    room.beds_now[routes.hospital[row]] += 1
    if placed >= 0:
        _serve(world, person, pool, now)
    else:
        _join(world, person, people.arrival[person], now)


@inlined
def _close(world: World, person: int, end: float) -> None:
    """Count the days so far of a person who is still there when the last day ends."""
    routes, people, room = world.routes, world.people, world.room
    if room.state[person, PHASE] == QUEUEING:
        pool = routes.pools[people.kind[person], room.state[person, STEP]]
        waiting = WAITING if room.state[person, IN_BED] else ELSEWHERE
        _add_days(world, waiting, pool, room.since[person], end)
    elif room.state[person, PHASE] == IN_SERVICE:
        _add_days(world, SERVED, room.state[person, HOLDS], room.since[person], end)
    if room.state[person, HOLDS] >= 0:
        _add_days(world, BUSY, room.state[person, HOLDS], room.held_since[person], end)


@inlined
def _clear_all(calendar: Buckets, room: Room, results: Results) -> None:
    clear(calendar)
    room.queues[:] = -1
    room.dirty[:] = False
    room.highest[0] = -1
    room.now_in[:] = 0
    room.beds_now[:] = 0
    results.counts[:] = 0
    results.person_days[:] = 0.0
    results.starts[:] = NEVER


@inlined
def _end_day(room: Room, results: Results, day: int) -> None:
    """Write down who is where at the end of a day."""
    for row in range(4):
        for pool in range(room.dirty.shape[0]):
            results.at_day_end[row, pool, day] = room.now_in[row, pool]
    for hospital in range(room.beds_now.shape[0]):
        results.beds[hospital, day] = room.beds_now[hospital]


@compiled_without_counts
def flow_network(
    routes: Routes,
    people: People,
    capacity: Ints,
    warm_up: float,
    calendar: Buckets,
    room: Room,
    results: Results,
) -> int:
    """Let the people of one replication flow through all pools; fills `results`, returns how many events happened.

    capacity [pools, days] is in places; warm_up in days; `calendar` has an entry for each person. Events are arrivals,
    ends of stays and ends of patience.
    """
    days, count = capacity.shape[1], people.kind.shape[0]
    world = World(routes, people, calendar, room, results, warm_up)
    _clear_all(calendar, room, results)
    now, day, arriving, bucket, steps = 0.0, 0, 0, 0, 0
    while True:
        midnight = float(day + 1)
        ready = max(people.arrival[arriving], 0.0) if arriving < count else NEVER
        first, _ = find_first(calendar, bucket, min(ready, midnight))
        moment = calendar.times[first] if first >= 0 else min(ready, midnight)
        if moment > now and room.highest[0] >= 0:
            room.soonest[0] = NEVER
            _settle(world, capacity, day, now)
            if room.soonest[0] < moment or (first >= 0 and calendar.times[first] != moment):
                continue  # a start of now changed what comes next: look again
        now = moment
        bucket = int(now * calendar.per_day)
        if first >= 0 and now < midnight:
            happening = take_due(calendar, now, room.due)
            steps += happening
            for person in room.due[:happening]:
                room.state[person, PENDING] = 0
                if calendar.links[person, RANK] == END:
                    _finish(world, person, now)
                else:
                    _give_up(world, person, now)
        elif ready < midnight:
            _arrive(world, arriving, now)
            arriving += 1
            steps += 1
        else:
            _end_day(room, results, day)
            day += 1
            if day == days:
                break
            for pool in range(capacity.shape[0]):
                if capacity[pool, day] > capacity[pool, day - 1]:
                    _mark(room, pool)
    for person in range(arriving):
        _close(world, person, float(days))
    return steps
