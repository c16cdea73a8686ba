"""Person by person against two other simulators, Ciw and SimPy, given the same arrivals, stays and routes."""

import ciw
import numpy as np
import pytest
import simpy
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engine.flow.buckets import NEVER
from commonweal.engine.flow.network_world import People, Routes
from tests.engine.flow.test_same_people import MANY, daily_case, run_daily, run_event, run_network

seeds = st.integers(0, 2**32 - 1)


def tandem(rng, count=40, priorities=1, patient=False):
    """Hospital, then reablement, then for some homecare; few places, so that reablement is often blocked."""
    people = People(
        rng.integers(0, priorities, count).astype(np.int32),
        np.cumsum(rng.exponential(0.5, count)),
        np.full(count, -1, dtype=np.int32),
        rng.exponential(4.0, (count, 2)),
        np.stack([rng.random(count) < 0.6, np.zeros(count, dtype=bool)], axis=1),
        rng.exponential(6.0, count) if patient else np.full(count, NEVER),
    )
    kinds = np.zeros(priorities, dtype=np.int32)
    routes = Routes(
        np.tile(np.array([0, 1, -1], dtype=np.int32), (priorities, 1)),
        kinds,
        np.arange(priorities, dtype=np.int32),
        kinds + 2,
        np.full(priorities, NEVER),
        np.array([False, False]),
        np.array([True, True]),
    )
    places = rng.integers(2, 10, 2)
    days = int(people.arrival[-1] + people.stay.sum()) + 1
    return people, routes, places, np.repeat(places[:, None], days, axis=1).astype(np.int32)


class ByPerson(ciw.dists.Distribution):
    """The stay of each person at a node."""

    def __init__(self, stays):
        super().__init__()
        self.stays = stays

    def sample(self, t=None, ind=None):
        return float(self.stays[ind.id_number - 1])


class IfNeeded(ciw.routing.NodeRouting):
    """On to the second node for those who need it."""

    def __init__(self, goes_on):
        super().__init__()
        self.goes_on = goes_on

    def next_node(self, ind):
        return self.simulation.nodes[2] if self.goes_on[ind.id_number - 1] else self.simulation.nodes[-1]


@MANY
@given(seeds)
def test_blocking_is_that_of_ciw(seed):
    people, routes, places, capacity = tandem(np.random.default_rng(seed))
    gaps = np.diff(people.arrival, prepend=0.0).tolist()
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([*gaps, float("inf")]), None],
        service_distributions=[ByPerson(people.stay[:, 0]), ByPerson(people.stay[:, 1])],
        number_of_servers=places.tolist(),
        queue_capacities=[float("inf"), 0],
        routing=ciw.routing.NetworkRouting([IfNeeded(people.goes_on[:, 0]), ciw.routing.Leave()]),
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(capacity.shape[1])
    starts = run_network(routes, people, capacity).starts
    records = simulation.get_all_records()
    assert len(records) == (starts < NEVER).sum()
    for record in records:
        ours = starts[record.id_number - 1, record.node - 1]
        assert record.service_start_date == pytest.approx(ours, abs=1e-9)


def simpy_starts(people, priority, places):
    """The same in SimPy: a place is given up only when the next one is held; patience races the request."""
    environment = simpy.Environment()
    services = [simpy.PriorityResource(environment, int(count)) for count in places]
    starts = np.full((len(people.kind), 2), NEVER)

    def person(number):
        yield environment.timeout(people.arrival[number])
        request = services[0].request(priority=int(priority[people.kind[number]]))
        patience = people.patience[number]
        if patience < NEVER:
            yield request | environment.timeout(patience)
            if not request.triggered:
                request.cancel()
                return
        else:
            yield request
        starts[number, 0] = environment.now
        yield environment.timeout(people.stay[number, 0])
        if people.goes_on[number, 0]:
            following = services[1].request(priority=int(priority[people.kind[number]]))
            yield following
            services[0].release(request)
            starts[number, 1] = environment.now
            yield environment.timeout(people.stay[number, 1])
            services[1].release(following)
        else:
            services[0].release(request)

    for number in range(len(people.kind)):
        environment.process(person(number))
    environment.run()
    return starts


@MANY
@given(seeds, st.integers(1, 3), st.booleans())
def test_blocking_priorities_and_leaving_are_those_of_simpy(seed, priorities, patient):
    people, routes, places, capacity = tandem(np.random.default_rng(seed), 40, priorities, patient)
    expected = simpy_starts(people, routes.priority, places)
    assert run_network(routes, people, capacity).starts == pytest.approx(expected, abs=1e-9)


@MANY
@given(seeds)
def test_event_kernel_is_simpy(seed):
    rng = np.random.default_rng(seed)
    people, routes, places, capacity = tandem(rng)
    alone = people._replace(goes_on=np.zeros_like(people.goes_on))
    expected = simpy_starts(alone, routes.priority, places)[:, 0]
    start = run_event(people.arrival, people.stay[:, 0].copy(), np.empty(0), capacity[0])
    assert start == pytest.approx(expected, abs=1e-9)


def simpy_days(arrivals, stays, residuals, capacity):
    """The pool on the clock of days in SimPy: at noon those who come join, and whoever can starts.

    A stay of k days that starts at noon ends in the morning k days on: people leave before others start.
    """
    environment = simpy.Environment()
    queue, in_place, started = [], [0], []
    waiting, busy = [], []

    def stay(days):
        in_place[0] += 1
        yield environment.timeout(days)
        in_place[0] -= 1

    def noons():
        yield environment.timeout(0.5)
        for day, (ready, places) in enumerate(zip(arrivals, capacity, strict=True)):
            queue.extend([day] * int(ready))
            while queue and in_place[0] < places:
                queue.pop(0)
                environment.process(stay(int(stays[len(started)]) - 0.25))
                started.append(day)
                yield environment.timeout(0)  # let the person take the place
            waiting.append(len(queue))
            busy.append(in_place[0])
            yield environment.timeout(1.0)

    for residual in residuals:
        environment.process(stay(int(residual) + 0.25))
    environment.process(noons())
    environment.run(until=len(capacity))
    return waiting, busy, started


@MANY
@given(seeds)
def test_daily_kernel_is_simpy_on_the_clock_of_days(seed):
    """Under capacity that changes: 0, below those in place, rising between ends of stays."""
    case = daily_case(np.random.default_rng(seed))
    waiting, busy, started = run_daily(*case)
    expected_waiting, expected_busy, started_on = simpy_days(*case)
    assert waiting.tolist() == expected_waiting
    assert busy.tolist() == expected_busy
    assert np.repeat(np.arange(len(started)), started).tolist() == started_on
