"""Lines of two lists brought together: one with one, or a whole with its parts, no line twice.

The kernels run over sorted arrays of integers, so that work grows with the number of lines and never with its square.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

Lines = NDArray[np.int64]
Columns = tuple[Lines, Lines, Lines]
BLOCK = ["name", "pence"]
LOOKED_AT_PER_LINE = 8
Function = TypeVar("Function", bound=Callable[..., Any])


def _compiled(function: Function) -> Function:
    """A kernel that lets go of the interpreter; the plain function stays at `.py_func`."""
    return cast(Function, njit(nogil=True, cache=True)(function))


def pair_lines(left: pl.DataFrame, right: pl.DataFrame, windows: list[tuple[int, int]]) -> tuple[Lines, Lines]:
    """Pairs of equal `name` and `pence` whose days lie apart by `earliest` to `latest` days, right after left.

    Frames have Int64 columns name, pence, day, line. Windows are tried in turn; within one, the first open left line
    by day takes the first open right line that it may: as many pairs as there can be in that window. Returns the lines
    of the pairs, in no particular order.
    """
    mine, theirs = _sorted(left.join(right, on=BLOCK, how="semi")), _sorted(right.join(left, on=BLOCK, how="semi"))
    found: list[tuple[Lines, Lines]] = []
    for earliest, latest in windows:
        partner = _in_order(mine[0], mine[1], theirs[0], theirs[1], earliest, latest)
        taken, still = partner >= 0, np.ones(len(theirs[0]), dtype=np.bool_)
        still[partner[taken]] = False
        found.append((mine[2][taken], theirs[2][partner[taken]]))
        mine, theirs = _where(mine, ~taken), _where(theirs, still)
    lefts, rights = zip(*found, strict=True)
    return np.concatenate(lefts), np.concatenate(rights)


def _sorted(frame: pl.DataFrame) -> Columns:
    """Block number, day and line by block, day, line; both sides of a semi-join hold the same blocks."""
    frame = frame.sort([*BLOCK, "day", "line"])
    block = frame.select(pl.struct(BLOCK).rle_id().cast(pl.Int64)).to_series()
    return block.to_numpy(), frame["day"].to_numpy(), frame["line"].to_numpy()


def _where(columns: Columns, kept: NDArray[np.bool_]) -> Columns:
    return columns[0][kept], columns[1][kept], columns[2][kept]


@_compiled
def _in_order(
    left_block: Lines, left_day: Lines, right_block: Lines, right_day: Lines, earliest: int, latest: int
) -> Lines:
    """For each left line the place of its right line, -1 where there is none. Both sides sorted by block and day."""
    partner = np.full(len(left_block), -1, dtype=np.int64)
    right = 0
    for left in range(len(left_block)):
        while right < len(right_block) and (
            right_block[right] < left_block[left]
            or (right_block[right] == left_block[left] and right_day[right] - left_day[left] < earliest)
        ):
            right += 1
        if right == len(right_block):
            break
        if right_block[right] == left_block[left] and right_day[right] - left_day[left] <= latest:
            partner[left] = right
            right += 1
    return partner


def split_lines(
    wholes: pl.DataFrame, parts: pl.DataFrame, window: tuple[int, int], parts_most: int, lines_most: int
) -> tuple[Lines, Lines, Lines]:
    """Wholes whose pence are the sum of 2 to `parts_most` parts of the same name within days of them.

    Frames as in `pair_lines`, pence above 0. By day, each whole looks at the lines nearest in days (of equally near
    ones those after it by line, then those before it from the last), at most eight times `lines_most` of them. It keeps
    the first `lines_most` that are open and smaller than itself, and takes the first combination that adds up, fewer
    parts first. Returns the wholes' lines, their parts' lines one after another, and how many each has.
    """
    wholes = wholes.join(parts, on="name", how="semi").sort("day", "line")
    parts = parts.join(wholes, on="name", how="semi").sort("name", "day", "line")
    if wholes.is_empty():
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int64)
    names = parts.group_by("name", maintain_order=True).len()
    starts = names.with_columns((pl.col("len").cum_sum() - pl.col("len")).alias("start"))
    spans = wholes.join(starts, on="name", how="left", maintain_order="left")
    start, length, day, pence = (spans[name].cast(pl.Int64).to_numpy() for name in ("start", "len", "day", "pence"))
    part_day, part_pence, part_line = (parts[name].to_numpy() for name in ("day", "pence", "line"))
    found = _parts(start, length, day, pence, part_day, part_pence, window[0], window[1], parts_most, lines_most)
    hit = found[found[:, 0] >= 0]
    whole_line = wholes["line"].to_numpy()[found[:, 0] >= 0]
    return whole_line, part_line[hit[hit >= 0]], np.count_nonzero(hit >= 0, axis=1)


@_compiled
def _parts(
    start: Lines,
    length: Lines,
    day: Lines,
    pence: Lines,
    part_day: Lines,
    part_pence: Lines,
    earliest: int,
    latest: int,
    parts_most: int,
    lines_most: int,
) -> Lines:
    """For each whole the places of its parts, filled up with -1."""
    found = np.full((len(start), parts_most), -1, dtype=np.int64)
    taken = np.zeros(len(part_day), dtype=np.bool_)
    near = np.empty(lines_most, dtype=np.int64)
    for whole in range(len(start)):
        first, end = start[whole], start[whole] + length[whole]
        after = first + np.searchsorted(part_day[first:end], day[whole])
        before, count = after - 1, 0
        for _ in range(LOOKED_AT_PER_LINE * lines_most):
            days_on = part_day[after] - day[whole] if after < end else latest + 1
            days_back = day[whole] - part_day[before] if before >= first else 1 - earliest
            if count == lines_most or (days_on > latest and days_back > -earliest):
                break
            if days_on <= latest and (days_on <= days_back or days_back > -earliest):
                place, after = after, after + 1
            else:
                place, before = before, before - 1
            if not taken[place] and part_pence[place] < pence[whole]:
                near[count] = place
                count += 1
        _take_first_sum(near[:count], part_pence, pence[whole], found[whole], taken, parts_most)
    return found


@_compiled
def _take_first_sum(
    near: Lines, part_pence: Lines, target: int, found: Lines, taken: NDArray[np.bool_], parts_most: int
) -> None:
    """The first combination in order that adds up to the target is written to `found` and taken."""
    count = len(near)
    chosen = np.empty(parts_most, dtype=np.int64)
    for size in range(2, min(parts_most, count) + 1):
        for place in range(size):
            chosen[place] = place
        while True:
            total = 0
            for place in range(size):
                total += part_pence[near[chosen[place]]]
            if total == target:
                for place in range(size):
                    found[place] = near[chosen[place]]
                    taken[near[chosen[place]]] = True
                return
            place = size - 1
            while place >= 0 and chosen[place] == count - size + place:
                place -= 1
            if place < 0:
                break
            chosen[place] += 1
            for later in range(place + 1, size):
                chosen[later] = chosen[later - 1] + 1
