"""Kernels against theory (property 4), and closed forms against published values."""

import csv

import numpy as np
import pytest
from scipy.sparse import lil_matrix
from scipy.sparse.linalg import spsolve

from commonweal.engine.flow.buckets import NEVER
from commonweal.engine.flow.laws import Exponential, Fixed, MeanSd
from commonweal.engine.flow.network_world import People, Routes
from commonweal.engine.flow.rows import BUSY, ELSEWHERE, STARTED, UNDELAYED, WAITING
from commonweal.engine.flow.running import prepare, run, run_chunk
from commonweal.engine.flow.tables import stay_table
from commonweal.engine.flow.theory import (
    erlang_b,
    erlang_c,
    mean_queue,
    mean_wait_days,
    pollaczek_khinchine,
    shared_delay,
    unlimited_mean,
)
from tests.engine.flow.cases import exponential, mean_sd, model_of, one_service
from tests.engine.flow.test_laws import draw
from tests.engine.flow.test_same_people import KERNELS, run_network
from tests.shared import shared_data


def reference_rows():
    path = shared_data() / "published/erlang_reference.csv"
    return [{k: float(v) for k, v in row.items()} for row in csv.DictReader(path.open())]


@pytest.mark.shared_data
def test_closed_forms_are_the_published_ones():
    rows = reference_rows()
    assert len(rows) == 18
    for row in csv.DictReader((shared_data() / "published/monks2016_delay_by_beds.csv").open()):
        halves = [float(row["offered_load"]) / 2] * 2  # two groups that share beds: their loads add up
        assert shared_delay(halves, int(row["beds"])) == pytest.approx(float(row["erlang_b_exact"]), abs=6e-7)
    for row in rows:
        places, load = int(row["servers"]), row["offered_load"]
        assert erlang_b(places, load) == pytest.approx(row["erlang_B_loss"], rel=1e-11)
        assert erlang_c(places, load) == pytest.approx(row["erlang_C_wait"], rel=1e-11)
        assert mean_queue(places, load) == pytest.approx(row["mean_queue_Lq"], rel=1e-11)
        assert mean_wait_days(places, load, 1.0) == pytest.approx(row["mean_wait_in_service_times"], rel=1e-11)


def within(samples, expected, errors=4.0):
    """The mean of independent samples is the expected value within so many standard errors."""
    error = samples.std(ddof=1) / len(samples) ** 0.5
    assert abs(samples.mean() - expected) <= errors * error, (samples.mean(), expected, error)
    return error


@pytest.mark.parametrize("kernel", ["auto", "network"])
@pytest.mark.parametrize(("places", "load"), [(1, 0.5), (5, 3.0), (20, 18.0), (100, 95.0), (228, 210.0)])
def test_waits_are_erlangs(places, load, kernel):
    """M/M/c in continuous time, both kernels; the start at equilibrium, then a warm-up of 200 stays."""
    stay, days = 2.0, 1000
    data = one_service(places, load / stay, exponential(stay), days, warm_up_days=400, begin="equilibrium")
    result = run(prepare(model_of(data), "continuous", kernel), 11, 60)
    queue = result.person_days[:, WAITING, 0] / (days - 400)
    error = within(queue, mean_queue(places, load))
    assert error < 0.1 * mean_queue(places, load) + 0.01  # the check could fail
    delayed = 1.0 - result.counts[:, UNDELAYED, 0] / result.counts[:, STARTED, 0]
    within(delayed, erlang_c(places, load))
    within(result.person_days[:, BUSY, 0] / (days - 400), load)


@pytest.mark.parametrize("law", [MeanSd("mean-sd", 1.0, 1.5), Fixed("fixed", 1.0), Exponential("exponential", 1.0)])
def test_one_place_is_pollaczek_and_khinchine(law):
    stay = {"law": law.law, **{name: getattr(law, name) for name in law.__slots__ if name != "law"}}
    data = one_service(1, 0.7, stay, 3000, warm_up_days=500)
    result = run(prepare(model_of(data), "continuous"), 5, 150)
    within(result.person_days[:, WAITING, 0] / 2500, 0.7 * pollaczek_khinchine(0.7, law))


