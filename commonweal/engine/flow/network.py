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

from commonweal.engine.flow.buckets import (
    NEVER,
    RANK,
    Buckets,
    Number,
    clear,
    find_first,
    is_due,
    take,
    take_first,
)
from commonweal.engine.flow.compiled import compiled_without_counts, inlined
from commonweal.engine.flow.network_moves import arrive, close, finish, give_up, leave_queue, mark, start
from commonweal.engine.flow.network_world import END, LATEST, PENDING, Ints, People, Results, Room, Routes, World
from commonweal.engine.flow.rows import BUSY


@inlined
def _clear_all(calendar: Buckets, room: Room, capacity: Ints, results: Results) -> None:
    clear(calendar)
    room.queues[:] = -1
    room.dirty[:] = False
    room.highest[0] = -1
    room.now_in[:] = 0
    for pool in range(capacity.shape[0]):
        room.free[pool] = capacity[pool, 0]
    room.beds_now[:] = 0
    results.counts[:] = 0
    results.person_days[:] = 0.0
    results.starts[:] = NEVER


@inlined
def _end_day(room: Room, capacity: Ints, results: Results, day: int) -> None:
    """Write down who is where at the end of a day."""
    for pool in range(room.dirty.shape[0]):
        for row in range(3):
            results.at_day_end[row, pool, day] = room.now_in[row, pool]
        results.at_day_end[BUSY, pool, day] = capacity[pool, day] - room.free[pool]
    for hospital in range(room.beds_now.shape[0]):
        results.beds[hospital, day] = room.beds_now[hospital]


@inlined
def _start_first(world: World, pool: int, level: int, now: float) -> None:
    """Let the first of a queue start."""
    room = world.room
    person = Number(room.queues[pool, level, 0])
    if room.state[person, PENDING]:
        take(world.calendar, person)
    leave_queue(world, person, pool, level, now)
    start(world, person, pool, room.since[person, LATEST], now)


@inlined
def _settle(world: World, now: float) -> None:
    """Fill the places that are free, later services first; places freed by that are of earlier services."""
    room = world.room
    for number in range(room.highest[0], -1, -1):
        pool = Number(number)
        if room.dirty[pool]:
            room.dirty[pool] = False
            for level in range(room.queues.shape[1]):
                while room.queues[pool, level, 0] >= 0 and room.free[pool] > 0:
                    _start_first(world, pool, level, now)
    room.highest[0] = -1


@inlined
def _open_day(room: Room, capacity: Ints, day: int) -> None:
    """Change how many places are free, and look again at the pools that have more than the day before."""
    for pool in range(capacity.shape[0]):
        more = capacity[pool, day] - capacity[pool, day - 1]
        room.free[pool] += more
        if more > 0:
            mark(room, pool)


@inlined
def _happen(world: World, person: int, now: float, last: bool) -> None:
    """What the calendar holds for a person: the end of a stay, or of patience; `last` as in `join_queue`."""
    if world.calendar.links[person, RANK] == END:
        finish(world, person, now, last)
    else:
        give_up(world, person, now, last)


@inlined
def _is_last(world: World, arriving: int, now: float) -> bool:
    """Whether nothing more happens at this moment, neither of the calendar nor the arrival of the next person."""
    arrival = world.people.arrival
    return not is_due(world.calendar, now) and (arriving >= arrival.shape[0] or arrival[Number(arriving)] > now)


@compiled_without_counts
def flow_network(
    routes: Routes, people: People, capacity: Ints, warm_up: float, calendar: Buckets, room: Room, results: Results
) -> int:
    """Let the people of one replication flow through all pools; fills `results`, returns how many events happened.

    capacity [pools, days] is in places; warm_up in days; `calendar` has an entry for each person. Events are arrivals,
    ends of stays and ends of patience.
    """
    days, count = capacity.shape[1], people.kind.shape[0]
    world = World(routes, people, calendar, room, results, warm_up)
    _clear_all(calendar, room, capacity, results)
    now, day, arriving, steps = 0.0, 0, 0, 0
    while day < days:
        midnight = float(day + 1)
        ready = max(people.arrival[arriving], 0.0) if arriving < count else NEVER
        upto = min(ready, midnight)
        first = find_first(calendar, upto)
        moment = calendar.times[first] if first >= 0 else NEVER
        if moment <= upto and moment < midnight:
            now = moment
            take_first(calendar)
            _happen(world, Number(first), now, _is_last(world, arriving, now))
            steps += 1
        elif ready < midnight:
            now = ready
            arriving += 1
            arrive(world, Number(arriving - 1), now, _is_last(world, arriving, now))
            steps += 1
        else:
            _end_day(room, capacity, results, day)
            now, day = midnight, day + 1
            if day < days:
                _open_day(room, capacity, day)
        if room.highest[0] >= 0 and _is_last(world, arriving, now):
            _settle(world, now)
    for person in range(arriving):
        close(world, Number(person), float(days))
    return steps
