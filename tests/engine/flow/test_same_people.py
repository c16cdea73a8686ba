"""Same people, same answer: each kernel against an independent list of events, person by person.

Capacity changes at random from day to day: 0, below those in place, rising between ends of stays.
"""

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonweal.engine.flow import daily_reference, event_reference, network_reference
from commonweal.engine.flow.buckets import NEVER, make_buckets
from commonweal.engine.flow.daily import flow_daily
from commonweal.engine.flow.event import flow_event
from commonweal.engine.flow.network import flow_network
from commonweal.engine.flow.network_world import People, Routes, make_results, make_room
from commonweal.engine.flow.rows import BUSY, WAITING

MANY = settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
seeds = st.integers(0, 2**32 - 1)

# clock, and whether the simplest exact kernel or the network kernel runs: daily, event, and network on both clocks
KERNELS = [("day", "auto"), ("continuous", "auto"), ("continuous", "network"), ("day", "network")]


def changing_capacity(rng, pools, days):
    """Levels that last some days each: 0, few, or many."""
    capacity = np.empty((pools, days), dtype=np.int32)
    for pool in range(pools):
        most = rng.integers(1, 8)
        lasting = rng.integers(1, 9)
        levels = rng.integers(0, most + 1, days // lasting + 1)
        capacity[pool] = np.repeat(levels, lasting)[:days]
    return capacity


def daily_case(rng):
    days = int(rng.integers(1, 60))
    arrivals = rng.poisson(rng.choice([0.2, 1.0, 3.0]), days).astype(np.int32)
    stays = rng.geometric(1 / rng.uniform(1.5, 12), int(arrivals.sum())).astype(np.uint16)
    residuals = rng.integers(1, 20, rng.integers(0, 9)).astype(np.uint16)
    return arrivals, stays, residuals, changing_capacity(rng, 1, days)[0]


def run_daily(arrivals, stays, residuals, capacity):
    days = len(capacity)
    waiting, busy, started = (np.empty(days, dtype=np.int32) for _ in range(3))
    flow_daily(arrivals, stays, residuals, capacity, np.empty(days + 1, dtype=np.int32), waiting, busy, started)
    return waiting, busy, started


@MANY
@given(seeds)
def test_daily_kernel_is_the_reference(seed):
    case = daily_case(np.random.default_rng(seed))
    waiting, busy, started = run_daily(*case)
    expected_waiting, expected_busy, started_on = daily_reference.flow_daily(*(part.tolist() for part in case))
    assert waiting.tolist() == expected_waiting
    assert busy.tolist() == expected_busy
    assert started.tolist() == np.bincount(started_on, minlength=len(waiting)).tolist()


def people_in_time(rng, days, whole):
    """Arrivals (some before the start), stays, and days still to come of those in place."""
    count = int(rng.integers(0, 60))
    arrival = np.sort(rng.uniform(-2 if rng.random() < 0.3 else 0, days, count))
    stay = rng.exponential(rng.uniform(1, 9), count) + 0.01
    in_place = rng.exponential(6, rng.integers(0, 6)) + 0.01
    return tuple((np.floor(arrival), np.ceil(stay), np.ceil(in_place)) if whole else (arrival, stay, in_place))


def run_event(arrival, stay, in_place, capacity):
    start = np.empty(len(arrival))
    calendar = make_buckets(len(arrival) + len(in_place), len(capacity), 3.0)
    flow_event(arrival, stay, in_place, capacity, calendar, start)
    return start


@MANY
@given(seeds, st.booleans())
def test_event_kernel_is_the_reference(seed, whole):
    rng = np.random.default_rng(seed)
    days = int(rng.integers(1, 40))
    case = (*people_in_time(rng, days, whole), changing_capacity(rng, 1, days)[0])
    expected = event_reference.flow_event(*(part.tolist() for part in case))
    assert [None if moment == NEVER else moment for moment in run_event(*case)] == expected


STEPS = 5
ROUTES = (  # the pools of four classes, 0 before 1 before 2; the third falls back on the second
    ([0, 1, 2], []),
    ([0, 2], []),
    ([2], [0, 2]),
    ([1, 2], []),
)


def network_case(rng, whole):
    days, pools = int(rng.integers(1, 30)), 3
    count = int(rng.integers(1, 60))
    route = np.full((4, STEPS + 1), -1, dtype=np.int32)
    fallback_step, fallback_days = np.full(4, STEPS, dtype=np.int32), np.full(4, NEVER)
    for kind, (own, fallback) in enumerate(ROUTES):
        route[kind, : len(own)] = own
        if fallback:
            fallback_step[kind] = len(own) + 1
            fallback_days[kind] = rng.integers(1, 8) + (0 if whole else 0.37)
            route[kind, len(own) + 1 : len(own) + 1 + len(fallback)] = fallback
    in_hospital = np.logical_and.accumulate(rng.random(pools) < 0.4)
    routes = Routes(
        route,
        np.array([0, 0, 1, 1], dtype=np.int32),
        rng.integers(0, 3, 4).astype(np.int32),
        fallback_step,
        fallback_days,
        in_hospital,
        rng.random(pools) < 0.8,
    )
    arrival = np.sort(rng.uniform(-2 if rng.random() < 0.3 else 0, days, count))
    placed = np.full(count, -1, dtype=np.int32)
    first = int(rng.integers(0, min(count, 5)))
    placed[:first] = 0
    arrival[:first] = np.minimum(arrival[:first], 0.0)
    stay = rng.exponential(rng.uniform(1, 8), (count, STEPS)) + 0.01
    patience = np.where(rng.random(count) < 0.4, rng.exponential(5, count) + 0.1, NEVER)
    patience[rng.random(count) < 0.05] = 0.0  # whoever leaves at once takes no place
    if whole:
        arrival, stay = np.floor(arrival), np.ceil(stay)
        patience = np.where(patience < NEVER, np.ceil(patience), NEVER)
    kind = rng.integers(0, 4, count).astype(np.int32)
    people = People(kind, arrival, placed, stay, rng.random((count, STEPS)) < 0.7, patience)
    return routes, people, changing_capacity(rng, pools, days)


def run_network(routes, people, capacity, warm_up=0.0):
    count, (pools, days) = len(people.kind), capacity.shape
    results = make_results(pools, days, int(routes.hospital.max()) + 1, count, people.stay.shape[1])
    room = make_room(count, pools, int(routes.priority.max()) + 1, int(routes.hospital.max()) + 1)
    flow_network(routes, people, capacity, warm_up, make_buckets(count, days, 4.0), room, results)
    return results


def reference_people(routes, people):
    made = []
    for number, kind in enumerate(people.kind):

        def route(step, kind=kind, number=number):
            pools = []
            while routes.pools[kind, step] >= 0:
                pools.append((int(routes.pools[kind, step]), float(people.stay[number, step])))
                if not people.goes_on[number, step]:
                    break
                step += 1
            return pools

        def days(found):
            return float("inf") if found == NEVER else float(found)

        made.append(
            network_reference.Person(
                number,
                float(people.arrival[number]),
                route(max(0, people.placed[number])),
                fallback=route(routes.fallback_step[kind]) if routes.fallback_days[kind] < NEVER else [],
                fallback_days=days(routes.fallback_days[kind]),
                patience=days(people.patience[number]),
                priority=int(routes.priority[kind]),
                placed=people.placed[number] >= 0,
            )
        )
    return made


@MANY
@given(seeds, st.booleans())
def test_network_kernel_is_the_reference(seed, whole):
    routes, people, capacity = network_case(np.random.default_rng(seed), whole)
    results = run_network(routes, people, capacity)
    expected = reference_people(routes, people)
    waiting = network_reference.flow_network(
        expected, capacity.tolist(), routes.in_hospital.tolist(), routes.keeps_place.tolist()
    )
    assert results.at_day_end[WAITING].tolist() == waiting
    for row, person in zip(results.starts, expected, strict=True):
        assert sorted(row[row < NEVER].tolist()) == [moment for _, moment in person.starts]


@MANY
@given(seeds)
def test_three_kernels_agree_on_whole_days(seed):
    """The daily, the event and the network kernel, given the same people on the clock of days."""
    arrivals, stays, residuals, capacity = daily_case(np.random.default_rng(seed))
    waiting, busy, started = run_daily(arrivals, stays, residuals, capacity)
    arrival = np.repeat(np.arange(len(arrivals)), arrivals).astype(float)
    start = run_event(arrival, stays.astype(float), residuals.astype(float), capacity)
    days = np.arange(len(capacity))
    assert np.bincount(start[start < NEVER].astype(int), minlength=len(capacity)).tolist() == started.tolist()
    assert [(int((arrival <= day).sum() - (start <= day).sum())) for day in days] == waiting.tolist()

    everyone = np.concatenate([np.zeros(len(residuals)), arrival])
    count = len(everyone)
    if count == 0:
        return
    people = People(
        np.zeros(count, dtype=np.int32),
        everyone,
        np.concatenate([np.zeros(len(residuals)), np.full(len(arrival), -1)]).astype(np.int32),
        np.concatenate([residuals, stays]).astype(float)[:, None],
        np.zeros((count, 1), dtype=bool),
        np.full(count, NEVER),
    )
    one = np.zeros(1, dtype=np.int32)
    routes = Routes(
        np.array([[0, -1]], dtype=np.int32),
        one,
        one,
        one + 1,
        np.array([NEVER]),
        np.array([False]),
        np.array([True]),
    )
    results = run_network(routes, people, capacity[None, :])
    assert results.at_day_end[WAITING, 0].tolist() == waiting.tolist()
    assert results.at_day_end[BUSY, 0].tolist() == busy.tolist()
    assert (results.starts[len(residuals) :, 0] == start).all()
