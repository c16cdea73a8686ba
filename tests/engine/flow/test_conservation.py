"""People are conserved, every day and service (property 1), and Little's law holds exactly (property 2).

Who is where is worked out here from the moments of starts alone, person by person, and held against the counters.
"""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engine.flow.buckets import NEVER
from commonweal.engine.flow.event import measure_event
from commonweal.engine.flow.rows import (
    BUSY,
    ELSEWHERE,
    FELL_BACK,
    FINISHED,
    JOINED,
    LEFT,
    SERVED,
    STARTED,
    UNDELAYED,
    WAITING,
)
from commonweal.engine.flow.running import prepare, run
from tests.engine.flow.cases import county, mean_sd, model_of, one_service
from tests.engine.flow.test_same_people import (
    KERNELS,
    MANY,
    changing_capacity,
    daily_case,
    network_case,
    people_in_time,
    run_daily,
    run_event,
    run_network,
    seeds,
)


def lives(routes, people, starts):
    """For every person the spells (row, pool, since, until) that the starts imply."""
    for number, kind in enumerate(people.kind):
        placed = people.placed[number]
        step, in_bed, held = max(int(placed), 0), True, None
        joined = float(people.arrival[number])
        spells = []
        while True:
            pool, start = int(routes.pools[kind, step]), float(starts[number, step])
            if placed >= 0 and not spells:
                start = 0.0
            gives_up, falls = NEVER, False
            if in_bed and start == NEVER:
                patience = joined + people.patience[number]
                fallback = joined + routes.fallback_days[kind] if step < routes.fallback_step[kind] else NEVER
                gives_up, falls = max(min(patience, fallback), 0.0), fallback < patience
            until = min(start, gives_up)
            if placed < 0 or spells:
                spells.append((WAITING if in_bed else ELSEWHERE, pool, joined, until))
            if held is not None:
                spells.append((BUSY, held[0], held[1], until))
                held = None
            if start == NEVER:
                if not falls or gives_up >= NEVER:
                    break
                step, joined = int(routes.fallback_step[kind]), gives_up
                continue
            in_bed = in_bed and bool(routes.in_hospital[pool])
            ends = start + float(people.stay[number, step])
            spells.append((SERVED, pool, start, ends))
            goes_on = people.goes_on[number, step] and routes.pools[kind, step + 1] >= 0
            if goes_on and routes.keeps_place[pool]:
                held = (pool, start)
            else:
                spells.append((BUSY, pool, start, ends))
            if not goes_on:
                break
            step, joined = step + 1, ends
        yield spells


def at_day_ends(spells_of_people, pools, days):
    """Distinct people of each row and pool at the end of each day; an end at midnight is of the day after."""
    there = np.zeros((4, pools, days), dtype=int)
    for spells in spells_of_people:
        seen = set()
        for row, pool, since, until in spells:
            for day in range(max(0, int(since)), min(days, int(min(until, days)) + 1)):
                if since < day + 1 <= until and (row, pool, day) not in seen:
                    seen.add((row, pool, day))
                    there[row, pool, day] += 1
    return there


@MANY
@given(seeds, st.booleans())
def test_distinct_people_are_the_counters(seed, whole):
    """Every day and service: the people found one by one are the counter, and nobody holds two places."""
    routes, people, capacity = network_case(np.random.default_rng(seed), whole)
    results = run_network(routes, people, capacity)
    found = list(lives(routes, people, results.starts))
    pools, days = capacity.shape
    there = at_day_ends(found, pools, days)
    assert results.at_day_end.tolist() == there.tolist()
    for spells in found:
        held = sorted((since, until) for row, _, since, until in spells if row == BUSY)
        assert all(until <= since for (_, until), (since, _) in pairwise(held))


@MANY
@given(seeds)
def test_nobody_starts_while_as_many_are_in_place(seed):
    """At each start fewer others hold a place than the capacity of that day."""
    routes, people, capacity = network_case(np.random.default_rng(seed), False)
    results = run_network(routes, people, capacity)
    spells = [spell for life in lives(routes, people, results.starts) for spell in life if spell[0] == BUSY]
    placed = people.placed >= 0
    for row, step in np.argwhere(results.starts < NEVER):
        moment, pool = results.starts[row, step], routes.pools[people.kind[row], step]
        if not (placed[row] and step == people.placed[row]):
            others = sum(p == pool and since < moment < until for _, p, since, until in spells)
            assert others < capacity[pool, int(moment)]


