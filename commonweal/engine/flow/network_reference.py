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
    world = World(people, capacity, in_hospital, keeps_place)
    world.run()
    return world.waiting


class World:
    """Queues, counters and the list of events."""

    def __init__(
        self,
        people: Sequence[Person],
        capacity: Sequence[Sequence[int]],
        in_hospital: Sequence[bool],
        keeps_place: Sequence[bool],
    ) -> None:
        self.people = {person.number: person for person in people}
        self.capacity, self.in_hospital, self.keeps_place = capacity, in_hospital, keeps_place
        self.days, self.pools = len(capacity[0]), range(len(capacity))
        self.queues: list[list[Person]] = [[] for _ in self.pools]
        self.busy = [0 for _ in self.pools]
        self.waiting: list[list[int]] = [[] for _ in self.pools]
        self.events = [(max(p.arrival, 0.0), ARRIVE, p.number, 0) for p in people]
        self.events += [(float(day), MIDNIGHT, 0, day) for day in range(1, self.days + 1)]
        heapq.heapify(self.events)

    def run(self) -> None:
        """One event after the other; once everything of a moment has happened, whoever can starts."""
        while True:
            now, what, number, wait = heapq.heappop(self.events)
            if what == MIDNIGHT:
                for pool in self.pools:
                    self.waiting[pool].append(sum(person.in_bed for person in self.queues[pool]))
                if wait == self.days:
                    return
            elif what == ARRIVE:
                self.arrive(self.people[number], now)
            elif wait == self.people[number].wait:
                if what == END:
                    self.finish(self.people[number], now)
                else:
                    self.give_up(self.people[number], what, now)
            if self.events[0][0] > now:
                self.start_all(now)

    def arrive(self, person: Person, now: float) -> None:
        if person.placed:
            self.serve(person, now)
        else:
            self.join(person, person.arrival)

    def join(self, person: Person, now: float) -> None:
        person.joined, person.wait = now, person.wait + 1
        self.queues[person.route[0][0]].append(person)
        if person.in_bed:
            at, what = min((person.joined + person.patience, LEAVE), (person.joined + person.fallback_days, FALL_BACK))
            if at < float("inf"):
                heapq.heappush(self.events, (max(at, 0.0), what, person.number, person.wait))

    def serve(self, person: Person, now: float) -> None:
        pool, stay = person.route.pop(0)
        person.holds, person.wait = pool, person.wait + 1
        self.busy[pool] += 1
        person.starts.append((pool, now))
        if not self.in_hospital[pool] and person.in_bed:
            person.in_bed, person.bed_until = False, now
        heapq.heappush(self.events, (now + stay, END, person.number, person.wait))

    def release(self, person: Person) -> None:
        if person.holds is not None:
            self.busy[person.holds] -= 1
            person.holds = None

    def finish(self, person: Person, now: float) -> None:
        if not person.route or not self.keeps_place[person.holds or 0]:
            self.release(person)
        if person.route:
            self.join(person, now)
        elif person.in_bed:
            person.bed_until = now

    def give_up(self, person: Person, what: int, now: float) -> None:
        self.queues[person.route[0][0]].remove(person)
        self.release(person)
        if what == LEAVE:
            person.left = person.bed_until = now
            person.wait += 1
        else:
            person.route, person.fallback_days = person.fallback, float("inf")
            self.join(person, now)

    def start_all(self, now: float) -> None:
        day = min(int(now), self.days - 1)
        for pool in reversed(self.pools):
            while self.queues[pool] and self.busy[pool] < self.capacity[pool][day]:
                person = min(self.queues[pool], key=lambda p: p.priority)  # of equals the first of the list
                self.queues[pool].remove(person)
                self.release(person)
                self.serve(person, now)
