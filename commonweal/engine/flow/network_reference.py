"""The network in plain Python: the reference beside `network.py`.

A list of events in order, a list of people for each queue, and nothing clever: after everything that happens at one
moment, the first person of any queue with room starts, later services first, until nobody can.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field

MIDNIGHT, END, LEAVE, FALL_BACK, ARRIVE = range(5)


@dataclass
class Person:
    """Somebody who flows; the route is (pool, stay) for each step that this person needs."""

    number: int
    arrival: float
    route: list[tuple[int, float]]
    fallback: list[tuple[int, float]] = field(default_factory=list)
    fallback_days: float = float("inf")
    patience: float = float("inf")
    priority: int = 0
    placed: bool = False  # in place at the first step of `route` at the start
    starts: list[tuple[int, float]] = field(default_factory=list)  # (pool, moment) of each start
    holds: int | None = None
    in_bed: bool = True
    joined: float = 0.0
    wait: int = 0  # how many waits have begun: an old event of an earlier wait is void
    left: float | None = None
    bed_until: float = float("inf")


def flow_network(
    people: Sequence[Person],
    capacity: Sequence[Sequence[int]],
    in_hospital: Sequence[bool],
    keeps_place: Sequence[bool],
) -> list[list[int]]:
    """Let the people flow; fills their `starts`, `left` and `bed_until`.

    capacity [pools][days]. Returns the people in hospital who wait for each pool at the end of each day.
    """
    days, pools = len(capacity[0]), range(len(capacity))
    queues: list[list[Person]] = [[] for _ in pools]
    busy = [0 for _ in pools]
    events = [(max(p.arrival, 0.0), ARRIVE, p.number, 0) for p in people]
    events += [(float(day), MIDNIGHT, 0, day) for day in range(1, days + 1)]
    heapq.heapify(events)
    waiting: list[list[int]] = [[] for _ in pools]
    by_number = {person.number: person for person in people}

    def join(person: Person, now: float) -> None:
        person.joined, person.wait = now, person.wait + 1
        queues[person.route[0][0]].append(person)
        if person.in_bed:
            at, what = min((person.joined + person.patience, LEAVE), (person.joined + person.fallback_days, FALL_BACK))
            if at < float("inf"):
                heapq.heappush(events, (max(at, 0.0), what, person.number, person.wait))

    def serve(person: Person, now: float) -> None:
        pool, stay = person.route.pop(0)
        person.holds, person.wait = pool, person.wait + 1
        busy[pool] += 1
        person.starts.append((pool, now))
        if not in_hospital[pool] and person.in_bed:
            person.in_bed, person.bed_until = False, now
        heapq.heappush(events, (now + stay, END, person.number, person.wait))

    def release(person: Person) -> None:
        if person.holds is not None:
            busy[person.holds] -= 1
            person.holds = None

    def start_all(now: float) -> None:
        day = min(int(now), days - 1)
        for pool in reversed(pools):
            while queues[pool] and busy[pool] < capacity[pool][day]:
                person = min(queues[pool], key=lambda p: p.priority)  # of equals the first of the list
                queues[pool].remove(person)
                release(person)
                serve(person, now)

    while events:
        now, what, number, wait = heapq.heappop(events)
        if what == MIDNIGHT:
            for pool in pools:
                waiting[pool].append(sum(person.in_bed for person in queues[pool]))
            if wait == days:
                return waiting
        elif what == ARRIVE:
            person = by_number[number]
            if person.placed:
                serve(person, now)
            else:
                join(person, person.arrival)
        elif wait == by_number[number].wait:
            person = by_number[number]
            if what == END:
                if not person.route or not keeps_place[person.holds or 0]:
                    release(person)
                if person.route:
                    join(person, now)
                elif person.in_bed:
                    person.bed_until = now
            else:
                queues[person.route[0][0]].remove(person)
                release(person)
                if what == LEAVE:
                    person.left = person.bed_until = now
                    person.wait += 1
                else:
                    person.route, person.fallback_days = person.fallback, float("inf")
                    join(person, now)
        if not events or events[0][0] > now:
            start_all(now)
    return waiting
