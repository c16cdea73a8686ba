"""Monotone in every path, common random numbers, determinism, limits and units (properties 5, 6, 7, 9)."""

import hashlib
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engine.flow.buckets import NEVER
from commonweal.engine.flow.figures import bed_day_cost_pence, beds, provided_cost_pence, stages
from commonweal.engine.flow.network_world import People, Routes
from commonweal.engine.flow.philox import LAYOUT
from commonweal.engine.flow.results import join
from commonweal.engine.flow.rows import BUSY, FINISHED, JOINED, STARTED, UNDELAYED, WAITING
from commonweal.engine.flow.running import prepare, run, run_chunk
from commonweal.execution.runs import CancelledRunError, Settings, chunk_sizes, run_digest, simulate
from tests.engine.flow.cases import arranging, county, mean_sd, model_of, one_service, three_pathways
from tests.engine.flow.test_same_people import (
    KERNELS,
    MANY,
    changing_capacity,
    daily_case,
    people_in_time,
    run_daily,
    run_event,
    run_network,
    seeds,
)


@MANY
@given(seeds, st.booleans())
def test_one_more_place_and_nobody_starts_later(seed, whole):
    rng = np.random.default_rng(seed)
    days = int(rng.integers(1, 40))
    people, capacity = people_in_time(rng, days, whole), changing_capacity(rng, 1, days)[0]
    more = capacity + (rng.random(days) < 0.3).astype(np.int32)
    assert (run_event(*people, more) <= run_event(*people, capacity)).all()


@MANY
@given(seeds)
def test_one_person_less_and_nobody_starts_later(seed):
    rng = np.random.default_rng(seed)
    days = int(rng.integers(1, 40))
    (arrival, stay, in_place), capacity = people_in_time(rng, days, False), changing_capacity(rng, 1, days)[0]
    if len(arrival) == 0:
        return
    gone = rng.integers(len(arrival))
    start = run_event(arrival, stay, in_place, capacity)
    without = run_event(np.delete(arrival, gone), np.delete(stay, gone), in_place, capacity)
    assert (without <= np.delete(start, gone)).all()


@MANY
@given(seeds)
def test_one_more_place_on_the_daily_clock(seed):
    arrivals, stays, residuals, capacity = daily_case(np.random.default_rng(seed))
    more = capacity + (np.random.default_rng(seed + 1).random(len(capacity)) < 0.3).astype(np.int32)
    fewer, many = (run_daily(arrivals, stays, residuals, c)[2].cumsum() for c in (capacity, more))
    assert (many >= fewer).all()


@MANY
@given(seeds)
def test_one_person_less_on_the_daily_clock(seed):
    """Whoever is left starts no later: the k-th of those left is the k-th or the next of all."""
    rng = np.random.default_rng(seed)
    arrivals, stays, residuals, capacity = daily_case(rng)
    if len(stays) == 0:
        return
    gone = int(rng.integers(len(stays)))
    fewer = arrivals.copy()
    fewer[np.repeat(np.arange(len(arrivals)), arrivals)[gone]] -= 1
    days = np.arange(len(capacity))
    starts = np.full(len(stays), len(capacity))
    began = np.repeat(days, run_daily(arrivals, stays, residuals, capacity)[2])
    starts[: len(began)] = began
    without = np.full(len(stays) - 1, len(capacity))
    began = np.repeat(days, run_daily(fewer, np.delete(stays, gone), residuals, capacity)[2])
    without[: len(began)] = began
    assert (without <= np.delete(starts, gone)).all()


def tandem_in_order(rng):
    """Two services one after the other, the first stay equal for all, so that nobody overtakes: theory says monotone.

    (Where people overtake, fall back or have priorities, one place more can make somebody wait longer.)
    """
    count, days = int(rng.integers(1, 40)), int(rng.integers(5, 40))
    people = People(
        np.zeros(count, dtype=np.int32),
        np.sort(rng.uniform(0, days, count)),
        np.full(count, -1, dtype=np.int32),
        np.stack([np.full(count, rng.uniform(0.5, 4)), rng.exponential(5.0, count) + 0.01], axis=1),
        np.stack([np.ones(count, dtype=bool), np.zeros(count, dtype=bool)], axis=1),
        np.full(count, NEVER),
    )
    zero, never = np.zeros(1, dtype=np.int32), np.array([NEVER])
    routes = Routes(
        np.array([[0, 1, -1]], dtype=np.int32), zero, zero, zero + 2, never, np.zeros(2, bool), np.ones(2, bool)
    )
    return routes, people, changing_capacity(rng, 2, days)


