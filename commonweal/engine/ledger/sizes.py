"""How large pools are: published parts against the published total, and what stands above the required minimum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PoolSize:
    """A place's pool in a year, in pence; `published_total_pence` and `required_pence` None where not published."""

    place: str
    year: str
    parts_pence: Mapping[str, int]
    published_total_pence: int | None
    required_pence: int | None
    source: str

    @property
    def parts_total_pence(self) -> int:
        """The sum of the parts, as they are published."""
        return sum(self.parts_pence.values())

    @property
    def total_pence(self) -> int:
        """The sum of the parts, or the published total where no parts are known."""
        return self.parts_total_pence if self.parts_pence else self.published_total_pence or 0

    @property
    def unexplained_pence(self) -> int:
        """The published total less its published parts: rounding, or a part that was not published."""
        if not self.parts_pence or self.published_total_pence is None:
            return 0
        return self.published_total_pence - self.parts_total_pence

    @property
    def above_required_pence(self) -> int | None:
        """What was pooled above the minimum; None where the minimum is not known."""
        return None if self.required_pence is None else self.total_pence - self.required_pence


def league(sizes: Iterable[PoolSize]) -> tuple[PoolSize, ...]:
    """The pools, largest first; equal ones by name."""
    return tuple(sorted(sizes, key=lambda size: (-size.total_pence, size.place)))