@pytest.mark.parametrize(("clock", "kernel"), KERNELS)
def test_unlimited_places_are_a_poisson_number(clock, kernel):
    """M_t/G/infinity on both clocks: mean and variance of people in place, rates that vary with the week."""
    data = one_service(None, 9.0, mean_sd(6, 4), 90)
    data["demand"][0]["weekday_factors"] = [1.4, 1.2, 1, 1, 1.2, 0.7, 0.5]
    data["events"] = [{"name": "winter", "from_day": 30, "to_day": 50, "demand_factor": 1.5}]
    model = model_of(data)
    expected = unlimited_mean(model.rates[0], model.groups[0].steps[0].stay)
    replications = 4000
    runner = prepare(model, clock, kernel)
    chunks = [run_chunk(runner, 3, number, 1) for number in range(replications)]
    busy = np.array([chunk.day_sums[BUSY, 0] for chunk in chunks])
    error = (expected / replications) ** 0.5  # Poisson: the variance is the mean
    assert (abs(busy.mean(axis=0) - expected) <= 4.5 * error).all()
    spread = busy.var(axis=0, ddof=1) / expected
    assert (abs(spread - 1) <= 4.5 * ((2 + 1 / expected) / replications) ** 0.5).all()
    assert all(chunk.day_sums[WAITING].sum() == 0 for chunk in chunks)


@pytest.mark.parametrize("law", [Exponential("exponential", 5.0), MeanSd("mean-sd", 5.0, 9.0), Fixed("fixed", 5.0)])
def test_loss_is_insensitive_to_the_law(law):
    """Erlang B holds for any law of stays, when whoever finds no place leaves at once."""
    rng = np.random.default_rng(8)
    places, rate, lost = 14, 2.2, []
    for _ in range(40):
        count = 2500
        people = People(
            np.zeros(count, dtype=np.int32),
            np.cumsum(rng.exponential(1 / rate, count)),
            np.full(count, -1, dtype=np.int32),
            rng.permutation(draw(stay_table(law), count * 4))[:count, None],
            np.zeros((count, 1), dtype=bool),
            np.full(count, 1e-9),
        )
        zero = np.zeros(1, dtype=np.int32)
        never, no, yes = np.array([NEVER]), np.array([False]), np.array([True])
        routes = Routes(np.array([[0, -1]], dtype=np.int32), zero, zero, zero + 1, never, no, yes)
        days = int(people.arrival[-1])
        results = run_network(routes, people, np.full((1, days), places, dtype=np.int32), 100.0)
        lost.append(results.counts[4, 0] / results.counts[0, 0])
    within(np.array(lost), erlang_b(places, rate * 5.0))


def exact_tandem(rate, mean_1, mean_2, places_1, places_2, most):
    """Stationary people waiting in hospital and blocked in the first service: the Markov chain, solved.

    State: n people waiting, served or blocked at the first service (at most `most`), b of them blocked, k served at
    the second; people are blocked only while all of the second's places are taken.
    """
    states = {}
    for n in range(most + 1):
        for k in range(places_2 + 1):
            for b in range(min(n, places_1) + 1 if k == places_2 else 1):
                states[n, b, k] = len(states)
    moves = lil_matrix((len(states), len(states)))

    def move(source, target, at):
        if at > 0:
            moves[states[source], states[target]] += at
            moves[states[source], states[source]] -= at

    for n, b, k in states:
        if n < most:
            move((n, b, k), (n + 1, b, k), rate)
        served = (min(n, places_1) - b) / mean_1
        move((n, b, k), (n - 1, b, k + 1) if k < places_2 else (n, b + 1, k), served)
        move((n, b, k), (n - 1, b - 1, k) if b else (n, b, k - 1), k / mean_2)
    balance = moves.T.tolil()
    balance[0, :] = 1.0
    share = spsolve(balance.tocsr(), np.eye(1, len(states))[0])
    waiting = sum(p * max(0, n - places_1) for (n, _, _), p in zip(states, share, strict=True))
    blocked = sum(p * b for (_, b, _), p in zip(states, share, strict=True))
    return waiting, blocked


@pytest.mark.parametrize(
    ("rate", "mean_1", "mean_2", "places_1", "places_2"),
    [(0.5, 2.0, 2.0, 2, 2), (1.0, 2.0, 2.5, 4, 4), (0.9, 1.0, 4.0, 3, 6), (0.3, 1.0, 2.0, 1, 1)],
)
def test_tandem_blocking_is_the_markov_chain(rate, mean_1, mean_2, places_1, places_2):
    waiting, blocked = exact_tandem(rate, mean_1, mean_2, places_1, places_2, 250)
    days = 3600
    data = one_service(places_1, rate, exponential(mean_1), days, warm_up_days=500)
    data["services"].append({"name": "homecare", "pools": [{"places": places_2}]})
    data["pathways"][0]["steps"].append({"service": "homecare", "stay": exponential(mean_2)})
    result = run(prepare(model_of(data), "continuous"), 21, 300)
    counted = days - 500
    error = within(result.person_days[:, WAITING, 0] / counted, waiting)
    assert error < 0.05 * waiting
    within(result.person_days[:, ELSEWHERE, 1] / counted, blocked)


