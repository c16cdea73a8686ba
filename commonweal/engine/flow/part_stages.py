"""A component for routes through places without end, then at most one pool of limited places, on the clock of days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from commonweal.engine.flow.arrivals import make_block
from commonweal.engine.flow.compiled import compiled
from commonweal.engine.flow.drawing import draw_people
from commonweal.engine.flow.draws import Draws, make_draws, room_of
from commonweal.engine.flow.laws import Floats
from commonweal.engine.flow.model import Component, Model, make_routes
from commonweal.engine.flow.network_world import People, Routes, make_people, make_results
from commonweal.engine.flow.parts import Part, checked
from commonweal.engine.flow.results import Chunk
from commonweal.engine.flow.stages import flow_stages, make_line

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stages(Part):
    """The arrays of the kernel for routes without branches of waiting."""

    kernel: ClassVar[str] = "stages"
    part: Component
    routes: Routes
    draws: Draws
    limited: int  # of the part's pools, -1 for none

    def run(self, model: Model, seed: int, first: int, whole: Chunk) -> int:
        pools, count = np.array(self.part.pools), whole.replications
        counts = np.zeros((count, 6, len(pools)), dtype=np.int64)
        person_days = np.zeros((count, 4, len(pools)))
        day_sums = np.zeros((4, len(pools), model.scenario.days), dtype=np.int64)
        events = stages_replications(
            self.draws, self.routes, np.uint64(seed), first, room_of(self.draws), self.limited,
            model.capacity[pools[self.limited]], model.scenario.warm_up_days, len(model.scenario.hospitals),
            counts, person_days, whole.beds, whole.hospital_bed_days, day_sums,
        )  # fmt: skip
        whole.counts[:, :, pools] += counts
        whole.person_days[:, :, pools] += person_days
        whole.day_sums[:, pools] += day_sums
        return checked(events)


def make_stages(model: Model, part: Component) -> Stages | None:
    """The arrays of the kernel; None where it is not exact: where people are stated for the start, leave, fall back or
    overtake, or where a limited pool has another pool behind it.
    """
    pathways = [model.pathway(number) for number in part.groups]
    limited = [number for number, pool in enumerate(part.pools) if model.is_limited(pool)]
    routes = [model.groups[number].pools for number in part.groups]
    if (
        len(limited) > 1
        or model.scenario.begin == "stated"
        or any(pathway.patience is not None or pathway.fallback is not None for pathway in pathways)
        or len({pathway.priority for pathway in pathways}) > 1
        or any(model.is_limited(pool) for pools in routes for pool in pools[:-1])
    ):
        return None
    return Stages(part, make_routes(model, part), make_draws(model, part, True), limited[0] if limited else -1)


@compiled
def stages_replications(
    draws: Draws, routes: Routes, key: np.uint64, first: int, people_room: int, limited: int, capacity: Ints,
    warm_up: int, hospitals: int, counts: Longs, person_days: Floats, beds: Ints, hospital_bed_days: Longs,
    day_sums: Longs,
) -> int:  # fmt: skip
    """Replications of the kernel, added into the arrays of a chunk; returns arrivals plus ends of stays."""
    width, pools, days = draws.law.shape[1], counts.shape[2], capacity.shape[0]
    drawn, drawn_in_order = make_people(people_room, width), make_people(people_room, width)
    taken, order = np.empty(pools, dtype=np.int32), np.empty(people_room, dtype=np.int32)
    filled, stays = np.empty(2 * people_room + 2, dtype=np.int32), np.empty(draws.room.max())
    block, line = make_block(), make_line(people_room, days, width)
    results = make_results(pools, days, hospitals, 0, 0)
    events = 0
    for row in range(counts.shape[0]):
        count = draw_people(draws, first + row, key, drawn, taken, order, filled, stays, block, drawn_in_order)
        if count < 0:
            return -1
        people = People(
            drawn_in_order.kind[:count], drawn_in_order.arrival[:count], drawn_in_order.placed[:count],
            drawn_in_order.stay[:count], drawn_in_order.goes_on[:count], drawn_in_order.patience[:count],
        )  # fmt: skip
        events += flow_stages(routes, people, limited, capacity, warm_up, line, results)
        counts[row] += results.counts
        person_days[row] += results.person_days
        day_sums += results.at_day_end
        for hospital in range(hospitals):
            beds[row] += results.beds[hospital]
            hospital_bed_days[row, hospital] += results.beds[hospital, warm_up:].sum()
    return events
