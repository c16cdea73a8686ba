"""A calendar of moments to come: a ring of buckets of linked entries, with a bitmap of the buckets not empty.

Entry i happens at time[i]. Time is cut into buckets of equal width that wrap round the ring, so a bucket may hold
entries of later rounds, which a search passes over. The calendar is searched forward only: nothing may be put before
the bucket that a search began from. Adding, taking away and finding the first cost a few nanoseconds.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba.cpython.unsafe.numbers import trailing_zeros
from numpy.typing import NDArray

from commonweal.engine.flow.compiled import inlined
from commonweal.engine.flow.laws import Floats

Ints = NDArray[np.int32]
NEVER = 1e300
NEXT, BEFORE, RANK = 0, 1, 2


class Buckets(NamedTuple):
    """The arrays of a calendar, and how many buckets make a day. Kernels that hold it count no references."""

    head: Ints  # [a power of two]: the first entry of each bucket, -1 for none
    bitmap: NDArray[np.uint64]  # [buckets / 64]: a bit for each bucket that is not empty
    times: Floats  # [entries]
    links: Ints  # [entries, 4]: the next entry of the bucket, the one before, the rank; and one to spare
    per_day: float


def make_buckets(entries: int, entries_at_once: int, ends_per_day: float) -> Buckets:
    """An empty calendar with about two buckets for each end of a day, and eight for each entry at once.

    With 0 ends a day a day is one bucket: for the clock of days, where all of a day falls on one moment.
    """
    size = 1 << max(10, min(20, (8 * entries_at_once).bit_length()))
    per_day = 2.0 ** min(16, int(np.ceil(np.log2(2.0 * max(ends_per_day, 0.5)))))
    head, bitmap = np.empty(size, dtype=np.int32), np.empty(size // 64, dtype=np.uint64)
    head[:] = -1
    bitmap[:] = 0
    return Buckets(head, bitmap, np.zeros(entries), np.zeros((entries, 4), dtype=np.int32), per_day)


@inlined
def clear(calendar: Buckets) -> None:
    """Take every entry away."""
    calendar.head[:] = -1
    calendar.bitmap[:] = np.uint64(0)


@inlined
def put(calendar: Buckets, entry: int, time: float, rank: int) -> None:
    """Add an entry; `rank` orders entries of the same moment (then their numbers do)."""
    head, bitmap, times = calendar.head, calendar.bitmap, calendar.times
    links, per_day = calendar.links, calendar.per_day
    slot = int(time * per_day) & (head.shape[0] - 1)
    first = head[slot]
    times[entry] = time
    links[entry, NEXT] = first
    links[entry, BEFORE] = -1
    links[entry, RANK] = rank
    if first >= 0:
        links[first, BEFORE] = entry
    else:
        bitmap[slot >> 6] |= np.uint64(1) << np.uint64(slot & 63)
    head[slot] = entry


@inlined
def take(calendar: Buckets, entry: int) -> None:
    """Take an entry away."""
    head, bitmap, times = calendar.head, calendar.bitmap, calendar.times
    links, per_day = calendar.links, calendar.per_day
    after, before = links[entry, NEXT], links[entry, BEFORE]
    if after >= 0:
        links[after, BEFORE] = before
    if before >= 0:
        links[before, NEXT] = after
        return
    slot = int(times[entry] * per_day) & (head.shape[0] - 1)
    head[slot] = after
    if after < 0:
        bitmap[slot >> 6] &= ~(np.uint64(1) << np.uint64(slot & 63))


@inlined
def next_bucket(bitmap: NDArray[np.uint64], bucket: int, last: int) -> int:
    """The first bucket not empty at or after `bucket`, counted on round the ring; above `last` if none before."""
    mask = bitmap.shape[0] - 1
    word = bitmap[(bucket >> 6) & mask] >> np.uint64(bucket & 63)
    while word == np.uint64(0) and bucket <= last:
        bucket = ((bucket >> 6) + 1) << 6
        word = bitmap[(bucket >> 6) & mask]
    return bucket + int(trailing_zeros(word)) if word else bucket  # type: ignore[call-arg]


@inlined
def find_first(calendar: Buckets, bucket: int, until: float) -> tuple[int, int]:
    """The first entry at or after `bucket` and up to `until`, and its bucket; the entry is -1 if none."""
    head, bitmap, times = calendar.head, calendar.bitmap, calendar.times
    links, per_day = calendar.links, calendar.per_day
    last = int(until * per_day)
    mask = head.shape[0] - 1
    found = -1
    bucket = next_bucket(bitmap, bucket, last)
    while found < 0 and bucket <= last:
        best, bucket_end = until, (bucket + 1) / per_day
        entry = head[bucket & mask]
        while entry >= 0:
            time = times[entry]
            if time <= best and time < bucket_end:
                best, found = time, entry
            entry = links[entry, NEXT]
        if found < 0:
            bucket = next_bucket(bitmap, bucket + 1, last)
    return found, bucket


@inlined
def _before(links: Ints, entry: int, other: int) -> bool:
    rank = links[other, RANK]
    return bool(links[entry, RANK] < rank or (links[entry, RANK] == rank and entry < other))


@inlined
def take_due(calendar: Buckets, time: float, due: Ints) -> int:
    """Take every entry of one moment away into `due`, by rank and then number; returns how many."""
    head, times, links = calendar.head, calendar.times, calendar.links
    entry, count = int(head[int(time * calendar.per_day) & (head.shape[0] - 1)]), 0
    while entry >= 0:
        after = int(links[entry, NEXT])
        if times[entry] == time:
            take(calendar, entry)
            at = count
            while at > 0 and _before(links, entry, due[at - 1]):
                due[at] = due[at - 1]
                at -= 1
            due[at] = entry
            count += 1
        entry = after
    return count
