"""Routes over places without end to one limited pool: held to every property that the network kernel is held to.

The same people go through this kernel, the network kernel, the network's list of events and a plain reference.
"""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given

from commonweal.engine.flow import network_reference, stages_reference
from commonweal.engine.flow.buckets import NEVER
from commonweal.engine.flow.figures import beds
from commonweal.engine.flow.laws import MeanSd
from commonweal.engine.flow.network_world import People, Routes, make_results
from commonweal.engine.flow.part_network import make_network
from commonweal.engine.flow.results import join
from commonweal.engine.flow.rows import ELSEWHERE, SERVED, WAITING
from commonweal.engine.flow.running import Runner, prepare, run, run_chunk
from commonweal.engine.flow.scenario import UNLIMITED
from commonweal.engine.flow.stages import flow_stages, make_line
from commonweal.engine.flow.theory import unlimited_mean
from commonweal.execution.runs import Settings, simulate
from tests.engine.flow.cases import arranging, county, mean_sd, model_of, one_service
from tests.engine.flow.test_conservation import at_day_ends, lives
from tests.engine.flow.test_properties import same
from tests.engine.flow.test_same_people import MANY, changing_capacity, reference_people, run_network, seeds

ROUTES = ([0, 1, 2], [0, 2], [2], [0, 1])  # pools 0 and 1 have no end, 2 is limited
LIMITED = 2


def stages_case(rng):
    """Up to 60 people of four classes and two hospitals; many stays of no day; some in place at the start."""
    days, count = int(rng.integers(1, 30)), int(rng.integers(1, 60))
    route = np.full((4, 4), -1, dtype=np.int32)
    for kind, pools in enumerate(ROUTES):
        route[kind, : len(pools)] = pools
    zero = np.zeros(4, dtype=np.int32)
    hospital = np.array([0, 0, 1, 1], dtype=np.int32)
    in_hospital = np.logical_and.accumulate(rng.random(3) < 0.5)
    routes = Routes(route, hospital, zero, zero + 3, np.full(4, NEVER), in_hospital, rng.random(3) < 0.5)
    kind = rng.integers(0, 4, count).astype(np.int32)
    arrival = np.sort(rng.integers(0, days, count)).astype(float)
    placed = np.full(count, -1, dtype=np.int32)
    first = int(rng.integers(0, min(count, 9)))
    arrival[:first] = 0.0
    placed[:first] = [rng.integers(0, len(ROUTES[k])) for k in kind[:first]]
    stay = np.floor(rng.exponential(rng.uniform(0.5, 6), (count, 3)))
    people = People(kind, arrival, placed, stay, rng.random((count, 3)) < 0.8, np.full(count, NEVER))
    return routes, people, changing_capacity(rng, 1, days)[0]


def run_stages(routes, people, capacity, warm_up=0):
    count, steps = people.stay.shape
    results = make_results(3, len(capacity), 2, count, steps)
    flow_stages(routes, people, LIMITED, capacity, warm_up, make_line(count, len(capacity), steps), results)
    return results


def all_pools(capacity):
    return np.stack([np.full_like(capacity, UNLIMITED), np.full_like(capacity, UNLIMITED), capacity])


@MANY
@given(seeds)
def test_the_kernel_is_the_network_kernel(seed):
    """Every figure of every pool, day and person, to the bit."""
    rng = np.random.default_rng(seed)
    routes, people, capacity = stages_case(rng)
    warm_up = int(rng.integers(0, len(capacity)))
    found = run_stages(routes, people, capacity, warm_up)
    for mine, theirs in zip(found, run_network(routes, people, all_pools(capacity), float(warm_up)), strict=True):
        assert mine.tolist() == theirs.tolist()


@MANY
@given(seeds)
def test_the_kernel_is_the_references(seed):
    """Person by person the list of events of the network, and the plain reference."""
    routes, people, capacity = stages_case(np.random.default_rng(seed))
    found = run_stages(routes, people, capacity)
    listed = reference_people(routes, people)
    plain = [stages_reference.Person(int(p.arrival), [(q, int(s)) for q, s in p.route], p.placed) for p in listed]
    waiting = network_reference.flow_network(
        listed, all_pools(capacity).tolist(), routes.in_hospital.tolist(), routes.keeps_place.tolist()
    )
    assert found.at_day_end[WAITING].tolist() == waiting
    everywhere = found.at_day_end[WAITING, LIMITED] + found.at_day_end[ELSEWHERE, LIMITED]
    assert stages_reference.flow_stages(plain, LIMITED, capacity.tolist()) == everywhere.tolist()
    for row, one, other in zip(found.starts, listed, plain, strict=True):
        starts = row[row < NEVER].tolist()
        assert starts == [moment for _, moment in one.starts] == other.starts


