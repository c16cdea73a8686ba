"""What the people of a component are drawn from, made from the model: rates, tables of laws, streams, the start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commonweal.engine.flow.arrivals import room_for
from commonweal.engine.flow.laws import Floats, Law, equilibrium
from commonweal.engine.flow.model import Component, Group, Model, step_columns
from commonweal.engine.flow.philox import stream_number
from commonweal.engine.flow.tables import PoissonTable, poisson_table, stay_table

Ints = NDArray[np.int32]
Words = NDArray[np.uint64]
LEAST_RATE = 1e-300  # people a day; of fewer, the days per person are no number


class Draws(NamedTuple):
    """What the people of a component are drawn from; groups in rows, steps in columns."""

    cumulative: Floats  # [groups, days + 1]: people expected by the start of each day
    per_person: Floats  # [groups, days]: days per person
    tables: Floats  # [laws, 2, slices, 2]
    law: Ints  # [groups, steps]: the table of each step, -1 for no step
    goes_on: Words  # [groups, steps]: a word below this goes on to the next step
    streams: Words  # [groups, steps]
    area: Words  # [groups]
    patience_law: Ints  # [groups]: -1 for none
    patience_stream: Words  # [groups]
    room: Ints  # [groups]: room for arrivals
    by_day: bool
    present: Ints  # [people stated, 3]: group, step, and 1 for in place, 0 for waiting
    present_so_far: Floats  # [people stated]
    present_word: Words  # [people stated]: the least word whose stay lasts longer than so far
    present_stream: Words  # [groups, steps]
    balance: PoissonTable  # people in place at equilibrium, a row for each of balance_of
    balance_of: Ints  # [rows, 2]: group, step
    balance_law: Ints  # [rows]: the table of the days still to come
    balance_pool: Ints  # [rows]: the pool
    balance_places: Ints  # [pools]: places on the first day


def make_draws(model: Model, part: Component, by_day: bool) -> Draws:
    """The arrays that the people of a component are drawn from."""
    groups = [model.groups[number] for number in part.groups]
    laws: dict[Law, int] = {}
    law, goes_on, streams, present_stream = _steps(groups, laws)
    patience = [model.pathway(number).patience for number in part.groups]
    patience_law = [-1 if one is None else laws.setdefault(one, len(laws)) for one in patience]
    rates = model.rates[list(part.groups)]
    cumulative = np.concatenate([np.zeros((len(groups), 1)), np.cumsum(rates, axis=1)], axis=1)
    present, so_far = _stated(model, part)
    balance_of, means = _balance(model, part) if model.scenario.begin == "equilibrium" else ([], [])
    balance_law = [laws.setdefault(equilibrium(groups[row].steps[at].stay), len(laws)) for row, at in balance_of]
    return Draws(
        cumulative,
        np.divide(1.0, rates, out=np.zeros_like(rates), where=rates > LEAST_RATE),
        np.array([stay_table(stay) for stay in laws]),
        law,
        goes_on,
        streams,
        np.array([group.area_number for group in groups], dtype=np.uint64),
        np.array(patience_law, dtype=np.int32),
        np.array([group.patience_stream for group in groups], dtype=np.uint64),
        np.array([room_for(total) for total in cumulative[:, -1]], dtype=np.int32),
        by_day,
        np.array(present, dtype=np.int32).reshape(-1, 3),
        np.array(so_far, dtype=np.float64),
        _least_words(groups, present, so_far),
        present_stream,
        poisson_table(np.array(means or [0.0])),
        np.array(balance_of, dtype=np.int32).reshape(-1, 2),
        np.array(balance_law, dtype=np.int32),
        np.array([part.pools.index(groups[row].pools[at]) for row, at in balance_of], dtype=np.int32),
        model.capacity[list(part.pools), 0].copy(),
    )


def _steps(groups: Sequence[Group], laws: dict[Law, int]) -> tuple[Ints, Words, Words, Words]:
    """Law, word to go on below, stream and stream of the start for each step [groups, steps]; fills `laws`."""
    shape = (len(groups), max(max(step_columns(group)) + 1 for group in groups))
    law, goes_on = np.full(shape, -1, dtype=np.int32), np.zeros(shape, dtype=np.uint64)
    streams, present_stream = np.zeros(shape, dtype=np.uint64), np.zeros(shape, dtype=np.uint64)
    for row, group in enumerate(groups):
        for column, step, stream in zip(step_columns(group), group.steps, group.streams, strict=True):
            law[row, column] = laws.setdefault(step.stay, len(laws))
            goes_on[row, column] = round(step.goes_on * 2**32)
            streams[row, column] = stream
            present_stream[row, column] = stream_number("present", group.pathway, str(column))
    return law, goes_on, streams, present_stream


def _least_words(groups: Sequence[Group], present: Sequence[tuple[int, int, int]], so_far: Sequence[float]) -> Words:
    """The least word whose stay lasts longer than so far, for each person stated; 0 for those who wait."""
    least = [0] * len(present)
    for number, ((row, step, placed), days) in enumerate(zip(present, so_far, strict=True)):
        if placed:
            share = float(groups[row].steps[step].stay.share_up_to(np.array([days]))[0])
            least[number] = min(2**32 - 2, int(np.ceil(share * 2**32)))
    return np.array(least, dtype=np.uint64)


def _stated(model: Model, part: Component) -> tuple[list[tuple[int, int, int]], list[float]]:
    """(group, step, 1 for in place) and days so far of everybody stated for the start; longest waits first."""
    rows = {}
    for row, number in enumerate(part.groups):
        demand = model.scenario.demand[model.groups[number].demand]
        rows[demand.hospital, demand.area, model.groups[number].pathway] = row
    present, so_far = [], []
    for group in model.scenario.present:
        found = rows.get((group.hospital, group.area, group.pathway))
        if found is not None:
            present += [(found, group.step, 1)] * len(group.days_so_far) + [(found, 0, 0)] * len(group.waits_so_far)
            so_far += [*group.days_so_far, *sorted(group.waits_so_far, reverse=True)]
    return present, so_far


def _balance(model: Model, part: Component) -> tuple[list[tuple[int, int]], list[float]]:
    """(group, own step) and the expected people in place on the first day, scaled down where a pool is too small."""
    rows, means = [], []
    for row, number in enumerate(part.groups):
        reaching = float(model.rates[number, 0])
        group = model.groups[number]
        for at, step in enumerate(group.own_steps):
            load = float(model.offered_load(group.pools[at])[0])
            places = float(model.capacity[group.pools[at], 0])
            scale = places / load if load > places else 1.0
            rows.append((row, at))
            means.append(reaching * step.stay.mean * scale)
            reaching *= step.goes_on
    return rows, means


def room_of(draws: Draws) -> int:
    """How many people of one replication there must be room for."""
    balance = 0
    if draws.balance_of.shape[0] and not draws.present.shape[0]:
        most = draws.balance.least[: draws.balance_of.shape[0]] + draws.balance.thresholds.shape[1]
        balance = int(most.sum())
    return int(draws.room.sum()) + len(draws.present) + balance