@pytest.mark.shared_data
def test_monks_2016_probability_of_delay_by_beds():
    """The stroke unit and rehabilitation ward of Monks and others (2016): the exact column, within sampling error."""
    folder = shared_data() / "published"
    published = csv.DictReader((folder / "monks2016_delay_by_beds.csv").open())
    rows = [row for row in published if row["scenario"] == "current"]
    model = model_of(monks(10_000 // 4))
    replications = 60
    occupancy = {"acute": [], "rehab": []}
    runner = prepare(model, "continuous", "network")
    for replication in range(replications):
        chunk = run_chunk(runner, 4, replication, 1)
        for unit in occupancy:
            pools = [n for n, label in enumerate(model.pools) if label.service == unit]
            series = chunk.day_sums[BUSY, pools].sum(axis=0)[500:]
            occupancy[unit].append(np.bincount(series, minlength=60) / len(series))
    for row in rows:
        shares = np.array(occupancy[row["unit"]])
        beds = int(row["beds"])
        delayed = shares[:, beds] / shares[:, : beds + 1].sum(axis=1)
        error = within(delayed, float(row["erlang_b_exact"]), 4.0)
        assert error < 0.05 * float(row["erlang_b_exact"]) + 0.001


def monks(days):
    """Every patient type and route as a pathway; unlimited beds, so that occupancy says what any number would do."""
    esd, other = 0.13, 0.63
    acute = {  # arrivals a day; shares to rehab, early supported discharge, other; stay for each
        "stroke": (1 / 1.2, (0.24, esd, other), ((7.4, 8.61), (4.6, 4.8), (7.0, 8.7))),
        "tia": (1 / 9.3, (0.01, 0.01, 0.98), ((1.8, 2.3),) * 3),
        "neuro": (1 / 3.6, (0.11, 0.05, 0.84), ((4.0, 5.0),) * 3),
        "other": (1 / 3.2, (0.05, 0.10, 0.85), ((3.8, 5.2),) * 3),
    }
    direct = {"stroke": 1 / 21.8, "neuro": 1 / 31.7, "other": 1 / 28.6}
    rehab = {
        "stroke": [(0.6, mean_sd(28.4, 27.2)), (0.4, mean_sd(30.3, 23.1))],
        "tia": [(1.0, mean_sd(18.7, 23.5))],
        "neuro": [(1.0, mean_sd(27.6, 28.4))],
        "other": [(1.0, mean_sd(16.1, 14.1))],
    }
    pathways, rates = [], []

    def add(name, rate, *steps):
        pathways.append({"name": name, "steps": [{"service": s, "stay": stay} for s, stay in steps]})
        rates.append(rate)

    for kind, (rate, shares, stays) in acute.items():
        for to, share, stay in zip(("rehab", "esd", "other"), shares, stays, strict=True):
            if to != "rehab":
                add(f"{kind} {to}", rate * share, ("acute", mean_sd(*stay)))
                continue
            for number, (part, law) in enumerate(rehab[kind]):
                add(f"{kind} rehab {number}", rate * share * part, ("acute", mean_sd(*stay)), ("rehab", law))
    for kind, rate in direct.items():
        for number, (part, law) in enumerate(rehab[kind]):
            add(f"direct {kind} {number}", rate * part, ("rehab", law))
    total = sum(rates)
    return {
        "name": "Monks 2016",
        "start": "2025-04-01",
        "days": days,
        "begin": "equilibrium",
        "hospitals": ["Unit"],
        "areas": ["Everywhere"],
        "services": [{"name": name, "pools": [{}]} for name in ("acute", "rehab")],
        "pathways": pathways,
        "demand": [
            {
                "hospital": "Unit",
                "area": "Everywhere",
                "ready_per_day": total,
                "shares": [
                    {"pathway": p["name"], "share": rate / total} for p, rate in zip(pathways, rates, strict=True)
                ],
            }
        ],
    }
