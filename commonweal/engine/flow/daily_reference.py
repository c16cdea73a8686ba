"""The daily pool in plain Python: the reference beside `daily.py`. People, one by one, in a list."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence


def flow_daily(
    arrivals: Sequence[int], stays: Sequence[int], residuals: Sequence[int], capacity: Sequence[int]
) -> tuple[list[int], list[int], list[int]]:
    """People waiting and in place at the end of each day, and the day on which each arrival starts.

    The last list is as long as the people who start.
    """
    in_place = list(residuals)  # the day on which each leaves
    queue: deque[int] = deque()
    waiting: list[int] = []
    busy: list[int] = []
    started_on: list[int] = []
    for day, (ready, places) in enumerate(zip(arrivals, capacity, strict=True)):
        in_place = [end for end in in_place if end > day]
        queue.extend([day] * ready)
        while queue and len(in_place) < places:
            queue.popleft()
            in_place.append(day + stays[len(started_on)])
            started_on.append(day)
        waiting.append(len(queue))
        busy.append(len(in_place))
    return waiting, busy, started_on
