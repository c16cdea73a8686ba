"""What of a plan counts: spending by source, towards each minimum, and the room above it, per year, to the penny."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from commonweal.engine.rulebook.allocations import Allocations
from commonweal.engine.rulebook.model import Minimum, Rulebook, Share
from commonweal.engine.rulebook.plan import Line, Plan, in_year


@dataclass(frozen=True, slots=True)
class Headroom:
    """How a minimum stands in a year: what counts towards it, what is required, and the room (below nothing: short)."""

    minimum: Minimum
    year: int
    counted_pence: int
    required_pence: int

    @property
    def room_pence(self) -> int:
        """Counted spending above what is required."""
        return self.counted_pence - self.required_pence


def counted(plan: Plan, rulebook: Rulebook, minimum: Minimum, year: int) -> int:
    """Planned spending that counts towards a minimum in a year (by its place in the round), whole pence rounded down.

    Reference 1.3: for adult social care, lines of the NHS minimum in Social Care; for out-of-hospital services, lines
    of it outside Acute and Social Care, a joint line by the NHS's percentage.
    """
    shares = {one.id: one.share for one in rulebook.commissioner}
    lines = (line for scheme in plan.schemes for line in scheme.lines if counts(line, minimum))
    return floor(sum(in_year(line.amounts_pence, year) * _part(line, minimum, shares) for line in lines))


def counts(line: Line, minimum: Minimum) -> bool:
    """Whether any of a line counts towards a minimum."""
    return (
        line.source in minimum.funding_sources
        and (not minimum.areas_of_spend or line.area_of_spend in minimum.areas_of_spend)
        and line.area_of_spend not in minimum.not_areas
    )


def _part(line: Line, minimum: Minimum, shares: dict[str, Share]) -> Fraction:
    share = shares.get(line.commissioner)
    if not minimum.counts_nhs_share or share is Share.NHS:
        return Fraction(1)
    return Fraction(line.nhs_percent or 0) / 100 if share is Share.JOINT else Fraction(0)


def headroom(plan: Plan, rulebook: Rulebook, allocations: Allocations) -> tuple[Headroom, ...]:
    """How each minimum that is known for the area stands, year by year."""
    return tuple(
        Headroom(minimum, year, counted(plan, rulebook, minimum, year), required)
        for minimum in rulebook.minimum
        for year, required in enumerate(allocations.required_pence.get(minimum.id, ()))
    )


def income_by_source(plan: Plan, year: int) -> dict[str, int]:
    """What each source brings in a year."""
    sums: dict[str, int] = defaultdict(int)
    for one in plan.income:
        sums[one.source] += in_year(one.amounts_pence, year)
    return dict(sums)


def spending_by_source(plan: Plan, year: int) -> dict[str, int]:
    """What each source pays for in a year."""
    sums: dict[str, int] = defaultdict(int)
    for scheme in plan.schemes:
        for line in scheme.lines:
            sums[line.source] += in_year(line.amounts_pence, year)
    return dict(sums)
