"""Where an area stands among others. An area without a value has no rank and does not count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rank:
    """A place among `of` areas: 1 is best; areas of one value share a place, and the places after are skipped.

    `tied_with` is how many others share it.
    """

    place: int
    of: int
    tied_with: int

    @property
    def quartile(self) -> int:
        """1 is the best quarter, 4 the worst; by place, so areas that tie share a quartile."""
        return (self.place - 1) * 4 // self.of + 1

    def __str__(self) -> str:
        return f"{'joint ' if self.tied_with else ''}{_ordinal(self.place)} of {self.of}"


def ranks(values: Mapping[str, float | None], *, low_is_good: bool) -> dict[str, Rank]:
    """The rank of every area that has a value (standard competition ranking: 1, 2, 2, 4), best first."""
    known = {area: value for area, value in values.items() if value is not None}
    ordered = sorted(known.items(), key=lambda item: item[1] if low_is_good else -item[1])
    place_of: dict[float, int] = {}
    count_of: dict[float, int] = {}
    for position, (_, value) in enumerate(ordered, 1):
        place_of.setdefault(value, position)
        count_of[value] = count_of.get(value, 0) + 1
    return {area: Rank(place_of[value], len(ordered), count_of[value] - 1) for area, value in ordered}


def how_many_better(values: Mapping[str, float | None], area: str, *, low_is_good: bool) -> tuple[int, int] | None:
    """How many of how many other areas do better; None if the area has no value."""
    rank = ranks(values, low_is_good=low_is_good).get(area)
    return None if rank is None else (rank.place - 1, rank.of - 1)


def _ordinal(number: int) -> str:
    last_two, last = number % 100, number % 10
    suffix = "th" if 10 < last_two < 14 else {1: "st", 2: "nd", 3: "rd"}.get(last, "th")
    return f"{number}{suffix}"
