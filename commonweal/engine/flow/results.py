"""What a run gives back: figures of each replication and sums over replications, as frozen arrays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from commonweal.engine.flow.laws import Floats

Longs = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some replications of a model, in order.

    counts [replications, 6, pools] and person_days [replications, 4, pools] leave the warm-up out (rows as named in
    `rows.py`); beds [replications, days] are people delayed in hospital at the end of each day; hospital_bed_days
    [replications, hospitals] their sum over the counted days by hospital; day_sums [4, pools, days] people at the end
    of each day, summed over replications; steps is the number of arrivals and ends of stays.
    """

    counts: Longs
    person_days: Floats
    beds: NDArray[np.int32]
    hospital_bed_days: Longs
    day_sums: Longs
    steps: int

    @property
    def replications(self) -> int:
        return len(self.counts)


def empty(replications: int, pools: int, days: int, hospitals: int) -> Chunk:
    """A chunk of zeros, for kernels to add to."""
    return Chunk(
        np.zeros((replications, 6, pools), dtype=np.int64),
        np.zeros((replications, 4, pools)),
        np.zeros((replications, days), dtype=np.int32),
        np.zeros((replications, hospitals), dtype=np.int64),
        np.zeros((4, pools, days), dtype=np.int64),
        0,
    )


def rows_of(whole: Chunk, first: int, count: int) -> Chunk:
    """Room within a whole for some of its replications; the sums are of their own."""
    rows = slice(first, first + count)
    sums = np.zeros_like(whole.day_sums)
    return Chunk(
        whole.counts[rows], whole.person_days[rows], whole.beds[rows], whole.hospital_bed_days[rows], sums, 0
    )  # fmt: skip


def join(chunks: Iterable[Chunk], replications: int, into: Chunk | None = None) -> Chunk:
    """Chunks in order as one of so many replications: the same bytes however they were cut up.

    Each is copied into its place and let go, so that memory holds the results once, and a chunk or two. Those that
    are rows of `into` stand in their place already.
    """
    whole, done, steps = into, 0, 0
    for chunk in chunks:
        if whole is None:
            pools, days = chunk.day_sums.shape[1:]
            whole = empty(replications, pools, days, chunk.hospital_bed_days.shape[1])
        if into is None:
            rows = slice(done, done + chunk.replications)
            whole.counts[rows], whole.person_days[rows] = chunk.counts, chunk.person_days
            whole.beds[rows], whole.hospital_bed_days[rows] = chunk.beds, chunk.hospital_bed_days
        whole.day_sums[:] += chunk.day_sums
        done, steps = done + chunk.replications, steps + chunk.steps
    if whole is None or done != replications:
        raise ValueError(f"{done} replications where {replications} were to be joined")
    return replace(whole, steps=steps)


def bytes_of(replications: int, pools: int, days: int, hospitals: int) -> int:
    """The memory that results take."""
    return 8 * (replications * (10 * pools + hospitals) + 4 * pools * days) + 4 * replications * days
