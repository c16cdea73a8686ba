"""A scenario made into arrays: pools, classes, rates by day, tables; and its parts that touch nobody else's.

A class is the people of one hospital, area and pathway. Areas that share no pool do not touch: each such component is
simulated on its own, in cache.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from commonweal.engine.flow.buckets import NEVER
from commonweal.engine.flow.checking import ordered_services, places, pool_of
from commonweal.engine.flow.laws import Floats
from commonweal.engine.flow.network_world import Routes
from commonweal.engine.flow.philox import stream_number
from commonweal.engine.flow.scenario import UNLIMITED, Demand, Event, Level, Pathway, Pool, Scenario, Service, Step

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class PoolLabel:
    """Which pool a number stands for."""

    service: str
    areas: tuple[str, ...]  # empty: all that no other pool serves
    number: int  # within its service

    def __str__(self) -> str:
        return f"{self.service}: {', '.join(self.areas) or 'all areas'}"


@dataclass(frozen=True, slots=True)
class Group:
    """A class: its people, and the steps that they may take (their own, then their fallback's)."""

    demand: int  # index into scenario.demand
    pathway: str
    own_steps: tuple[Step, ...]
    fallback_steps: tuple[Step, ...]
    pools: tuple[int, ...]  # of the own and then the fallback's steps
    streams: tuple[int, ...]  # random streams, one for each step
    patience_stream: int
    area_number: int  # hospital and area, for the counter of random numbers

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.own_steps + self.fallback_steps


@dataclass(frozen=True, slots=True)
class Component:
    """Pools and groups that can touch each other, by their numbers in the model."""

    pools: tuple[int, ...]
    groups: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A scenario as arrays; `capacity` [pools, days] in places, `rates` [groups, days] in people a day."""

    scenario: Scenario
    pools: tuple[PoolLabel, ...]
    groups: tuple[Group, ...]
    capacity: Ints
    rates: Floats
    components: tuple[Component, ...]
    loads: Floats  # [pools, days]: see `offered_load`

    def service(self, pool: int) -> Service:
        """The service of a pool."""
        return next(service for service in self.scenario.services if service.name == self.pools[pool].service)

    def hospital(self, group: int) -> int:
        """The number of a group's hospital."""
        return self.scenario.hospitals.index(self.scenario.demand[self.groups[group].demand].hospital)

    def pathway(self, group: int) -> Pathway:
        """The pathway of a group."""
        return next(p for p in self.scenario.pathways if p.name == self.groups[group].pathway)

    def is_limited(self, pool: int) -> bool:
        """Whether a pool can run out of places on any day."""
        return bool(self.capacity[pool].min() < UNLIMITED)

    def offered_load(self, pool: int) -> Floats:
        """People who would hold a place on each day [days] if all were unlimited and long running: rate x mean stay."""
        return np.asarray(self.loads[pool], dtype=np.float64)


def make_model(scenario: Scenario) -> Model:
    """The arrays of a scenario that has been checked."""
    labels = tuple(_pool_labels(scenario))
    groups, rates = [], []
    for number, demand in enumerate(scenario.demand):
        by_day = demand_by_day(scenario, demand)
        for share in demand.shares:
            groups.append(_group(scenario, labels, number, share.pathway))
            rates.append(by_day * share.share)
    capacity = np.array([capacity_by_day(scenario, label) for label in labels], dtype=np.int32)
    capacity = capacity.reshape(len(labels), scenario.days)
    rates_by_day = np.array(rates).reshape(len(groups), scenario.days)
    loads = _loads(groups, rates_by_day, len(labels))
    return Model(
        scenario, labels, tuple(groups), capacity, rates_by_day, tuple(_components(len(labels), groups)), loads
    )


def _loads(groups: Sequence[Group], rates: Floats, pools: int) -> Floats:
    """The offered load of every pool, by one pass over the steps: a country has thousands of them."""
    loads = np.zeros((pools, rates.shape[1]))
    for group, by_day in zip(groups, rates, strict=True):
        reaching = 1.0
        for pool, step in zip(group.pools, group.own_steps, strict=False):
            loads[pool] += by_day * reaching * step.stay.mean
            reaching *= step.goes_on
    return loads


def _pool_labels(scenario: Scenario) -> Iterator[PoolLabel]:
    """Pools in such an order that what comes later on a route has a higher number."""
    following: dict[str, set[str]] = {}
    for pathway in scenario.pathways:
        for before, after in zip(pathway.steps, pathway.steps[1:], strict=False):
            following.setdefault(before.service, set()).add(after.service)
    services = {service.name: service for service in scenario.services}
    for name in ordered_services(list(services), following) or ():
        for number, pool in enumerate(services[name].pools):
            yield PoolLabel(name, pool.areas, number)


def _group(scenario: Scenario, labels: Sequence[PoolLabel], number: int, name: str) -> Group:
    demand = scenario.demand[number]
    pathways = {pathway.name: pathway for pathway in scenario.pathways}
    services = {service.name: service for service in scenario.services}
    pathway = pathways[name]
    fallback = pathways[pathway.fallback.pathway].steps if pathway.fallback else ()
    index = {(label.service, label.number): place for place, label in enumerate(labels)}
    steps = pathway.steps + fallback
    pools = tuple(index[step.service, pool_of(services[step.service], demand.area) or 0] for step in steps)
    streams = [stream_number("stay", name, str(at), step.service) for at, step in enumerate(pathway.steps)]
    streams += [stream_number("fallback", name, str(at), step.service) for at, step in enumerate(fallback)]
    area = stream_number("area", demand.hospital, demand.area)
    return Group(number, name, pathway.steps, fallback, pools, tuple(streams), stream_number("patience", name), area)


def demand_by_day(scenario: Scenario, demand: Demand) -> Floats:
    """People who become ready on each day [days]: level x weekday x month x growth x events."""
    first = date.fromisoformat(scenario.start)
    numbers = np.arange(scenario.days)
    rate = demand.ready_per_day * (1.0 + demand.growth_per_year) ** (numbers / 365.25)
    if demand.weekday_factors:
        rate = rate * np.asarray(demand.weekday_factors)[(numbers + first.weekday()) % 7]
    if demand.month_factors:
        months = np.array([(first + timedelta(days=int(day))).month for day in numbers])
        rate = rate * np.asarray(demand.month_factors)[months - 1]
    for event in scenario.events:
        if _applies(event.areas, demand.area) and _applies(event.hospitals, demand.hospital) and not event.services:
            rate[event.from_day : event.to_day] *= event.demand_factor
    return np.asarray(rate, dtype=np.float64)


def _applies(names: tuple[str, ...], name: str) -> bool:
    return not names or name in names


def capacity_by_day(scenario: Scenario, label: PoolLabel) -> Ints:
    """The places of a pool on each day [days]; UNLIMITED where nothing is stated."""
    service = next(service for service in scenario.services if service.name == label.service)
    pool = service.pools[label.number]
    capacity = np.full(scenario.days, _places(service, pool), dtype=np.float64)
    for level in pool.levels:
        capacity[level.from_day :] = _places(service, level)
    for event in scenario.events:
        if _hits_pool(event, label):
            days = slice(event.from_day, event.to_day)
            capacity[days] = np.where(
                capacity[days] < UNLIMITED, np.floor(capacity[days] * event.capacity_factor + 1e-9), UNLIMITED
            )
    return np.minimum(capacity, UNLIMITED).astype(np.int32)


def _places(service: Service, stated: Pool | Level) -> int:
    found = places(service, stated)
    return UNLIMITED if found is None else found


def _hits_pool(event: Event, label: PoolLabel) -> bool:
    """An event changes a pool when it names its service (or none), and all of its areas (or none)."""
    if event.capacity_factor == 1.0 or event.hospitals or not _applies(event.services, label.service):
        return False
    return not event.areas or (bool(label.areas) and set(label.areas) <= set(event.areas))


def _components(pools: int, groups: Sequence[Group]) -> Iterator[Component]:
    """Pools joined by the routes of groups; a pool that nobody uses is in none."""
    for numbers in joined(pools, {number: group.pools for number, group in enumerate(groups)}):
        yield _component(groups, numbers)


def _component(groups: Sequence[Group], numbers: Sequence[int]) -> Component:
    return Component(tuple(sorted({pool for number in numbers for pool in groups[number].pools})), tuple(numbers))


def pieces(model: Model, part: Component) -> Iterator[Component]:
    """A component cut where no pool is limited: there nobody waits for anybody. Each piece has all pools it uses."""
    limited = {n: tuple(pool for pool in model.groups[n].pools if model.is_limited(pool)) for n in part.groups}
    for numbers in joined(len(model.pools), limited):
        yield _component(model.groups, numbers)


def joined(pools: int, routes: Mapping[int, Sequence[int]]) -> Iterator[list[int]]:
    """Groups whose routes share a pool, directly or by others; a route over no pool is on its own."""
    root = list(range(pools))

    def find(pool: int) -> int:
        while root[pool] != pool:
            root[pool] = root[root[pool]]
            pool = root[pool]
        return pool

    for route in routes.values():
        for pool in route[1:]:
            root[find(pool)] = find(route[0])
    members: dict[int, list[int]] = {}
    for number, route in routes.items():
        members.setdefault(find(route[0]) if route else -1 - number, []).append(number)
    yield from members.values()


def make_routes(model: Model, part: Component) -> Routes:
    """The routes of a component, pools and groups numbered within it."""
    steps = max(len(model.groups[number].steps) + bool(model.groups[number].fallback_steps) for number in part.groups)
    count = len(part.groups)
    route = np.full((count, steps + 1), -1, dtype=np.int32)
    fallback_step = np.full(count, steps, dtype=np.int32)
    fallback_days = np.full(count, NEVER)
    priorities = sorted({model.pathway(number).priority for number in part.groups})
    priority, hospital = np.empty(count, dtype=np.int32), np.empty(count, dtype=np.int32)
    for row, number in enumerate(part.groups):
        group, pathway = model.groups[number], model.pathway(number)
        for column, pool in zip(step_columns(group), group.pools, strict=True):
            route[row, column] = part.pools.index(pool)
        if pathway.fallback:
            fallback_step[row] = len(group.own_steps) + 1
            fallback_days[row] = pathway.fallback.after_days
        priority[row] = priorities.index(pathway.priority)
        hospital[row] = model.hospital(number)
    services = [model.service(pool) for pool in part.pools]
    return Routes(
        route,
        hospital,
        priority,
        fallback_step,
        fallback_days,
        np.array([service.setting == "hospital" for service in services]),
        np.array([service.keeps_place_while_waiting for service in services]),
    )


def step_columns(group: Group) -> tuple[int, ...]:
    """The column of each step: an empty one parts a group's own steps from its fallback's."""
    own = len(group.own_steps)
    return (*range(own), *range(own + 1, own + 1 + len(group.fallback_steps)))