@MANY
@given(seeds)
def test_people_are_conserved_and_littles_law_holds(seed):
    """Distinct people, found from the moments of starts alone, are the counters; their days are the sums."""
    routes, people, capacity = stages_case(np.random.default_rng(seed))
    found = run_stages(routes, people, capacity)
    there = at_day_ends(lives(routes, people, found.starts), 3, len(capacity))
    assert found.at_day_end.tolist() == there.tolist()
    assert found.person_days.tolist() == there.sum(axis=2).tolist()
    stages = there[WAITING].sum(axis=0) + there[SERVED][routes.in_hospital].sum(axis=0)
    assert found.beds.sum(axis=0).tolist() == stages.tolist()


@MANY
@given(seeds)
def test_one_more_place_or_one_person_less_and_nobody_starts_later(seed):
    rng = np.random.default_rng(seed)
    routes, people, capacity = stages_case(rng)
    starts = run_stages(routes, people, capacity).starts
    more = capacity + (rng.random(len(capacity)) < 0.3).astype(np.int32)
    assert (run_stages(routes, people, more).starts <= starts).all()
    gone = rng.integers(len(people.kind))
    fewer = People(*(np.ascontiguousarray(np.delete(part, gone, axis=0)) for part in people))
    assert (run_stages(routes, fewer, capacity).starts <= np.delete(starts, gone, axis=0)).all()


def shared_brokerage():
    """`arranging` with one unlimited service for both areas, after which not everybody needs reablement."""
    data = arranging()
    data["services"][0]["pools"] = [{}]
    data["pathways"][1]["steps"][0]["goes_on"] = 0.7
    return data


@pytest.mark.parametrize("begin", ["empty", "equilibrium"])
@pytest.mark.parametrize("data", [arranging, shared_brokerage])
def test_a_run_is_the_network_kernels(data, begin):
    """A whole run cut into pieces is the network kernel's on the whole, to the bit; any chunk, thread or process."""
    model = model_of(data() | {"begin": begin})
    runner = prepare(model)
    assert sorted(runner.kernels) == ["daily", "daily", "stages", "stages", "stages", "stages"]
    found = run(runner, 11, 12)
    daily = [part for part in runner.parts if part.kernel == "daily"]  # home: other draws than the network kernel's
    others = [make_network(model, part, by_day=True) for part in model.components if len(part.pools) > 1]
    network = run(Runner(model, "day", (*daily, *others)), 11, 12)
    assert same(found, network) and found.steps == network.steps
    assert same(join([run_chunk(runner, 11, a, b - a) for a, b in pairwise([0, 1, 5, 12])], 12), found)
    for backend, workers, chunk in (("threading", 2, 5), ("threading", 8, 1), ("loky", 2, 7)):
        other = simulate(model.scenario, Settings(11, 12, workers=workers, backend=backend, chunk=chunk))
        assert same(other.chunk, found)


def test_what_it_is_not_exact_for_goes_to_the_network():
    """People stated, leaving, falling back or overtaking, and limited pools on the way."""
    data = arranging()
    data["pathways"][1] |= {"patience": mean_sd(20)}
    assert sorted(prepare(model_of(data)).kernels) == ["daily"] * 2 + ["network"] * 2 + ["stages"] * 2
    there = {"hospital": "General", "area": "Town", "pathway": "1", "step": 0, "days_so_far": [1.0, 2.0]}
    stated = prepare(model_of(arranging() | {"begin": "stated", "present": [there]}))
    assert set(stated.kernels) == {"network"}
    assert set(prepare(model_of(county())).kernels) == {"network"}


@pytest.mark.parametrize("begin", ["empty", "equilibrium"])
@pytest.mark.parametrize("day", [0, 20, 99])
def test_places_without_end_hold_poisson_numbers(begin, day):
    """M_t/G/infinity: mean and variance at the end of a day, of the first step from empty, of both at equilibrium."""
    data = one_service(None, 3.0, mean_sd(5), day + 1, begin=begin, warm_up_days=day)
    data["services"].append({"name": "homecare", "pools": [{}]})
    data["pathways"][0]["steps"].append({"service": "homecare", "stay": mean_sd(30, 20)})
    runner = prepare(model_of(data))
    assert runner.kernels == ("stages",)
    held = run(runner, 4, 4_000).person_days[:, SERVED]
    if begin == "empty":
        assert_poisson(held[:, 0], unlimited_mean(np.full(day + 1, 3.0), MeanSd("mean-sd", 5.0, 5.0))[-1])
    else:
        assert_poisson(held[:, 0], 3.0 * 5.0)
        assert_poisson(held[:, 1], 3.0 * 30.0)


def assert_poisson(samples, mean):
    error = (mean / len(samples)) ** 0.5
    assert abs(samples.mean() - mean) <= 4 * error
    assert abs(samples.var(ddof=1) / mean - 1) <= 4 * (2 / len(samples) + 1 / (mean * len(samples))) ** 0.5


def test_common_random_numbers():
    """Equal scenarios differ by exactly 0; a few places more by far less than other people would."""

    def held(places, seed):
        data = arranging()
        data["services"][1]["pools"] = [{"areas": [area], "places": places} for area in data["areas"]]
        model = model_of(data)
        return beds(model, run(prepare(model), seed, 1000))

    base = held(48, 1)
    assert (held(48, 1) == base).all()
    assert (held(48, 2) - base).var() / (held(49, 1) - base).var() >= 50
