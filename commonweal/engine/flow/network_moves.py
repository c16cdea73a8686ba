"""What one person does in the network kernel: come, wait, take a place, finish, give up. Copied into the kernel."""

from __future__ import annotations

from commonweal.engine.flow.buckets import NEVER, RANK, Number, put
from commonweal.engine.flow.compiled import inlined
from commonweal.engine.flow.network_world import (
    AHEAD,
    BEHIND,
    END,
    FALL_BACK,
    GONE,
    HELD,
    HOLDS,
    IN_BED,
    IN_SERVICE,
    LATEST,
    LEAVE,
    PENDING,
    PHASE,
    QUEUEING,
    STEP,
    Room,
    World,
)  # fmt: skip
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
)


@inlined
def _add_days(world: World, row: int, pool: int, since: float, now: float) -> None:
    results, warm_up = world.results, world.warm_up
    if now > warm_up:
        results.person_days[row, pool] += now - max(since, warm_up)


@inlined
def mark(room: Room, pool: int) -> None:
    room.dirty[pool] = True
    room.highest[0] = max(room.highest[0], pool)


@inlined
def _nobody_waits(room: Room, pool: int) -> bool:
    return bool(room.now_in[WAITING, pool] + room.now_in[ELSEWHERE, pool] == 0)


@inlined
def release(world: World, person: int, now: float) -> None:
    """Give up the place that is held, if any."""
    room = world.room
    if room.state[person, HOLDS] >= 0:
        held = Number(room.state[person, HOLDS])
        room.free[held] += 1
        _add_days(world, BUSY, held, room.since[person, HELD], now)
        room.state[person, HOLDS] = -1
        if not _nobody_waits(room, held):
            mark(room, held)


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
def serve(world: World, person: int, pool: int, now: float) -> None:
    """Take a place of the pool and begin the stay."""
    routes, people, calendar, room, results = world.routes, world.people, world.calendar, world.room, world.results
    step = Number(room.state[person, STEP])
    if room.state[person, IN_BED] and not routes.in_hospital[pool]:
        room.state[person, IN_BED] = 0
        room.beds_now[routes.hospital[people.kind[person]]] -= 1
    room.state[person, HOLDS] = pool
    room.free[pool] -= 1
    room.now_in[SERVED, pool] += 1
    room.since[person, LATEST] = now
    room.since[person, HELD] = now
    room.state[person, PHASE] = IN_SERVICE
    if results.starts.shape[0] > 0:
        results.starts[person, step] = now
    put(calendar, person, now + people.stay[person, step], END)


@inlined
def start(world: World, person: int, pool: int, since: float, now: float) -> None:
    """Give up the place that is held, and take one of the pool after a wait since then."""
    results, warm_up = world.results, world.warm_up
    results.counts[STARTED, pool] += int(now >= warm_up)
    results.counts[UNDELAYED, pool] += int(now >= warm_up and since == now)
    release(world, person, now)
    serve(world, person, pool, now)


@inlined
def join_queue(world: World, person: int, since: float, now: float, last: bool) -> None:
    """Join the queue of the person's step; in hospital, patience and the wait for the fallback begin.

    Who finds a place free and nobody waiting for it, with nothing more to happen at this moment (`last`) and no pool
    to look at, would be the first to start: that is done at once, without a queue (6 to 10 % of a run).
    """
    routes, people, calendar, room = world.routes, world.people, world.calendar, world.room
    row, step = Number(people.kind[person]), Number(room.state[person, STEP])
    pool = Number(routes.pools[row, step])
    world.results.counts[JOINED, pool] += int(now >= world.warm_up)
    leaves, falls = NEVER, NEVER
    if room.state[person, IN_BED]:
        leaves = since + people.patience[person]
        falls = since + routes.fallback_days[row] if step < routes.fallback_step[row] else NEVER
    if last and room.free[pool] > 0 and room.highest[0] < 0 and _nobody_waits(room, pool) and min(leaves, falls) > now:
        start(world, person, pool, since, now)
        return
    _enqueue(room, pool, routes.priority[row], person)
    room.since[person, LATEST] = since
    room.state[person, PHASE] = QUEUEING
    room.now_in[WAITING if room.state[person, IN_BED] else ELSEWHERE, pool] += 1
    if room.free[pool] > 0:
        mark(room, pool)
    room.state[person, PENDING] = 0
    if min(leaves, falls) < NEVER:
        put(calendar, person, max(now, min(leaves, falls)), LEAVE if leaves <= falls else FALL_BACK)
        room.state[person, PENDING] = 1


