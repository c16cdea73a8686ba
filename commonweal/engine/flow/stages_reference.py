"""Routes over places without end to one limited pool, in plain Python: the reference beside `stages.py`.

Day by day, everybody one by one: a list of who moves, a list of who waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Person:
    """Somebody who flows; the route is (pool, days) for each step that this person needs."""

    arrival: int
    route: list[tuple[int, int]]
    placed: bool = False  # in place at the first step at the start
    starts: list[int] = field(default_factory=list)  # the day of each start, that of who is in place included


def flow_stages(people: Sequence[Person], limited: int, capacity: Sequence[int]) -> list[int]:
    """Let the people flow; fills their `starts`. Returns how many wait for the limited pool at the end of each day."""
    days, in_place = len(capacity), 0
    ends: list[list[int]] = [[] for _ in range(days)]
    queue: list[int] = []
    waiting = []

    def start(number: int, day: int) -> None:
        person = people[number]
        end = day + person.route[len(person.starts)][1]
        person.starts.append(day)
        if end < days:
            ends[end].append(number)

    for number, person in enumerate(people):
        if person.placed:
            in_place += person.route[0][0] == limited
            start(number, 0)
    for day, places in enumerate(capacity):
        arrived = [number for number, person in enumerate(people) if person.arrival == day and not person.placed]
        moving, ends[day] = sorted(ends[day]) + arrived, []
        while True:
            free: list[int] = []
            for number in moving:
                route, done = people[number].route, len(people[number].starts)
                in_place -= done > 0 and route[done - 1][0] == limited
                if done < len(route):
                    (queue if route[done][0] == limited else free).append(number)
            while queue and in_place < places:
                in_place += 1
                start(queue.pop(0), day)
            for number in free:
                start(number, day)
            moving, ends[day] = sorted(ends[day]), []
            if not moving:
                break
        waiting.append(len(queue))
    return waiting
