"""A component for the event kernel: one pool, one step, first come first served."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from commonweal.engine.flow.buckets import Buckets, make_buckets
from commonweal.engine.flow.compiled import compiled
from commonweal.engine.flow.drawing import draw_people, make_desk
from commonweal.engine.flow.draws import Draws, make_draws, room_of
from commonweal.engine.flow.event import flow_event, measure_event
from commonweal.engine.flow.laws import Floats
from commonweal.engine.flow.model import Component, Model
from commonweal.engine.flow.network_world import People
from commonweal.engine.flow.parts import Part, checked, ends_per_day
from commonweal.engine.flow.results import Chunk
from commonweal.engine.flow.rows import BUSY, SERVED, WAITING

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Queue(Part):
    """The arrays of the event kernel."""

    kernel: ClassVar[str] = "event"
    part: Component
    hospital: int
    draws: Draws

    def run(self, model: Model, seed: int, first: int, whole: Chunk) -> int:
        pool, room = self.part.pools[0], room_of(self.draws)
        capacity = np.minimum(model.capacity[pool], room + 1).astype(np.int32)
        calendar = make_buckets(room, model.scenario.days, ends_per_day(model, self.part))
        return checked(
            event_replications(
                self.draws, np.uint64(seed), first, room, capacity, float(model.scenario.warm_up_days), calendar,
                pool, self.hospital,
                whole.counts, whole.person_days, whole.beds, whole.hospital_bed_days, whole.day_sums,
            )
        )  # fmt: skip


def make_queue(model: Model, part: Component) -> Queue:
    """The arrays of the event kernel."""
    return Queue(part, model.hospital(part.groups[0]), make_draws(model, part, by_day=False))


@compiled
def event_replications(
    draws: Draws, key: np.uint64, first: int, room: int, capacity: Ints, warm_up: float, calendar: Buckets,
    pool: int, hospital: int,
    counts: Longs, person_days: Floats, beds: Ints, hospital_bed_days: Longs, day_sums: Longs,
) -> int:  # fmt: skip
    """Replications of the event kernel, added into the whole arrays of a chunk; returns arrivals and ends of stays."""
    desk = make_desk(draws, room, 1)
    people = desk.people
    start, days = np.empty(room), capacity.shape[0]
    change = np.empty((4, days + 1), dtype=np.int64)
    steps = 0
    for row in range(counts.shape[0]):
        count = draw_people(draws, first + row, key, desk)
        if count < 0:
            return -1
        there = _placed_first(people, count)
        change[:] = 0
        start[:there] = 0.0
        stay = people.stay[:, 0]
        flow_event(people.arrival[there:count], stay[there:count], stay[:there], capacity, calendar, start[there:count])
        for low, high in ((0, there), (there, count)):
            steps += measure_event(
                people.arrival[low:high], start[low:high], stay[low:high], low < there, warm_up,
                counts[row, :, pool], person_days[row, :, pool], change,
            )  # fmt: skip
        for line in (WAITING, BUSY):
            now = 0
            for day in range(days):
                now += change[line, day]
                day_sums[line, pool, day] += now
                if line == WAITING:
                    beds[row, day] += now
                    hospital_bed_days[row, hospital] += now if day >= warm_up else 0
    day_sums[SERVED, pool] = day_sums[BUSY, pool]
    return steps


@compiled
def _placed_first(people: People, count: int) -> int:
    """Put arrival and stay of the people in place at the start before all others, in order; returns how many."""
    there = 0
    for person in range(count):
        if people.placed[person] >= 0:
            arrival, stay = people.arrival[person], people.stay[person, 0]
            for other in range(person, there, -1):
                people.arrival[other] = people.arrival[other - 1]
                people.stay[other, 0] = people.stay[other - 1, 0]
            people.arrival[there], people.stay[there, 0] = arrival, stay
            there += 1
    return there