@inlined
def leave_queue(world: World, person: int, pool: int, level: int, now: float) -> None:
    """Take a person out of the queue, and count the days of the wait."""
    room = world.room
    waiting = WAITING if room.state[person, IN_BED] else ELSEWHERE
    _dequeue(room, pool, level, person)
    room.now_in[waiting, pool] -= 1
    _add_days(world, waiting, pool, room.since[person, LATEST], now)


@inlined
def finish(world: World, person: int, now: float, last: bool) -> None:
    """A stay ends: the person is gone, or joins the next queue and may keep the place."""
    routes, people, room, results, warm_up = world.routes, world.people, world.room, world.results, world.warm_up
    row, step, pool = Number(people.kind[person]), Number(room.state[person, STEP]), Number(room.state[person, HOLDS])
    goes_on = people.goes_on[person, step] and routes.pools[row, step + 1] >= 0
    room.now_in[SERVED, pool] -= 1
    results.counts[FINISHED, pool] += int(now >= warm_up)
    _add_days(world, SERVED, pool, room.since[person, LATEST], now)
    if not goes_on or not routes.keeps_place[pool]:
        release(world, person, now)
    room.state[person, PHASE] = GONE
    if goes_on:
        room.state[person, STEP] = step + 1
        join_queue(world, person, now, now, last)
    elif room.state[person, IN_BED]:
        room.state[person, IN_BED] = 0
        room.beds_now[routes.hospital[row]] -= 1


@inlined
def give_up(world: World, person: int, now: float, last: bool) -> None:
    """A wait in hospital ends without a start: the person leaves, or joins the first queue of the fallback."""
    routes, people, calendar, room = world.routes, world.people, world.calendar, world.room
    results, warm_up = world.results, world.warm_up
    row = Number(people.kind[person])
    pool = Number(routes.pools[row, room.state[person, STEP]])
    leave_queue(world, person, pool, routes.priority[row], now)
    release(world, person, now)
    if calendar.links[person, RANK] == LEAVE:
        room.state[person, PHASE] = GONE
        results.counts[LEFT, pool] += int(now >= warm_up)
        room.state[person, IN_BED] = 0
        room.beds_now[routes.hospital[row]] -= 1
    else:
        results.counts[FELL_BACK, pool] += int(now >= warm_up)
        room.state[person, STEP] = routes.fallback_step[row]
        join_queue(world, person, now, now, last)


@inlined
def arrive(world: World, person: int, now: float, last: bool) -> None:
    """A person becomes ready to leave hospital, or is in place at the start."""
    routes, people, room = world.routes, world.people, world.room
    row, placed = Number(people.kind[person]), people.placed[person]
    pool = Number(routes.pools[row, max(placed, 0)])
    room.state[person, STEP] = max(placed, 0)
    room.state[person, HOLDS] = -1
    room.state[person, IN_BED] = 1
    room.beds_now[routes.hospital[row]] += 1
    if placed >= 0:
        serve(world, person, pool, now)
    else:
        join_queue(world, person, people.arrival[person], now, last)


@inlined
def close(world: World, person: int, end: float) -> None:
    """Count the days so far of a person who is still there when the last day ends."""
    routes, people, room = world.routes, world.people, world.room
    if room.state[person, PHASE] == QUEUEING:
        pool = routes.pools[people.kind[person], room.state[person, STEP]]
        waiting = WAITING if room.state[person, IN_BED] else ELSEWHERE
        _add_days(world, waiting, pool, room.since[person, LATEST], end)
    elif room.state[person, PHASE] == IN_SERVICE:
        _add_days(world, SERVED, room.state[person, HOLDS], room.since[person, LATEST], end)
    if room.state[person, HOLDS] >= 0:
        _add_days(world, BUSY, room.state[person, HOLDS], room.since[person, HELD], end)
