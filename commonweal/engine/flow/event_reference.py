"""The pool in continuous time in plain Python: the reference beside `event.py`. A list of events and a queue."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Sequence

END, CAPACITY, ARRIVE = range(3)


def flow_event(
    arrival: Sequence[float], stay: Sequence[float], in_place: Sequence[float], capacity: Sequence[int]
) -> list[float | None]:
    """The moment at which each person starts; None when not before the last day is over."""
    events = [(max(0.0, time), ARRIVE, person) for person, time in enumerate(arrival)]
    events += [(residual, END, -1) for residual in in_place]
    events += [(float(day), CAPACITY, day) for day in range(len(capacity))]
    heapq.heapify(events)
    queue: deque[int] = deque()
    busy, places = len(in_place), 0
    start: list[float | None] = [None] * len(arrival)
    while events and events[0][0] < len(capacity):
        now, what, number = heapq.heappop(events)
        if what == END:
            busy -= 1
        elif what == CAPACITY:
            places = capacity[number]
        else:
            queue.append(number)
        while queue and busy < places and not (events and events[0][:2] <= (now, CAPACITY)):
            person = queue.popleft()
            start[person] = now
            busy += 1
            heapq.heappush(events, (now + stay[person], END, person))
    return start
