"""T1 for routes: steps through places without end, then at most one pool of limited places, on the clock of days.

Who never waits needs no calendar: people pass the places without end by adding days, and are put in line for the
limited pool. Only the line is played, day by day. The order is the network kernel's to the person: on one day those
whose earlier stay ends join before those who arrive; after each sweep of starts those join whose stay took no day.
Plain reference: `stages_reference.py`. The network kernel gives the same figures, bit for bit.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commonweal.engine.flow.buckets import NEVER
from commonweal.engine.flow.compiled import compiled, compiled_without_counts, inlined
from commonweal.engine.flow.network_world import Flags, Ints, People, Results, Routes
from commonweal.engine.flow.rows import BUSY, ELSEWHERE, FINISHED, JOINED, SERVED, STARTED, UNDELAYED, WAITING

EARLY = 0
"""The first turn of a day: whose stay ends, then who arrives; 1 and on come after the first, second ... sweep.

Whose stay ends came on an earlier day or was there at the start, so has the lower number: one turn keeps their order.
"""


class Line(NamedTuple):
    """Room to work in: the queue of the limited pool, and what those in it hold."""

    joins: Ints  # [people]: day x turns of a day + turn; -1 for whoever never joins
    step: Ints  # [people]: the step waited for
    holds: Ints  # [people]: the pool whose place is held, -1 for none
    in_bed: Flags  # [people]: in hospital
    order: Ints  # [people]: the queue, first to last
    upto: Ints  # [days x turns + 1]: how much of the queue has joined by the end of each turn
    leaving: Ints  # [days]: people who leave the limited pool


class World(NamedTuple):
    """All that the parts of the kernel work on; `limited` is the limited pool, -1 for none."""

    routes: Routes
    people: People
    line: Line
    results: Results
    limited: int
    warm_up: int


@compiled
def make_line(people: int, days: int, steps: int) -> Line:
    """Room for so many people."""
    return Line(
        np.empty(people, dtype=np.int32),
        np.empty(people, dtype=np.int32),
        np.empty(people, dtype=np.int32),
        np.empty(people, dtype=np.bool_),
        np.empty(people, dtype=np.int32),
        np.empty(days * (steps + 1) + 1, dtype=np.int32),
        np.empty(days, dtype=np.int32),
    )


@inlined
def _occupy(world: World, person: int, step: int, pool: int, day: int) -> int:
    """Take a place, and give up the one before; returns the day on which the stay ends."""
    routes, line, results = world.routes, world.line, world.results
    held = line.holds[person]
    if held >= 0:
        results.at_day_end[BUSY, held, day] -= 1
    line.holds[person] = pool
    results.at_day_end[BUSY, pool, day] += 1
    results.at_day_end[SERVED, pool, day] += 1
    if line.in_bed[person] and not routes.in_hospital[pool]:
        line.in_bed[person] = False
        results.beds[routes.hospital[world.people.kind[person]], day] -= 1
    if results.starts.shape[0] > 0:
        results.starts[person, step] = day
    return day + int(world.people.stay[person, step])


@inlined
def _finish(world: World, person: int, step: int, pool: int, day: int) -> bool:
    """A stay ends; returns whether the person goes on to a next step."""
    routes, people, line, results = world.routes, world.people, world.line, world.results
    row = people.kind[person]
    goes_on = people.goes_on[person, step] and routes.pools[row, step + 1] >= 0
    results.counts[FINISHED, pool] += int(day >= world.warm_up)
    results.at_day_end[SERVED, pool, day] -= 1
    if not goes_on or not routes.keeps_place[pool]:
        results.at_day_end[BUSY, pool, day] -= 1
        line.holds[person] = -1
    if not goes_on and line.in_bed[person]:
        results.beds[routes.hospital[row], day] -= 1
    return bool(goes_on)


@inlined
def _pass_through(world: World, person: int) -> int:
    """Take a person through the places without end, to the line or the last day; returns how many stays end."""
    routes, people, line, results = world.routes, world.people, world.line, world.results
    row, day, days = people.kind[person], int(people.arrival[person]), results.beds.shape[1]
    came, step, turn, ended = people.placed[person] < 0, max(people.placed[person], 0), EARLY, 0
    pool = routes.pools[row, step]
    while pool != world.limited:
        if came and day >= world.warm_up:
            results.counts[JOINED, pool] += 1
            results.counts[STARTED, pool] += 1
            results.counts[UNDELAYED, pool] += 1
        end = _occupy(world, person, step, pool, day)
        if end >= days:
            return ended
        turn = EARLY if end > day or not came else turn + 1
        ended += 1
        day = end
        if not _finish(world, person, step, pool, day):
            return ended
        came, step = True, step + 1
        pool = routes.pools[row, step]
    results.counts[JOINED, pool] += int(day >= world.warm_up)
    results.at_day_end[WAITING if line.in_bed[person] else ELSEWHERE, pool, day] += 1
    line.joins[person] = day * (people.stay.shape[1] + 1) + turn
    line.step[person] = step
    return ended


@inlined
def _serve(world: World, person: int, step: int, day: int) -> int:
    """A stay in the limited pool begins, and may end: returns the day of that."""
    line, days = world.line, world.results.beds.shape[1]
    end = _occupy(world, person, step, world.limited, day)
    if end < days:
        line.leaving[end] += 1
        _finish(world, person, step, world.limited, end)
    return end


@inlined
def _come(world: World) -> tuple[int, int]:
    """Everybody comes, in order; returns events, and how many are in place in the limited pool at the start."""
    routes, people, line, results = world.routes, world.people, world.line, world.results
    count, there = people.kind.shape[0], 0
    events = count
    for person in range(count):
        row, placed = people.kind[person], people.placed[person]
        results.beds[routes.hospital[row], int(people.arrival[person])] += 1
        line.joins[person], line.holds[person], line.in_bed[person] = -1, -1, True
        if placed >= 0 and routes.pools[row, placed] == world.limited:
            there += 1
            events += int(_serve(world, person, placed, 0) < results.beds.shape[1])
        else:
            events += _pass_through(world, person)
    return events, there


@inlined
def _line_up(line: Line, count: int) -> None:
    """Put whoever joins the queue into its order: by day and turn, then as they came."""
    line.upto[:] = 0
    for person in range(count):
        line.upto[line.joins[person] + 1] += 1  # those who never join are counted in front
    line.upto[0] = 0
    for turn in range(1, line.upto.shape[0]):
        line.upto[turn] += line.upto[turn - 1]
    for person in range(count):
        if line.joins[person] >= 0:
            line.order[line.upto[line.joins[person]]] = person
            line.upto[line.joins[person]] += 1


@inlined
def _play(world: World, capacity: Ints, there: int) -> int:
    """Let the limited pool take people from its line day by day; returns how many of their stays end."""
    people, line, results = world.people, world.line, world.results
    turns, pool, days, head, ended = people.stay.shape[1] + 1, world.limited, capacity.shape[0], 0, 0
    for day in range(days):
        there -= line.leaving[day]
        turn, gone = EARLY, 0
        while turn < turns or gone > 0:
            there -= gone
            gone = 0
            joined = line.upto[day * turns + min(turn, turns - 1)]
            while head < joined and there < capacity[day]:
                person = line.order[head]
                head += 1
                there += 1
                results.at_day_end[WAITING if line.in_bed[person] else ELSEWHERE, pool, day] -= 1
                if day >= world.warm_up:
                    results.counts[STARTED, pool] += 1
                    results.counts[UNDELAYED, pool] += int(line.joins[person] >= day * turns)
                end = _serve(world, person, line.step[person], day)
                gone += int(end == day)
                ended += int(end < days)
            turn += 1
    return ended


@inlined
def _add_up(results: Results, warm_up: int) -> None:
    """Changes from day to day become people at the end of each day, and person-days."""
    days = results.beds.shape[1]
    for pool in range(results.at_day_end.shape[1]):
        for row in range(4):
            now, total = 0, 0
            for day in range(days):
                now += results.at_day_end[row, pool, day]
                results.at_day_end[row, pool, day] = now
                total += now if day >= warm_up else 0
            results.person_days[row, pool] = total
    for hospital in range(results.beds.shape[0]):
        for day in range(1, days):
            results.beds[hospital, day] += results.beds[hospital, day - 1]


@compiled_without_counts
def flow_stages(
    routes: Routes, people: People, limited: int, capacity: Ints, warm_up: int, line: Line, results: Results
) -> int:
    """Let the people of one replication pass; fills `results`, returns how many events happened.

    capacity [days] is of the limited pool (of none: any); arrivals and stays are whole days. Events are arrivals and
    ends of stays. Nobody is in place at a step after the limited pool, and no route leads on from there.
    """
    results.counts[:] = 0
    results.at_day_end[:] = 0
    results.beds[:] = 0
    results.starts[:] = NEVER
    line.leaving[:] = 0
    world = World(routes, people, line, results, limited, warm_up)
    events, there = _come(world)
    if limited >= 0:
        _line_up(line, people.kind.shape[0])
        events += _play(world, capacity, there)
    _add_up(results, warm_up)
    return events
