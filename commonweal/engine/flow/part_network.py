"""A component for the network kernel: routes over several pools."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from commonweal.engine.flow.arrivals import make_block
from commonweal.engine.flow.buckets import Buckets, make_buckets
from commonweal.engine.flow.compiled import compiled
from commonweal.engine.flow.drawing import draw_people
from commonweal.engine.flow.draws import Draws, make_draws, room_of
from commonweal.engine.flow.laws import Floats
from commonweal.engine.flow.model import Component, Model, make_routes
from commonweal.engine.flow.network import flow_network
from commonweal.engine.flow.network_world import People, Routes, make_people, make_results, make_room
from commonweal.engine.flow.parts import Part, checked, ends_per_day
from commonweal.engine.flow.results import Chunk

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Network(Part):
    """The arrays of the network kernel."""

    kernel: ClassVar[str] = "network"
    part: Component
    routes: Routes
    draws: Draws

    def run(self, model: Model, seed: int, first: int, whole: Chunk) -> int:
        pools = np.array(self.part.pools)
        ends = 0.0 if self.draws.by_day else ends_per_day(model, self.part)
        room, count = room_of(self.draws), whole.replications
        counts = np.zeros((count, 6, len(pools)), dtype=np.int64)
        person_days = np.zeros((count, 4, len(pools)))
        day_sums = np.zeros((4, len(pools), model.scenario.days), dtype=np.int64)
        steps = network_replications(
            self.draws, self.routes, np.uint64(seed), first, room, np.ascontiguousarray(model.capacity[pools]),
            model.scenario.warm_up_days, make_buckets(room, model.scenario.days, ends), len(model.scenario.hospitals),
            counts, person_days, whole.beds, whole.hospital_bed_days, day_sums,
        )  # fmt: skip
        whole.counts[:, :, pools] += counts
        whole.person_days[:, :, pools] += person_days
        whole.day_sums[:, pools] += day_sums
        return checked(steps)


def make_network(model: Model, part: Component, by_day: bool) -> Network:
    """The arrays of the network kernel."""
    return Network(part, make_routes(model, part), make_draws(model, part, by_day))


@compiled
def network_replications(
    draws: Draws, routes: Routes, key: np.uint64, first: int, people_room: int, capacity: Ints, warm_up: int,
    calendar: Buckets, hospitals: int, counts: Longs, person_days: Floats, beds: Ints, hospital_bed_days: Longs,
    day_sums: Longs,
) -> int:  # fmt: skip
    """Replications of the network kernel, added into the arrays of a chunk; returns how many events happened."""
    width, (pools, days) = draws.law.shape[1], capacity.shape
    drawn, drawn_in_order = make_people(people_room, width), make_people(people_room, width)
    taken, order = np.empty(pools, dtype=np.int32), np.empty(people_room, dtype=np.int32)
    filled, stays = np.empty(2 * people_room + 2, dtype=np.int32), np.empty(draws.room.max())
    block = make_block()
    room = make_room(people_room, pools, routes.priority.max() + 1, hospitals)
    results = make_results(pools, days, hospitals, 0, 0)
    steps = 0
    for row in range(counts.shape[0]):
        count = draw_people(draws, first + row, key, drawn, taken, order, filled, stays, block, drawn_in_order)
        if count < 0:
            return -1
        people = People(
            drawn_in_order.kind[:count], drawn_in_order.arrival[:count], drawn_in_order.placed[:count],
            drawn_in_order.stay[:count], drawn_in_order.goes_on[:count], drawn_in_order.patience[:count],
        )  # fmt: skip
        steps += flow_network(routes, people, capacity, float(warm_up), calendar, room, results)
        counts[row] += results.counts
        person_days[row] += results.person_days
        day_sums += results.at_day_end
        for hospital in range(hospitals):
            beds[row] += results.beds[hospital]
            hospital_bed_days[row, hospital] += results.beds[hospital, warm_up:].sum()
    return steps