@MANY
@given(seeds)
def test_one_more_place_on_a_route_with_blocking(seed):
    rng = np.random.default_rng(seed)
    routes, people, capacity = tandem_in_order(rng)
    more = capacity + (rng.random(capacity.shape) < 0.3).astype(np.int32)
    assert (run_network(routes, people, more).starts <= run_network(routes, people, capacity).starts).all()


@MANY
@given(seeds)
def test_one_person_less_on_a_route_with_blocking(seed):
    rng = np.random.default_rng(seed)
    routes, people, capacity = tandem_in_order(rng)
    gone = rng.integers(len(people.kind))
    fewer = People(*(np.ascontiguousarray(np.delete(part, gone, axis=0)) for part in people))
    starts = run_network(routes, people, capacity).starts
    if len(fewer.kind):
        assert (run_network(routes, fewer, capacity).starts <= np.delete(starts, gone, axis=0)).all()


@pytest.mark.parametrize(("clock", "kernel"), KERNELS)
def test_common_random_numbers(clock, kernel):
    """Equal scenarios differ by exactly 0; a paired difference varies far less than an unpaired one."""

    def held(places, seed):
        data = one_service(places, 13.75, mean_sd(14), 545, warm_up_days=180)
        model = model_of(data)
        return beds(model, run(prepare(model, clock, kernel), seed, 1000))

    base = held(209, 1)
    assert (held(209, 1) == base).all()
    unpaired = (held(209, 2) - base).var()
    assert unpaired / (held(213, 1) - base).var() >= 5
    assert unpaired / (held(210, 1) - base).var() >= 50


def test_a_new_service_moves_nobody_elses_draws():
    data = three_pathways()
    model = model_of(data)
    more = three_pathways()
    more["services"].insert(0, {"name": "rapid response", "pools": [{"places": 5}]})
    more["pathways"].insert(0, {"name": "0", "steps": [{"service": "rapid response", "stay": mean_sd(2, 1)}]})
    more["demand"][0]["shares"] = [{**s, "share": s["share"] / 1.25} for s in more["demand"][0]["shares"]]
    more["demand"][0]["shares"].append({"pathway": "0", "share": 0.2})
    more["demand"][0]["ready_per_day"] *= 1.25
    wider = model_of(more)
    for clock, kernel in KERNELS:
        before = run(prepare(model, clock, kernel), 5, 3)
        after = run(prepare(wider, clock, kernel), 5, 3)
        pools = [n for n, label in enumerate(wider.pools) if label.service != "rapid response"]
        assert (after.person_days[:, :, pools] == before.person_days).all()


def same(one, other):
    return all(
        (getattr(one, name) == getattr(other, name)).all()
        for name in ("counts", "person_days", "beds", "hospital_bed_days", "day_sums")
    )


@pytest.mark.parametrize(("clock", "kernel"), KERNELS)
@pytest.mark.parametrize("data", [three_pathways, county])
def test_any_chunking_gives_the_same_bytes(data, clock, kernel):
    runner = prepare(model_of(data()), clock, kernel)
    whole = run(runner, 9, 12)
    for cuts in ([0, 1, 12], [0, 5, 6, 7, 12], list(range(13))):
        parts = [run_chunk(runner, 9, a, b - a) for a, b in pairwise(cuts)]
        assert same(join(parts, 12), whole)


def test_threads_and_processes_give_the_same_bytes():
    scenario = model_of(county()).scenario
    one = simulate(scenario, Settings(3, 24, workers=1, chunk=24))
    for backend, workers, chunk in (("threading", 2, 5), ("threading", 8, 1), ("loky", 2, 7)):
        other = simulate(scenario, Settings(3, 24, workers=workers, backend=backend, chunk=chunk))
        assert same(one.chunk, other.chunk)
        assert one.digest == other.digest
    assert one.digest != run_digest(scenario, Settings(4, 24))


GOLDEN = {  # layout 1: SHA-256 of whole numbers only (counts, and people at day ends), 20 replications, seed 2025
    "three_pathways": "ad47b6347c81214de75a2f49ff2135d5460ae247f79ee85fd3030b3e475c1983",
    "county": "97fce2c01225b6925b236918b7855b0015baab5d209217cc7545be473d1e29a7",
    "arranging": "01af877cca46190b2660c7ac1a91a2ad31521138706878cbba2b841523610a44",
}


