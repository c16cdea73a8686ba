"""A component for routes through places without end, then at most one pool of limited places, on the clock of days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from commonweal.engine.flow.compiled import compiled
from commonweal.engine.flow.drawing import draw_people, make_desk
from commonweal.engine.flow.draws import Draws, Ints, make_draws, room_of
from commonweal.engine.flow.model import Component, Model, make_routes
from commonweal.engine.flow.network_world import Routes, make_results
from commonweal.engine.flow.part_routes import Totals, add_results, add_totals, first_people, make_totals
from commonweal.engine.flow.parts import Part, checked
from commonweal.engine.flow.results import Chunk
from commonweal.engine.flow.stages import flow_stages, make_line


@dataclass(frozen=True, slots=True)
class Stages(Part):
    """The arrays of the kernel for routes without branches of waiting."""

    kernel: ClassVar[str] = "stages"
    part: Component
    routes: Routes
    draws: Draws
    limited: int  # of the part's pools, -1 for none

    def run(self, model: Model, seed: int, first: int, whole: Chunk) -> int:
        totals = make_totals(model, self.part, whole)
        events = stages_replications(
            self.draws, self.routes, np.uint64(seed), first, room_of(self.draws), self.limited,
            model.capacity[self.part.pools[self.limited]], model.scenario.warm_up_days, totals,
        )  # fmt: skip
        add_totals(self.part, totals, whole)
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
    warm_up: int, totals: Totals,
) -> int:  # fmt: skip
    """Replications of the kernel, added into totals; returns arrivals plus ends of stays."""
    pools, days, hospitals = totals.counts.shape[2], capacity.shape[0], totals.hospital_bed_days.shape[1]
    desk, line = make_desk(draws, people_room, pools), make_line(people_room, days, draws.law.shape[1])
    results = make_results(pools, days, hospitals, 0, 0)
    events = 0
    for row in range(totals.counts.shape[0]):
        count = draw_people(draws, first + row, key, desk)
        if count < 0:
            return -1
        people = first_people(desk.people, count)
        events += flow_stages(routes, people, limited, capacity, warm_up, line, results)
        add_results(results, row, warm_up, totals)
    return events
