"""T2, the exact event kernel: one pool of places in continuous time, first come first served.

Capacity may change at each midnight: it pre-empts nobody when it falls, and those who wait start at midnight when it
rises. Because people start in the order in which they come, one pass over them is enough: each starts at the first
moment, not before the person in front, at which fewer are in place than the capacity of that day. Ends of stays wait
in a calendar; they leave it only when room is needed, and in rising order.
Plain reference: `event_reference.py`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from commonweal.engine.flow.buckets import NEVER, Buckets, clear, find_first, put, take_first
from commonweal.engine.flow.compiled import compiled_without_counts, inlined
from commonweal.engine.flow.laws import Floats
from commonweal.engine.flow.rows import BUSY, FINISHED, JOINED, SERVED, STARTED, UNDELAYED, WAITING

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


@inlined
def _make_room(capacity: Ints, calendar: Buckets, now: float, busy: int) -> tuple[float, int]:
    """Go on to the first moment with room: by ends of stays, and midnights with more places than are taken."""
    days, day = capacity.shape[0], int(now)
    while day < days and busy >= capacity[day]:
        first = find_first(calendar, float(days))
        first_end = calendar.times[first] if first >= 0 else NEVER
        if first_end > now:
            opens = day + 1
            while opens < days and opens < first_end and busy >= capacity[opens]:
                opens += 1
            if opens < first_end:  # a midnight with room comes before the next end of a stay; or the last day ends
                now, day = float(opens), opens
                continue
            now, day = first_end, int(first_end)
        take_first(calendar)
        busy -= 1
    return now, busy


@compiled_without_counts
def flow_event(
    arrival: Floats, stay: Floats, in_place: Floats, capacity: Ints, calendar: Buckets, start: Floats
) -> None:
    """Fill `start` with the moment at which each person starts; NEVER when not before the last day is over.

    arrival (rising; below 0 for those who wait since before the start) and stay [people], in days; in_place [people
    in place at the start], days still to come; capacity [days]. Room to work in: a calendar, with an entry for each
    person.
    """
    days, there = capacity.shape[0], in_place.shape[0]
    clear(calendar)
    for person in range(there):
        put(calendar, person, in_place[person], 0)
    busy, now = there, 0.0
    for person in range(arrival.shape[0]):
        now, busy = _make_room(capacity, calendar, max(now, arrival[person]), busy)
        if now >= days:
            start[person:] = NEVER
            return
        start[person] = now
        put(calendar, there + person, now + stay[person], 0)
        busy += 1


@inlined
def _days_counted(since: float, until: float, warm_up: float, days: int) -> float:
    return max(0.0, min(until, float(days)) - max(since, warm_up))


@compiled_without_counts
def measure_event(
    arrival: Floats,
    start: Floats,
    stay: Floats,
    placed: bool,
    warm_up: float,
    counts: Longs,
    person_days: Floats,
    change: Longs,
) -> int:
    """Add people, with their starts, to counts [6], person_days [4] and change; returns arrivals plus ends of stays.

    change [4, days + 1] is by how many more people are in each row at the end of a day than of the day before.
    `placed` people are in place at the start: they have not arrived, nor started.
    """
    days, steps = change.shape[1] - 1, 0
    for person in range(arrival.shape[0]):
        came, began, ended = max(arrival[person], 0.0), start[person], start[person] + stay[person]
        if not placed:
            counts[JOINED] += int(came >= warm_up)
            counts[STARTED] += int(warm_up <= began < days)
            counts[UNDELAYED] += int(warm_up <= began < days and began == arrival[person])
            person_days[WAITING] += _days_counted(arrival[person], began, warm_up, days)
            change[WAITING, int(came)] += 1
            change[WAITING, int(min(began, float(days)))] -= 1
            steps += 1
        counts[FINISHED] += int(warm_up <= ended < days)
        served = _days_counted(began, ended, warm_up, days)
        person_days[SERVED] += served
        person_days[BUSY] += served
        change[BUSY, int(min(began, float(days)))] += 1
        change[BUSY, int(min(ended, float(days)))] -= 1
        steps += int(ended < days)
    return steps
