"""The people of one replication of a component, drawn and put in order of arrival.

Who gets which words (layout 1): block k of the stream of a group's first step gives the k-th person's gap before
arrival (words 0 and 1), stay (2) and rounding of the stay to days (3); block k of each later step's stream gives stay
(0), rounding (1) and whether that step is needed (2); of the patience stream, patience (0) and rounding (1). People
in place at the start have streams of their own.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commonweal.engine.flow.arrivals import Block, draw_class, room_for, whole_days
from commonweal.engine.flow.buckets import NEVER
from commonweal.engine.flow.compiled import compiled_without_counts
from commonweal.engine.flow.laws import Floats, Law, equilibrium
from commonweal.engine.flow.model import Component, Model, step_columns
from commonweal.engine.flow.network import People
from commonweal.engine.flow.philox import philox, stream_number
from commonweal.engine.flow.tables import PoissonTable, poisson_of, poisson_table, stay_of, stay_table

Ints = NDArray[np.int32]
Words = NDArray[np.uint64]


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


@compiled_without_counts
def _draw_steps(
    draws: Draws, group: int, streams: Words, first_step: int, person: int, row: int, count: int,
    replication: np.uint64, key: np.uint64, people: People,
) -> None:  # fmt: skip
    """Draw patience and the steps after `first_step` of people `person` to `person + count`, into rows from `row`."""
    steps, area = draws.law.shape[1], draws.area[group]
    for at in range(row, row + count):
        people.patience[at] = NEVER
        people.goes_on[at, steps - 1] = False
    for step in range(first_step + 1, steps + 1):
        patience = step == steps
        law = draws.patience_law[group] if patience else draws.law[group, step]
        stream = draws.patience_stream[group] if patience else streams[step]
        if law < 0:
            for at in range(row, row + count if not patience else row):
                people.goes_on[at, step - 1] = False
            continue
        table = draws.tables[law]
        for number in range(count):
            w0, w1, w2, _ = philox(np.uint64(person + number), stream, replication, area, key)
            days = stay_of(table, w0)
            if draws.by_day:
                days = whole_days(days, w1)
            if patience:
                people.patience[row + number] = max(days, 1.0) if draws.by_day else days
            else:
                people.stay[row + number, step] = days
                people.goes_on[row + number, step - 1] = w2 < draws.goes_on[group, step - 1]


@compiled_without_counts
def _draw_stated(draws: Draws, replication: np.uint64, key: np.uint64, people: People) -> int:
    """People stated for the start: those in place stay on, given their days so far; those who wait, wait."""
    for number in range(draws.present.shape[0]):
        group, step, placed = draws.present[number]
        w0, w1, _, _ = philox(np.uint64(number), draws.present_stream[group, step], replication, draws.area[group], key)
        table, so_far = draws.tables[draws.law[group, step]], draws.present_so_far[number]
        least = draws.present_word[number]
        word = least + ((w0 * (np.uint64(2**32) - least)) >> np.uint64(32))
        days = stay_of(table, word)
        if placed:
            days = max(days - so_far, 0.0)
        people.kind[number] = group
        people.arrival[number] = 0.0 if placed else -so_far
        people.placed[number] = step if placed else -1
        people.stay[number, step] = whole_days(days, w1) if draws.by_day else days
        _draw_steps(draws, group, draws.present_stream[group], step, number, number, 1, replication, key, people)
    return int(draws.present.shape[0])


@compiled_without_counts
def _draw_balance(draws: Draws, replication: np.uint64, key: np.uint64, people: People, taken: Ints) -> int:
    """People in place at the balance of arrivals and stays: Poisson numbers, as far as there are places.

    On the clock of days whoever is there has floor(days still to come) nights to go: exactly its balance.
    """
    count = 0
    taken[:] = 0
    for row in range(draws.balance_of.shape[0]):
        group, step = draws.balance_of[row]
        pool, stream = draws.balance_pool[row], draws.present_stream[group, step]
        word, _, _, _ = philox(np.uint64(2**32 - 1), stream, replication, draws.area[group], key)
        number = min(poisson_of(word, draws.balance, row), draws.balance_places[pool] - taken[pool])
        taken[pool] += max(number, 0)
        for person in range(number):
            w0, _, _, _ = philox(np.uint64(person), stream, replication, draws.area[group], key)
            days = stay_of(draws.tables[draws.balance_law[row]], w0)
            people.kind[count] = group
            people.arrival[count] = 0.0
            people.placed[count] = step
            people.stay[count, step] = math.floor(days) * 1.0 if draws.by_day else days
            count += 1
        if number > 0:
            first = count - number
            _draw_steps(draws, group, draws.present_stream[group], step, 0, first, number, replication, key, people)
    return count


@compiled_without_counts
def order_of(arrival: Floats, count: int, order: Ints, filled: Ints) -> None:
    """Fill order[:count] with people by arrival, equal ones by number: buckets of time, then insertion.

    `filled` is room to work in; the more, the more buckets.
    """
    buckets = filled.shape[0] - 1
    last = 0.0
    for person in range(count):
        last = max(last, arrival[person])
    scale = (buckets - 1) / (last + 1.0)
    filled[:] = 0
    for person in range(count):
        filled[int(max(arrival[person], 0.0) * scale) + 1] += 1
    for bucket in range(buckets):
        filled[bucket + 1] += filled[bucket]
    for person in range(count):
        bucket = int(max(arrival[person], 0.0) * scale)
        order[filled[bucket]] = person
        filled[bucket] += 1
    for place in range(1, count):
        person, at = order[place], place
        while at > 0 and arrival[order[at - 1]] > arrival[person]:
            order[at] = order[at - 1]
            at -= 1
        order[at] = person


@compiled_without_counts
def draw_people(
    draws: Draws,
    replication: int,
    key: np.uint64,
    drawn: People,
    taken: Ints,
    order: Ints,
    filled: Ints,
    stays: Floats,
    block: Block,
    people: People,
) -> int:
    """Draw one replication; returns how many people, -1 when room ran out. `people` is in order of arrival.

    `drawn` is room of the same shape, `stays` room for the people of a group.
    """
    number = np.uint64(replication)
    count = _draw_stated(draws, number, key, drawn)
    count += _draw_balance(draws, number, key, drawn, taken) if count == 0 else 0
    alone = count == 0 and draws.cumulative.shape[0] == 1  # in order already
    into = people if alone else drawn
    for group in range(draws.cumulative.shape[0]):
        if draws.cumulative[group, -1] <= 0.0:
            continue
        arrivals = draw_class(
            draws.cumulative[group], draws.per_person[group], draws.tables[draws.law[group, 0]], draws.by_day,
            draws.streams[group, 0], number, draws.area[group], key, block,
            into.arrival[count : count + draws.room[group]], stays,
        )  # fmt: skip
        if arrivals < 0:
            return -1
        for person in range(arrivals):
            into.kind[count + person] = group
            into.placed[count + person] = -1
            into.stay[count + person, 0] = stays[person]
        _draw_steps(draws, group, draws.streams[group], 0, 0, count, arrivals, number, key, into)
        count += arrivals
    if alone:
        return count
    order_of(drawn.arrival, count, order, filled)
    for place in range(count):
        person = order[place]
        people.kind[place] = drawn.kind[person]
        people.arrival[place] = drawn.arrival[person]
        people.placed[place] = drawn.placed[person]
        people.patience[place] = drawn.patience[person]
        for step in range(drawn.stay.shape[1]):
            people.stay[place, step] = drawn.stay[person, step]
            people.goes_on[place, step] = drawn.goes_on[person, step]
    return count


def make_draws(model: Model, part: Component, by_day: bool) -> Draws:
    """The arrays that the people of a component are drawn from."""
    scenario = model.scenario
    groups = [model.groups[number] for number in part.groups]
    steps = max(max(step_columns(group)) + 1 for group in groups)
    shape = (len(groups), steps)
    law, goes_on = np.full(shape, -1, dtype=np.int32), np.zeros(shape, dtype=np.uint64)
    streams, present_stream = np.zeros(shape, dtype=np.uint64), np.zeros(shape, dtype=np.uint64)
    patience_law = np.full(len(groups), -1, dtype=np.int32)
    laws: dict[Law, int] = {}

    def table_of(stay: Law) -> int:
        return laws.setdefault(stay, len(laws))

    for row, group in enumerate(groups):
        pathway = model.pathway(part.groups[row])
        for column, step, stream in zip(step_columns(group), group.steps, group.streams, strict=True):
            law[row, column] = table_of(step.stay)
            goes_on[row, column] = round(step.goes_on * 2**32)
            streams[row, column] = stream
            present_stream[row, column] = stream_number("present", group.pathway, str(column))
        if pathway.patience:
            patience_law[row] = table_of(pathway.patience)
    rates = model.rates[list(part.groups)]
    cumulative = np.concatenate([np.zeros((len(groups), 1)), np.cumsum(rates, axis=1)], axis=1)
    present, so_far = _stated(model, part)
    least = [
        min(2**32 - 2, int(np.ceil(groups[row].steps[step].stay.share_up_to(np.array([days]))[0] * 2**32)))
        if placed
        else 0
        for (row, step, placed), days in zip(present, so_far, strict=True)
    ]
    balance_of, means = _balance(model, part) if scenario.begin == "equilibrium" else ([], [])
    balance_law = [table_of(equilibrium(groups[row].steps[step].stay)) for row, step in balance_of]
    return Draws(
        cumulative,
        np.divide(1.0, rates, out=np.zeros_like(rates), where=rates > 0),
        np.array([stay_table(stay) for stay in laws]),
        law,
        goes_on,
        streams,
        np.array([group.area_number for group in groups], dtype=np.uint64),
        patience_law,
        np.array([group.patience_stream for group in groups], dtype=np.uint64),
        np.array([room_for(total) for total in cumulative[:, -1]], dtype=np.int32),
        by_day,
        np.array(present, dtype=np.int32).reshape(-1, 3),
        np.array(so_far, dtype=np.float64),
        np.array(least, dtype=np.uint64),
        present_stream,
        poisson_table(np.array(means or [0.0])),
        np.array(balance_of, dtype=np.int32).reshape(-1, 2),
        np.array(balance_law, dtype=np.int32),
        np.array([part.pools.index(groups[row].pools[step]) for row, step in balance_of], dtype=np.int32),
        model.capacity[list(part.pools), 0].copy(),
    )


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
            scale = min(1.0, model.capacity[group.pools[at], 0] / load) if load > 0 else 0.0
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
