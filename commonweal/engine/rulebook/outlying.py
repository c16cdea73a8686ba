"""Which values lie far from the others, by a rule that a few wild ones cannot move: median and MAD.

The MAD is the median distance from the median; times 1.4826 it is the standard deviation where values are normal
(Rousseeuw and Croux 1993). A value is an outlier where it lies more than 3 of these from the median (Leys and others
2013). Among fewer than `FEWEST` values, or where more than half agree to the penny, none is named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

SCALE = Fraction(14826, 10_000)
TIMES = 3
FEWEST = 8
RULE = (
    f"An outlier lies more than {TIMES} times 1.4826 median absolute deviations from the median; "
    f"none is named among fewer than {FEWEST} values."
)


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of some values and how far from it is usual; `low` and `high` are what is still usual."""

    count: int
    middle: Fraction
    deviation: Fraction

    @property
    def low(self) -> Fraction:
        """The lowest value that is no outlier."""
        return self.middle - TIMES * SCALE * self.deviation

    @property
    def high(self) -> Fraction:
        """The highest value that is no outlier."""
        return self.middle + TIMES * SCALE * self.deviation

    def is_outlier(self, value: Fraction) -> bool:
        """Whether a value lies outside what is usual."""
        return self.count >= FEWEST and self.deviation > 0 and not self.low <= value <= self.high


def spread(values: Sequence[Fraction]) -> Spread | None:
    """The spread of some values, exactly; None of none."""
    if not values:
        return None
    middle = Fraction(median(values))
    return Spread(len(values), middle, Fraction(median([abs(value - middle) for value in values])))


def outliers(values: Mapping[str, Fraction | None]) -> dict[str, Fraction]:
    """The outliers with their values, the highest first; what has no value is none."""
    known = {name: value for name, value in values.items() if value is not None}
    found = spread(list(known.values()))
    if found is None:
        return {}
    far = {name: value for name, value in known.items() if found.is_outlier(value)}
    return dict(sorted(far.items(), key=lambda item: (-item[1], item[0])))
