"""Areas like one area, by stated characteristics.

This is our own plain measure, with every step shown; it is not CIPFA's Nearest Neighbours nor NHS England's peer
groups, and a page that uses it says so.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far an area is: the straight-line distance in standard deviations, and each characteristic's part in it.

    `differences` are signed, in standard deviations: positive where this area has more than the one compared with.
    """

    area: str
    distance: float
    differences: tuple[tuple[str, float], ...]

    @property
    def greatest_difference(self) -> str:
        """The characteristic that sets the two apart most."""
        return max(self.differences, key=lambda item: abs(item[1]))[0]


@dataclass(frozen=True, slots=True)
class Similar:
    """The nearest areas, nearest first; `left_out` lack a characteristic and were not considered.

    `constant` are the characteristics that are the same everywhere and so tell nothing.
    """

    nearest: tuple[Likeness, ...]
    left_out: tuple[str, ...]
    constant: tuple[str, ...]


def similar(
    characteristics: Mapping[str, Mapping[str, float | None]], area: str, count: int, names: tuple[str, ...]
) -> Similar | None:
    """The `count` areas nearest to `area` by the characteristics `names`, standardised over the areas that have all.

    Standardised: less the mean, by the standard deviation of the whole (population) set. A size that spans powers of
    ten (adults, density) is best given as its logarithm by the caller. Ties go by name. None if `area` itself lacks
    one. ValueError if no characteristic or fewer than one area is asked for.
    """
    if not names or count < 1:
        raise ValueError("ask for at least one characteristic and one area")
    complete: dict[str, list[float]] = {}
    for name, given in characteristics.items():
        known = [value for value in (given.get(characteristic) for characteristic in names) if value is not None]
        if len(known) == len(names):
            complete[name] = known
    if area not in complete:
        return None
    deviations = [_deviation([row[i] for row in complete.values()]) for i in range(len(names))]
    used = [i for i in range(len(names)) if deviations[i] > 0]
    here = complete[area]

    def likeness(name: str) -> Likeness:
        parts = tuple((names[i], (complete[name][i] - here[i]) / deviations[i]) for i in used)
        return Likeness(name, math.hypot(*(part for _, part in parts)), parts)

    others = sorted((likeness(name) for name in complete if name != area), key=lambda like: (like.distance, like.area))
    return Similar(
        nearest=tuple(others[:count]),
        left_out=tuple(sorted(set(characteristics) - set(complete))),
        constant=tuple(names[i] for i in range(len(names)) if i not in used),
    )


def _deviation(values: list[float]) -> float:
    mean = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((value - mean) ** 2 for value in values) / len(values))
