"""A component for the network kernel: routes over several pools."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from commonweal.engine.flow.buckets import Buckets, make_buckets
from commonweal.engine.flow.compiled import compiled
from commonweal.engine.flow.drawing import draw_people, make_desk
from commonweal.engine.flow.draws import Draws, Ints, make_draws, room_of
from commonweal.engine.flow.model import Component, Model, make_routes
from commonweal.engine.flow.network import flow_network
from commonweal.engine.flow.network_world import Routes, make_results, make_room
from commonweal.engine.flow.part_routes import Totals, add_results, add_totals, first_people, make_totals
from commonweal.engine.flow.parts import Part, checked, ends_per_day
from commonweal.engine.flow.results import Chunk


@dataclass(frozen=True, slots=True)
class Network(Part):
    """The arrays of the network kernel."""

    kernel: ClassVar[str] = "network"
    part: Component
    routes: Routes
    draws: Draws

    def run(self, model: Model, seed: int, first: int, whole: Chunk) -> int:
        room, totals = room_of(self.draws), make_totals(model, self.part, whole)
        ends = 0.0 if self.draws.by_day else ends_per_day(model, self.part)
        steps = network_replications(
            self.draws, self.routes, np.uint64(seed), first, model.capacity[list(self.part.pools)],
            model.scenario.warm_up_days, make_buckets(room, model.scenario.days, ends), totals,
        )  # fmt: skip
        add_totals(self.part, totals, whole)
        return checked(steps)


def make_network(model: Model, part: Component, by_day: bool) -> Network:
    """The arrays of the network kernel."""
    return Network(part, make_routes(model, part), make_draws(model, part, by_day))


@compiled
def network_replications(
    draws: Draws, routes: Routes, key: np.uint64, first: int, capacity: Ints, warm_up: int, calendar: Buckets,
    totals: Totals,
) -> int:  # fmt: skip
    """Replications of the network kernel, added into totals; returns how many events happened."""
    (pools, days), hospitals, people_room = capacity.shape, totals.hospital_bed_days.shape[1], calendar.due.shape[0]
    desk = make_desk(draws, people_room, pools)
    room = make_room(people_room, pools, routes.priority.max() + 1, hospitals)
    results = make_results(pools, days, hospitals, 0, 0)
    steps = 0
    for row in range(totals.counts.shape[0]):
        count = draw_people(draws, first + row, key, desk)
        if count < 0:
            return -1
        people = first_people(desk.people, count)
        steps += flow_network(routes, people, capacity, float(warm_up), calendar, room, results)
        add_results(results, row, warm_up, totals)
    return steps
