"""Laws as tables that kernels read: the words of a person's random block become a stay or a number of arrivals.

Every table keeps the mean of its law exactly: it is cut into slices of equal probability, and each slice has the
law's own mean over that slice. Nothing is truncated.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import pdtr

from commonweal.engine.flow.compiled import compiled
from commonweal.engine.flow.laws import Floats, Law

SLICES = 1024
CELLS = 65_536
_SLICE_SHIFT, _SLICE_MASK = np.uint64(22), np.uint64(1023)
_FINE_SHIFT, _FINEST = np.uint64(12), np.uint64(4095)
_REST = np.uint64(2**22 - 1)


@lru_cache(maxsize=256)
def stay_table(law: Law) -> Floats:
    """Stays in continuous time as an array [level, slice, (left, width)], in days.

    Level 0 has 1,024 slices of equal probability; level 1 cuts its last slice into 1,024 again. Within a slice stays
    lie evenly between left and left + width: an interval around the law's mean of that slice, within its bounds.
    """
    table = np.empty((2, SLICES, 2))
    for level in range(2):
        size = float(SLICES) ** -level
        edges = 1.0 - size + size * np.arange(SLICES + 1) / SLICES
        edges[-1] = 1.0
        bounds = law.quantile(edges)
        means = np.diff(law.mean_below(edges)) / np.diff(edges)
        reach = np.minimum(means - bounds[:-1], bounds[1:] - means)
        half = np.maximum(np.minimum((bounds[1:] - bounds[:-1]) / 2, reach), 0.0)
        table[level, :, 0] = means - half
        table[level, :, 1] = 2 * half
    table.flags.writeable = False  # kept: many areas share a law
    return table


def drawn_sd(table: Floats) -> float:
    """The standard deviation of what a table of stays draws, exactly: each slice is even over its interval."""
    share = np.repeat([1.0 / SLICES, 1.0 / SLICES**2], SLICES)
    share[SLICES - 1] = 0.0  # the last slice of level 0 is level 1
    left, width = table[:, :, 0].ravel(), table[:, :, 1].ravel()
    mean = float(share @ (left + width / 2))
    square = float(share @ (left**2 + left * width + width**2 / 3))
    return math.sqrt(max(0.0, square - mean**2))


@compiled
def stay_of(table: Floats, word: np.uint64) -> float:
    """The stay in days that a 32-bit word stands for; longer words, longer stays."""
    piece = word >> _SLICE_SHIFT
    if piece < _SLICE_MASK:
        return float(table[0, piece, 0] + table[0, piece, 1] * (float(word & _REST) + 0.5) / 4194304.0)
    fine = (word >> _FINE_SHIFT) & _SLICE_MASK
    return float(table[1, fine, 0] + table[1, fine, 1] * (float(word & _FINEST) + 0.5) / 4096.0)


def daily_cells(laws: Sequence[Law], weights: Sequence[float]) -> NDArray[np.uint16]:
    """65,536 equally likely whole-day stays, in rising order, of a mixture of laws.

    A stay between two whole days becomes one or the other in the proportion that keeps the mean (rounding carries its
    remainder to the next cell). A stay of less than a day becomes one day: `shortest_day_gain` says what that adds.
    """
    means = np.concatenate([_cell_means(law) for law in laws])
    if len(laws) > 1:
        means = _mixed(means, np.repeat(np.asarray(weights) / sum(weights) / CELLS, CELLS))
    days = np.diff(np.concatenate([[0.0], np.floor(np.cumsum(means) + 0.5)]))
    return np.sort(np.clip(days, 1, CELLS - 1)).astype(np.uint16)


@lru_cache(maxsize=32)
def _cell_means(law: Law) -> Floats:
    """The law's mean over each of 65,536 slices, read only; kept, for a runner asks twice."""
    means = np.asarray(np.diff(law.mean_below(np.linspace(0, 1, CELLS + 1))) * CELLS, dtype=np.float64)
    means.flags.writeable = False
    return means


def _mixed(means: Floats, weights: Floats) -> Floats:
    """Cell means of a mixture from the weighted cell means of its parts."""
    order = np.argsort(means, kind="stable")
    shares = np.concatenate([[0.0], np.cumsum(weights[order])])
    sums = np.concatenate([[0.0], np.cumsum(weights[order] * means[order])])
    cut = np.interp(np.linspace(0, shares[-1], CELLS + 1), shares, sums)
    return np.asarray(np.diff(cut) * CELLS, dtype=np.float64)


def shortest_day_gain(law: Law) -> float:
    """By how much the whole-day clock lengthens the mean stay, as a share of it: stays under a day become one."""
    means = _cell_means(law)
    return float(np.maximum(1.0 - means, 0.0).mean() / law.mean)


def equilibrium_cells(cells: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """The days still to come, 1 or more, of a person met in place on a random day: P(r) = P(stay >= r) / mean."""
    at_least = np.cumsum(np.bincount(cells, minlength=2)[::-1])[::-1][1:].astype(np.float64)
    share = np.cumsum(at_least) / at_least.sum()
    middle = (np.arange(CELLS) + 0.5) / CELLS
    return (np.searchsorted(share, middle) + 1).astype(np.uint16)


class PoissonTable(NamedTuple):
    """Poisson numbers of several means: row i gives least[i] plus the thresholds of the row that lie below a word.

    thresholds [means, width]; guide [means, a power of two]: where the search may begin for the word's first bits.
    Probabilities are exact to 2^-32.
    """

    thresholds: NDArray[np.uint32]
    guide: NDArray[np.uint16]
    least: NDArray[np.int32]
    guide_shift: np.uint64


def poisson_table(means: Floats) -> PoissonTable:
    """Tables to turn a 32-bit word into a Poisson number for each of the means."""
    rows, least = [], []
    for mean in means:
        spread = 8.0 * np.sqrt(mean) + 12.0
        low = max(0, int(mean - spread))
        share = pdtr(np.arange(low, int(mean + spread) + 1), mean)
        kept = share[(share >= 2.0**-33) & (share < 1.0 - 2.0**-33)]
        rows.append(np.round(kept * 2.0**32) - 1.0)
        least.append(low + int(np.searchsorted(share, 2.0**-33)))
    bits = min(12, max(6, max(len(row) for row in rows).bit_length()))
    thresholds = np.full((len(rows), max(len(row) for row in rows) + 1), 2**32 - 1, dtype=np.uint32)
    guide = np.empty((len(rows), 1 << bits), dtype=np.uint16)
    for number, row in enumerate(rows):
        thresholds[number, : len(row)] = row
        guide[number] = np.searchsorted(row, np.arange(1 << bits) * 2.0 ** (32 - bits), side="left")
    return PoissonTable(thresholds, guide, np.asarray(least, dtype=np.int32), np.uint64(32 - bits))


@compiled
def poisson_of(word: np.uint64, table: PoissonTable, row: int) -> int:
    """The Poisson number that a word stands for."""
    reached = int(table.guide[row, word >> table.guide_shift])
    while word > table.thresholds[row, reached]:
        reached += 1
    return int(table.least[row]) + reached
