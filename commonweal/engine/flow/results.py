"""What a run gives back: figures of each replication and sums over replications, as frozen arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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


def join(chunks: Sequence[Chunk]) -> Chunk:
    """Chunks in order as one: the same bytes however the replications were cut up."""
    return Chunk(
        np.concatenate([chunk.counts for chunk in chunks]),
        np.concatenate([chunk.person_days for chunk in chunks]),
        np.concatenate([chunk.beds for chunk in chunks]),
        np.concatenate([chunk.hospital_bed_days for chunk in chunks]),
        np.sum([chunk.day_sums for chunk in chunks], axis=0),
        sum(chunk.steps for chunk in chunks),
    )