@MANY
@given(seeds, st.booleans())
def test_littles_law_of_the_network(seed, whole):
    """The sum of a queue over days is the sum over people of their days in it; on whole days from day ends too."""
    routes, people, capacity = network_case(np.random.default_rng(seed), whole)
    results = run_network(routes, people, capacity)
    pools, days = capacity.shape
    of_people = np.zeros((4, pools))
    for spells in lives(routes, people, results.starts):
        for row, pool, since, until in spells:
            of_people[row, pool] += max(0.0, min(until, days) - max(since, 0.0))
    assert results.person_days == pytest.approx(of_people, abs=1e-9)
    if whole:
        assert results.at_day_end.sum(axis=2).tolist() == of_people.tolist()
    stages = results.at_day_end[WAITING].sum(axis=0) + results.at_day_end[SERVED][routes.in_hospital].sum(axis=0)
    assert results.beds.sum(axis=0).tolist() == stages.tolist()  # the delay by stage adds up to the delay


@MANY
@given(seeds)
def test_the_daily_kernel_conserves_people_and_days(seed):
    arrivals, stays, residuals, capacity = daily_case(np.random.default_rng(seed))
    waiting, busy, started = run_daily(arrivals, stays, residuals, capacity)
    days = len(capacity)
    came, began = np.repeat(np.arange(days), arrivals), np.repeat(np.arange(days), started)
    assert (arrivals.cumsum() == started.cumsum() + waiting).all()
    ends = np.concatenate([residuals.astype(int), began + stays[: len(began)]])
    since = np.concatenate([np.zeros(len(residuals), dtype=int), began])
    for day in range(days):
        assert busy[day] == ((since <= day) & (ends > day)).sum()  # distinct people in place
    delays = np.concatenate([began - came[: len(began)], days - came[len(began) :]])
    assert (delays >= 0).all()
    assert waiting.sum() == delays.sum()  # Little's law


@MANY
@given(seeds, st.booleans())
def test_the_event_kernel_conserves_people_and_days(seed, whole):
    rng = np.random.default_rng(seed)
    days = int(rng.integers(1, 40))
    (arrival, stay, in_place), capacity = people_in_time(rng, days, whole), changing_capacity(rng, 1, days)[0]
    start = run_event(arrival, stay, in_place, capacity)
    counts, person_days = np.zeros(6, dtype=np.int64), np.zeros(4)
    change = np.zeros((4, days + 1), dtype=np.int64)
    nobody = np.zeros(len(in_place))
    measure_event(nobody, nobody, in_place, True, 0.0, counts, person_days, change)
    measure_event(arrival, start, stay, False, 0.0, counts, person_days, change)
    since, until = np.concatenate([nobody, start]), np.concatenate([in_place, start + stay])
    for day, (waiting, busy) in enumerate(zip(*change[[WAITING, BUSY], :days].cumsum(axis=1), strict=True)):
        assert waiting == ((arrival < day + 1) & (start >= day + 1)).sum()
        assert busy == ((since < day + 1) & (until >= day + 1)).sum()
    delays = np.minimum(start, days) - np.maximum(arrival, 0.0)
    assert person_days[WAITING] == pytest.approx(delays.sum(), abs=1e-9)
    if whole:
        assert person_days[WAITING] == change[WAITING, :days].cumsum().sum()
    assert counts[JOINED] == len(arrival) and counts[STARTED] == (start < NEVER).sum()
    assert counts[UNDELAYED] == (start == arrival).sum()
    assert counts[FINISHED] == (until < days).sum()


@pytest.mark.parametrize(("clock", "kernel"), KERNELS)
@pytest.mark.parametrize("begin", ["empty", "equilibrium"])
def test_whoever_joined_started_left_fell_back_or_waits(clock, kernel, begin):
    """Over a whole run, pool by pool; people who started are in place or finished."""
    county_too = county() | {"warm_up_days": 0, "begin": begin}
    for data in (one_service(30, 4.0, mean_sd(9, 7), 120, begin=begin), county_too):
        result = run(prepare(model_of(data), clock, kernel), 17, 6)
        last = result.day_sums[:, :, -1]
        counts = result.counts.sum(axis=0)
        gone = counts[STARTED] + counts[LEFT] + counts[FELL_BACK]
        assert (counts[JOINED] == gone + last[WAITING] + last[ELSEWHERE]).all()
        served = counts[STARTED] - counts[FINISHED] - last[SERVED]  # what is missing was there at the start
        assert (served <= 0).all() and (begin == "equilibrium" or (served == 0).all())
        if clock == "day":
            assert result.person_days.sum(axis=0).tolist() == result.day_sums.sum(axis=2).tolist()
