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

from commonweal.engine.flow.arrivals import BLOCK, Block, draw_class, draw_words, make_block, whole_days
from commonweal.engine.flow.buckets import NEVER, Number, Numbers
from commonweal.engine.flow.compiled import compiled, compiled_without_counts, inlined
from commonweal.engine.flow.draws import Draws, Ints, Words
from commonweal.engine.flow.laws import Floats
from commonweal.engine.flow.network_world import People, make_people
from commonweal.engine.flow.philox import philox
from commonweal.engine.flow.tables import poisson_of, stay_of


@compiled_without_counts
def _draw_steps(
    draws: Draws, group: int, streams: Words, first_step: int, person: int, row: int, count: int,
    replication: np.uint64, key: np.uint64, block: Block, people: People,
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
        for first in range(0, count, BLOCK):
            size = min(BLOCK, count - first)
            draw_words(person + first, size, stream, replication, area, key, block)
            for number in range(size):
                days, at = stay_of(table, block.stay_words[number]), row + first + number
                if draws.by_day:
                    days = whole_days(days, block.rounding_words[number])
                if patience:
                    people.patience[at] = max(days, 1.0) if draws.by_day else days
                else:
                    people.stay[at, step] = days
                    people.goes_on[at, step - 1] = block.bits[number] < draws.goes_on[group, step - 1]


@compiled_without_counts
def _draw_stated(draws: Draws, replication: np.uint64, key: np.uint64, block: Block, people: People) -> int:
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
        _draw_steps(draws, group, draws.present_stream[group], step, number, number, 1, replication, key, block, people)
    return int(draws.present.shape[0])


@compiled_without_counts
def _draw_balance(
    draws: Draws, replication: np.uint64, key: np.uint64, block: Block, people: People, taken: Ints
) -> int:
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
            streams = draws.present_stream[group]
            _draw_steps(draws, group, streams, step, 0, first, number, replication, key, block, people)
    return count


@compiled_without_counts
def order_of(arrival: Floats, count: int, order: Numbers, filled: Numbers) -> None:
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
        filled[Number(max(arrival[person], 0.0) * scale) + 1] += 1
    for bucket in range(buckets):
        filled[bucket + 1] += filled[bucket]
    for person in range(count):
        bucket = Number(max(arrival[person], 0.0) * scale)
        order[filled[bucket]] = person
        filled[bucket] += 1
    for place in range(1, count):
        person, at = order[place], place
        while at > 0 and arrival[order[Number(at - 1)]] > arrival[person]:
            order[Number(at)] = order[Number(at - 1)]
            at -= 1
        order[Number(at)] = person


@inlined
def _draw_group(
    draws: Draws, group: int, replication: np.uint64, key: np.uint64, row: int, stays: Floats, block: Block,
    people: People,
) -> int:  # fmt: skip
    """Draw the people of a group who become ready, into rows from `row`; returns how many, -1 without room."""
    if draws.cumulative[group, -1] <= 0.0:
        return 0
    arrivals = draw_class(
        draws.cumulative[group], draws.per_person[group], draws.tables[draws.law[group, 0]], draws.by_day,
        draws.streams[group, 0], replication, draws.area[group], key, block,
        people.arrival[row : row + draws.room[group]], stays,
    )  # fmt: skip
    for person in range(arrivals):
        people.kind[row + person] = group
        people.placed[row + person] = -1
        people.stay[row + person, 0] = stays[person]
    _draw_steps(draws, group, draws.streams[group], 0, 0, row, arrivals, replication, key, block, people)
    return arrivals


@inlined
def _copy_person(source: People, person: int, target: People, place: int) -> None:
    target.kind[place] = source.kind[person]
    target.arrival[place] = source.arrival[person]
    target.placed[place] = source.placed[person]
    target.patience[place] = source.patience[person]
    for step in range(source.stay.shape[1]):
        target.stay[place, step] = source.stay[person, step]
        target.goes_on[place, step] = source.goes_on[person, step]


class Desk(NamedTuple):
    """Room to draw the people of one replication in; `people` is what is drawn, in order of arrival."""

    people: People
    drawn: People  # before they are put in order
    taken: Ints  # [pools]: places taken at the start
    order: Numbers  # [people]
    filled: Numbers  # [2 x people + 2]
    stays: Floats  # [the most people of a group]
    block: Block


@compiled
def make_desk(draws: Draws, people: int, pools: int) -> Desk:
    """Room for so many people."""
    steps = draws.law.shape[1]
    return Desk(
        make_people(people, steps),
        make_people(people, steps),
        np.empty(pools, dtype=np.int32),
        np.empty(people, dtype=np.uint32),
        np.empty(2 * people + 2, dtype=np.uint32),
        np.empty(draws.room.max()),
        make_block(),
    )


@compiled_without_counts
def draw_people(draws: Draws, replication: int, key: np.uint64, desk: Desk) -> int:
    """Draw one replication into the people of the desk; returns how many, -1 when room ran out."""
    number = np.uint64(replication)
    alone = draws.cumulative.shape[0] == 1 and draws.present.shape[0] == 0  # in order already
    into = desk.people if alone else desk.drawn
    count = _draw_stated(draws, number, key, desk.block, into)
    count += _draw_balance(draws, number, key, desk.block, into, desk.taken) if count == 0 else 0
    for group in range(draws.cumulative.shape[0]):
        arrivals = _draw_group(draws, group, number, key, count, desk.stays, desk.block, into)
        if arrivals < 0:
            return -1
        count += arrivals
    if not alone:
        order_of(desk.drawn.arrival, count, desk.order, desk.filled)
        for place in range(count):
            _copy_person(desk.drawn, desk.order[place], desk.people, Number(place))
    return count
