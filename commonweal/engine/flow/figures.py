"""The figures of a run: beds, delays and their stages, use of services, costs on both sides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from commonweal.engine.flow.laws import Floats
from commonweal.engine.flow.model import Model
from commonweal.engine.flow.results import Chunk, Longs
from commonweal.engine.flow.rows import BUSY, ELSEWHERE, FELL_BACK, JOINED, LEFT, SERVED, STARTED, UNDELAYED, WAITING
from commonweal.engine.flow.scenario import UNLIMITED
from commonweal.engine.flow.statistics import Estimate, estimate


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what, of which service, pool or hospital, in which unit."""

    name: str
    of: str
    unit: str
    value: Estimate


def bed_days(model: Model, chunk: Chunk) -> Floats:
    """Delayed hospital bed-days of the counted days [replications]: all stages in hospital, waiting or served."""
    hospital = np.array([model.service(pool).setting == "hospital" for pool in range(len(model.pools))])
    waiting = chunk.person_days[:, WAITING].sum(axis=1)
    return np.asarray(waiting + chunk.person_days[:, SERVED][:, hospital].sum(axis=1), dtype=np.float64)


def beds(model: Model, chunk: Chunk) -> Floats:
    """Hospital beds that delayed people hold on average [replications]."""
    return bed_days(model, chunk) / model.scenario.counted_days


def stages(model: Model, chunk: Chunk) -> dict[str, Floats]:
    """Delayed bed-days [replications] by stage clock: being served in hospital, or waiting for a service.

    The stages of a replication add up to its delayed bed-days.
    """
    found: dict[str, Floats] = {}
    for pool, label in enumerate(model.pools):
        waiting = f"waiting for {label.service}"
        found[waiting] = found.get(waiting, 0.0) + chunk.person_days[:, WAITING, pool]
        if model.service(pool).setting == "hospital":
            during = f"during {label.service}"
            found[during] = found.get(during, 0.0) + chunk.person_days[:, SERVED, pool]
    return found


def bed_day_cost_pence(model: Model, chunk: Chunk) -> Longs:
    """Delayed bed-days at the price of one, in whole pence [replications], halves to even."""
    return np.rint(bed_days(model, chunk) * model.scenario.bed_day_price_pence).astype(np.int64)


def provided_cost_pence(model: Model) -> dict[str, int]:
    """What each service costs over the counted days, by what is provided, used or not, in pence.

    Places by the day; hours by the hour, a seventh of the weekly hours of its places each day. An unlimited pool has
    no cost.
    """
    costs: dict[str, int] = {}
    for pool, label in enumerate(model.pools):
        service, capacity = model.service(pool), model.capacity[pool, model.scenario.warm_up_days :].astype(np.int64)
        place_days = int(capacity[capacity < UNLIMITED].sum())
        hours = place_days * (service.hours_week_per_place or 0.0) / 7
        cost = place_days * service.price_pence_per_place_day + round(hours * service.price_pence_per_hour)
        costs[label.service] = costs.get(label.service, 0) + cost
    return costs


def figures(model: Model, chunk: Chunk) -> tuple[Figure, ...]:
    """The standing figures of a run, each with its interval."""
    scenario, days = model.scenario, model.scenario.counted_days
    found = [
        Figure("delayed beds", "all hospitals", "beds", estimate(beds(model, chunk))),
        Figure("delay per person", "all hospitals", "days", estimate(_delay_per_person(model, chunk))),
    ]
    for number, hospital in enumerate(scenario.hospitals):
        held = chunk.hospital_bed_days[:, number] / days
        found.append(Figure("delayed beds at day end", hospital, "beds", estimate(held)))
    found += [
        Figure("delayed beds by stage", stage, "beds", estimate(samples / days))
        for stage, samples in stages(model, chunk).items()
    ]
    for pool, label in enumerate(model.pools):
        found += _pool_figures(model, chunk, pool, str(label), days)
    found.append(Figure("cost of delay", "all hospitals", "pounds", estimate(bed_day_cost_pence(model, chunk) / 100)))
    return tuple(found)


def _delay_per_person(model: Model, chunk: Chunk) -> Floats:
    """Delayed bed-days over people who became ready (Little's law: exact in the long run, no one left out)."""
    firsts = sorted({group.pools[0] for group in model.groups})
    ready = model.rates[:, model.scenario.warm_up_days :].sum()
    joined = chunk.counts[:, JOINED][:, firsts].sum(axis=1)
    single = all(len(group.pools) == 1 for group in model.groups)
    people = np.maximum(joined if single else ready, 1.0)
    return np.asarray(bed_days(model, chunk) / people, dtype=np.float64)


def _pool_figures(model: Model, chunk: Chunk, pool: int, label: str, days: int) -> list[Figure]:
    counts, person_days = chunk.counts[:, :, pool], chunk.person_days[:, :, pool]
    started = np.maximum(counts[:, STARTED], 1)
    kept = person_days[:, BUSY] - person_days[:, SERVED]
    capacity = model.capacity[pool, model.scenario.warm_up_days :]
    found = [
        Figure("waiting in hospital", label, "people", estimate(person_days[:, WAITING] / days)),
        Figure("waiting while holding another service", label, "people", estimate(person_days[:, ELSEWHERE] / days)),
        Figure("places taken", label, "places", estimate(person_days[:, BUSY] / days)),
        Figure("places taken but not serving", label, "places", estimate(kept / days)),
        Figure("delayed before starting", label, "share", estimate(1 - counts[:, UNDELAYED] / started)),
        Figure("starts a day", label, "people", estimate(counts[:, STARTED] / days)),
        Figure("left the queue a day", label, "people", estimate(counts[:, LEFT] / days)),
        Figure("fell back a day", label, "people", estimate(counts[:, FELL_BACK] / days)),
    ]  # fmt: skip
    if capacity.max() < UNLIMITED and capacity.sum() > 0:
        found.append(Figure("use of places", label, "share", estimate(person_days[:, BUSY] / capacity.sum())))
    return found
