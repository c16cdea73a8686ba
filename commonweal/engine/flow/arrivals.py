"""People in continuous time: when each becomes ready, and the first words of their random block.

Arrivals of a class (one hospital, area and pathway) are a Poisson process whose rate is constant within a day: unit
exponential gaps, laid out along the cumulative rate. Our own logarithm, so that the bits are the same on every machine.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commonweal.engine.flow.compiled import compiled, compiled_without_counts
from commonweal.engine.flow.laws import Floats
from commonweal.engine.flow.philox import philox
from commonweal.engine.flow.tables import stay_of

BLOCK = 256
_SQRT2, _LN2 = 1.4142135623730951, 0.6931471805599453
_MANTISSA, _ONE = np.uint64(0x000FFFFFFFFFFFFF), np.uint64(0x3FF0000000000000)
_EXPONENT_SHIFT = np.uint64(52)


class Block(NamedTuple):
    """Room for the words of BLOCK people; gap_bits views gaps, and mantissas bits."""

    gaps: Floats
    gap_bits: NDArray[np.uint64]
    bits: NDArray[np.uint64]
    mantissas: Floats
    powers: Floats
    stay_words: NDArray[np.uint64]
    rounding_words: NDArray[np.uint64]


@compiled
def make_block() -> Block:
    """Empty room."""
    gaps, bits, powers = np.empty(BLOCK), np.empty(BLOCK, dtype=np.uint64), np.empty(BLOCK)
    stay_words, rounding_words = np.empty(BLOCK, dtype=np.uint64), np.empty(BLOCK, dtype=np.uint64)
    return Block(gaps, gaps.view(np.uint64), bits, bits.view(np.float64), powers, stay_words, rounding_words)


@compiled
def negative_logs(
    values: Floats, whole: NDArray[np.uint64], bits: NDArray[np.uint64], mantissas: Floats, powers: Floats
) -> None:
    """Replace each value x, a number of [0.5, 2^52), by -log(x / 2^52), to a relative 1e-13.

    `whole` views the same memory as `values`, `bits` the same as `mantissas`; with `powers` room to work in [as long
    as values]. The exponent is taken off; the logarithm of the mantissa m is the series of 2 artanh((m - 1) / (m + 1)).
    No loop reads a view of what it writes: the compiler would not make vectors of it (measured: 4 times as slow).
    """
    for i in range(values.shape[0]):
        bits[i] = (whole[i] & _MANTISSA) | _ONE
        powers[i] = float(np.int64(whole[i] >> _EXPONENT_SHIFT)) - 1075.0
    for i in range(values.shape[0]):
        m, power = mantissas[i], powers[i]
        large = m > _SQRT2
        m = m * 0.5 if large else m
        power = power + 1.0 if large else power
        s = (m - 1.0) / (m + 1.0)
        z = s * s
        series = 1.0 / 13.0 + z * (1.0 / 15.0 + z * (1.0 / 17.0))
        series = 1.0 / 5.0 + z * (1.0 / 7.0 + z * (1.0 / 9.0 + z * (1.0 / 11.0 + z * series)))
        values[i] = -(power * _LN2 + 2.0 * s * (1.0 + z * (1.0 / 3.0 + z * series)))


@compiled
def draw_block(
    first: int,
    stream: np.uint64,
    replication: np.uint64,
    area: np.uint64,
    key: np.uint64,
    gaps: Floats,
    stay_words: NDArray[np.uint64],
    rounding_words: NDArray[np.uint64],
) -> None:
    """For BLOCK people from number `first` on: a number of [0.5, 2^52) to take the logarithm of, and two words."""
    for i in range(BLOCK):
        w0, w1, w2, w3 = philox(np.uint64(first + i), stream, replication, area, key)
        gaps[i] = float((w0 << np.uint64(20)) | (w1 >> np.uint64(12))) + 0.5
        stay_words[i] = w2
        rounding_words[i] = w3


@compiled_without_counts
def draw_words(
    first: int, count: int, stream: np.uint64, replication: np.uint64, area: np.uint64, key: np.uint64, block: Block
) -> None:
    """Three words for each of up to BLOCK people from number `first` on: a stay, its rounding, and `bits`."""
    stay_words, rounding_words, bits = block.stay_words, block.rounding_words, block.bits
    for i in range(count):
        w0, w1, w2, _ = philox(np.uint64(first + i), stream, replication, area, key)
        stay_words[i] = w0
        rounding_words[i] = w1
        bits[i] = w2


@compiled
def whole_days(days: float, word: np.uint64) -> float:
    """A stay on the clock of days: one of the two whole days beside it, in the proportion that keeps the mean."""
    return math.floor(days + (float(word) + 0.5) / 4294967296.0) * 1.0


@compiled_without_counts
def draw_class(
    cumulative: Floats,
    per_person: Floats,
    table: Floats,
    by_day: bool,
    stream: np.uint64,
    replication: np.uint64,
    area: np.uint64,
    key: np.uint64,
    block: Block,
    arrival: Floats,
    stay: Floats,
) -> int:
    """Draw the people of one class in one replication; returns how many, or -1 when there is no room for all.

    cumulative [days + 1] is the expected number by the start of each day; per_person [days] the days per person (1 /
    rate); table the law of their first stay. Fills arrival (days since the start, rising) and stay (days); both are
    whole days when `by_day`.
    """
    gaps, stay_words, rounding_words = block.gaps, block.stay_words, block.rounding_words
    reached, day, total = 0.0, 0, cumulative[-1]
    for first in range(0, arrival.shape[0] - BLOCK + 1, BLOCK):
        draw_block(first, stream, replication, area, key, gaps, stay_words, rounding_words)
        negative_logs(gaps, block.gap_bits, block.bits, block.mantissas, block.powers)
        for i in range(BLOCK):
            reached += gaps[i]
            if reached >= total:
                return first + i
            while reached >= cumulative[day + 1]:
                day += 1
            moment = day + (reached - cumulative[day]) * per_person[day]
            days = stay_of(table, stay_words[i])
            arrival[first + i] = float(day) if by_day else moment
            stay[first + i] = whole_days(days, rounding_words[i]) if by_day else days
    return -1


def room_for(expected: float) -> int:
    """Room for the people of a class: enough in all but one of 10^20 replications, and whole blocks."""
    return (int(expected + 10.0 * expected**0.5 + 40.0) // BLOCK + 2) * BLOCK
