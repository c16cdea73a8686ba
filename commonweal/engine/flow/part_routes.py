"""What the kernels for routes share: people drawn, and figures added up, replication by replication."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commonweal.engine.flow.compiled import compiled
from commonweal.engine.flow.draws import Ints
from commonweal.engine.flow.laws import Floats
from commonweal.engine.flow.model import Component, Model
from commonweal.engine.flow.network_world import People, Results
from commonweal.engine.flow.results import Chunk

Longs = NDArray[np.int64]


class Totals(NamedTuple):
    """Figures of a component, its pools numbered within it; the arrays of beds are the chunk's own."""

    counts: Longs  # [replications, 6, pools]
    person_days: Floats  # [replications, 4, pools]
    day_sums: Longs  # [4, pools, days]
    beds: Ints  # [replications, days]
    hospital_bed_days: Longs  # [replications, hospitals]


def make_totals(model: Model, part: Component, whole: Chunk) -> Totals:
    """Figures to be added to, of so many replications as the chunk has."""
    count, pools = whole.replications, len(part.pools)
    return Totals(
        np.zeros((count, 6, pools), dtype=np.int64),
        np.zeros((count, 4, pools)),
        np.zeros((4, pools, model.scenario.days), dtype=np.int64),
        whole.beds,
        whole.hospital_bed_days,
    )


def add_totals(part: Component, totals: Totals, whole: Chunk) -> None:
    """Add the figures of a component's pools into a chunk."""
    pools = np.array(part.pools)
    whole.counts[:, :, pools] += totals.counts
    whole.person_days[:, :, pools] += totals.person_days
    whole.day_sums[:, pools] += totals.day_sums


@compiled
def first_people(people: People, count: int) -> People:
    """The first so many of the people."""
    return People(
        people.kind[:count],
        people.arrival[:count],
        people.placed[:count],
        people.stay[:count],
        people.goes_on[:count],
        people.patience[:count],
    )


@compiled
def add_results(results: Results, row: int, warm_up: int, totals: Totals) -> None:
    """Add what one replication gave."""
    totals.counts[row] += results.counts
    totals.person_days[row] += results.person_days
    totals.day_sums[:] += results.at_day_end
    for hospital in range(results.beds.shape[0]):
        totals.beds[row] += results.beds[hospital]
        totals.hospital_bed_days[row, hospital] += results.beds[hospital, warm_up:].sum()
