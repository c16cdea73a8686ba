"""A calendar of moments to come: buckets of linked entries, put in order when the calendar reaches them.

Entry i happens at times[i]. The days of a run are cut into buckets of equal width; what comes later than the last day
has a bucket of its own, which is never opened. When no entry is due, the next bucket is opened: its few entries are
sorted into `due`, the next one last. Whatever is put into a bucket that is open goes to its place among them. Adding,
taking away and finding the first cost a few nanoseconds.
"""

from __future__ import annotations

from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from commonweal.engine.flow.compiled import inlined
from commonweal.engine.flow.laws import Floats

Ints = NDArray[np.int32]
Numbers = NDArray[np.uint32]
Number = cast("type[int]", np.uint32)
"""A number to look up by, without a sign: of one with a sign compiled code asks at each look-up if it is below 0."""
NEVER = 1e300
NEXT, BEFORE, RANK = 0, 1, 2
OPENED, COUNT = 0, 1
MOST_BUCKETS = 2**20


class Buckets(NamedTuple):
    """The arrays of a calendar, and how many buckets make a day. Kernels that hold it count no references."""

    head: Ints  # [buckets + 1]: the first entry of each bucket, -1 for none
    times: Floats  # [entries]
    links: (
        Ints  # [entries + 1, 4]: the next entry of the bucket, the one before, the rank; one, and the last row, spare
    )
    due: Numbers  # [entries]: the entries of open buckets, the next one last
    now: Ints  # [2]: the last bucket opened, how many are due
    per_day: float


def make_buckets(entries: int, days: int, ends_per_day: float) -> Buckets:
    """A calendar to be cleared, with about a bucket for every end.

    With 0 ends a day a day is one bucket: for the clock of days, where all of a day falls on one moment.
    """
    most = max(1.0, MOST_BUCKETS / days)
    per_day = 2.0 ** int(np.log2(min(max(ends_per_day, 1.0), most)))
    head = np.empty(int(days * per_day) + 1, dtype=np.int32)
    links, due = np.empty((entries + 1, 4), dtype=np.int32), np.empty(entries, dtype=np.uint32)
    return Buckets(head, np.empty(entries), links, due, np.empty(2, dtype=np.int32), per_day)


@inlined
def clear(calendar: Buckets) -> None:
    """Take every entry away, and begin again before the first day."""
    calendar.head[:] = -1
    calendar.now[OPENED] = -1
    calendar.now[COUNT] = 0


@inlined
def _insert(calendar: Buckets, entry: int, count: int) -> None:
    """Put an entry to its place among `count` that are due: by time, then rank, then number."""
    due, times, links, at = calendar.due, calendar.times, calendar.links, count
    time, rank = times[entry], links[entry, RANK]
    while at > 0:
        other = due[Number(at - 1)]
        if times[other] > time:
            break
        other_rank = links[other, RANK]
        if times[other] == time and (other_rank > rank or (other_rank == rank and other > entry)):
            break
        due[Number(at)] = other
        at -= 1
    due[Number(at)] = entry


@inlined
def _bucket(calendar: Buckets, time: float) -> int:
    return Number(min(time * calendar.per_day, calendar.head.shape[0] - 1.0))


@inlined
def put(calendar: Buckets, entry: int, time: float, rank: int) -> None:
    """Add an entry; `rank` orders entries of the same moment (then their numbers do)."""
    head, links, now = calendar.head, calendar.links, calendar.now
    calendar.times[entry] = time
    links[entry, RANK] = rank
    bucket = _bucket(calendar, time)
    if bucket > now[OPENED]:
        first = head[bucket]
        links[entry, NEXT] = first
        links[entry, BEFORE] = -1
        links[first, BEFORE] = entry  # the spare row for none: to write costs less than to ask
        head[bucket] = entry
    else:
        _insert(calendar, entry, now[COUNT])
        now[COUNT] += 1


@inlined
def take(calendar: Buckets, entry: int) -> None:
    """Take an entry away."""
    head, links, due, now = calendar.head, calendar.links, calendar.due, calendar.now
    bucket = _bucket(calendar, calendar.times[entry])
    if bucket > now[OPENED]:
        after, before = links[entry, NEXT], links[entry, BEFORE]
        if after >= 0:
            links[after, BEFORE] = before
        if before >= 0:
            links[before, NEXT] = after
        else:
            head[bucket] = after
        return
    now[COUNT] -= 1
    held = due[now[COUNT]]
    at = now[COUNT]
    while held != entry:
        at -= 1
        held, due[at] = due[at], held


@inlined
def find_first(calendar: Buckets, until: float) -> int:
    """The first entry up to the bucket of `until`, -1 for none: buckets are opened until one has entries."""
    head, links, due, now = calendar.head, calendar.links, calendar.due, calendar.now
    count = now[COUNT]
    if count == 0:
        bucket, last = now[OPENED], min(_bucket(calendar, until), head.shape[0] - 2)
        while count == 0 and bucket < last:
            bucket += 1
            entry = head[Number(bucket)]
            while entry >= 0:
                _insert(calendar, Number(entry), count)
                count += 1
                entry = links[Number(entry), NEXT]
        now[OPENED], now[COUNT] = bucket, count
    return int(due[Number(count - 1)]) if count > 0 else -1


@inlined
def is_due(calendar: Buckets, now: float) -> bool:
    """Whether an entry is due by now, once `find_first` has looked as far as that."""
    count = calendar.now[COUNT]
    return bool(count > 0 and calendar.times[calendar.due[Number(count - 1)]] <= now)


@inlined
def take_first(calendar: Buckets) -> None:
    """Take the entry away that was found first."""
    calendar.now[COUNT] -= 1