def test_golden_hashes():
    found = {}
    for data in (three_pathways, county, arranging):
        runner = prepare(model_of(data()), "day")
        chunk = run(runner, 2025, 20)
        whole = [chunk.counts, chunk.beds, chunk.hospital_bed_days, chunk.day_sums]
        found[data.__name__] = hashlib.sha256(b"".join(a.astype("<i8").tobytes() for a in whole)).hexdigest()
    assert LAYOUT == 1
    assert found == GOLDEN


def test_progress_and_cancel():
    scenario = model_of(three_pathways()).scenario
    seen = []
    simulate(scenario, Settings(1, 10, workers=1, chunk=4), lambda done, of: seen.append((done, of)) or True)
    assert seen == [(4, 10), (8, 10), (10, 10)]
    with pytest.raises(CancelledRunError):
        simulate(scenario, Settings(1, 10, chunk=4), lambda done, of: False)


@given(st.integers(1, 3_000), st.integers(1, 500), st.integers(1, 9))
def test_chunks_are_the_whole_and_small_at_the_end(replications, most, workers):
    """So that two workers are idle for less than a chunk's share of the end; one worker is never cut short."""
    sizes = chunk_sizes(replications, most, workers)
    assert sum(sizes) == replications and max(sizes) <= most and min(sizes) >= 1
    assert sizes == sorted(sizes, reverse=True)
    if workers == 1:
        assert len(sizes) == -(-replications // most)
    else:
        assert sizes[-1] <= max(1, most // 16)
    assert chunk_sizes(20, 8, 2) == [5, 4, 3, 2, 2, 1, 1, 1, 1]


@pytest.mark.parametrize(("clock", "kernel"), KERNELS)
def test_limits(clock, kernel):
    """Unlimited capacity: no delay. None: everyone waits. Overload: the queue grows at the known rate."""

    def ran(places, rate=4.0):
        model = model_of(one_service(places, rate, mean_sd(10), 300))
        return run(prepare(model, clock, kernel), 6, 40)

    free = ran(None)
    assert free.person_days[:, WAITING].sum() == 0
    assert (free.counts[:, UNDELAYED] == free.counts[:, STARTED]).all()
    none = ran(0)
    assert none.counts[:, STARTED].sum() == none.counts[:, FINISHED].sum() == none.person_days[:, BUSY].sum() == 0
    assert (none.beds[:, -1] == none.counts[:, JOINED, 0]).all()
    short = ran(20)
    growth = (short.beds[:, -1] - short.beds[:, 99]) / 200
    error = growth.std(ddof=1) / 40**0.5
    assert abs(growth.mean() - (4.0 - 20 / 10)) <= 4 * error


def test_costs_to_the_penny():
    data = one_service(10, 1.0, mean_sd(8, 4), 100, warm_up_days=30, bed_day_price_pence=41_417)
    data["services"][0]["price_pence_per_place_day"] = 12_345
    model = model_of(data)
    chunk = run(prepare(model), 2, 5)
    assert provided_cost_pence(model) == {"reablement": 10 * 70 * 12_345}  # provided, used or not
    assert bed_day_cost_pence(model, chunk).tolist() == (chunk.beds[:, 30:].sum(axis=1) * 41_417).tolist()
    data["services"][0]["price_pence_per_place_day"] *= 2
    data["bed_day_price_pence"] *= 2
    dearer = model_of(data)
    assert provided_cost_pence(dearer) == {"reablement": 2 * 10 * 70 * 12_345}
    assert bed_day_cost_pence(dearer, run(prepare(dearer), 2, 5)).tolist() == [
        2 * pence for pence in bed_day_cost_pence(model, chunk).tolist()
    ]
    data["services"][0] |= {
        "pools": [{"hours_week": 105.0}],
        "hours_week_per_place": 10.5,
        "price_pence_per_place_day": 0,
        "price_pence_per_hour": 2_853,
    }
    assert provided_cost_pence(model_of(data)) == {"reablement": 15 * 70 * 2_853}  # 105 hours a week for ten weeks


@pytest.mark.parametrize("clock", ["day", "continuous"])
def test_stages_add_up_to_the_delay(clock):
    model = model_of(county())
    chunk = run(prepare(model, clock), 8, 50)
    by_stage = sum(stages(model, chunk).values())
    assert by_stage / 180 == pytest.approx(beds(model, chunk), rel=1e-12)
    if clock == "day":
        assert beds(model, chunk) * 180 == pytest.approx(chunk.beds[:, 20:].sum(axis=1), rel=1e-12)
        assert chunk.hospital_bed_days.sum(axis=1).tolist() == chunk.beds[:, 20:].sum(axis=1).tolist()
