"""Published pools by size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commonweal.charts.figure import Table
from commonweal.engine.ledger.sizes import PoolSize
from commonweal.engine.money import pounds

NOT_PUBLISHED = "not published"
HEADERS = ("Place", "Year", "Size", "Parts", "Published total less parts", "Above the required minimum", "Source")


@dataclass(frozen=True, slots=True)
class LeaguePage:
    """The league table with its sentence."""

    lead: str
    table: Table


def present(sizes: Sequence[PoolSize]) -> LeaguePage:
    """The published pools, largest first."""
    largest = sizes[0]
    lead = (
        f"The largest pool whose size we know was {largest.place}'s of {largest.year}: {pounds(largest.total_pence)}."
    )
    if largest.above_required_pence is not None:
        required = pounds(largest.required_pence or 0)
        lead += f" {required} was required; {pounds(largest.above_required_pence)} was put in beyond that."
    return LeaguePage(lead, Table(HEADERS, tuple(map(_row, sizes))))


def _row(size: PoolSize) -> tuple[str, ...]:
    parts = ", ".join(f"{name} {pounds(pence)}" for name, pence in size.parts_pence.items())
    known = bool(size.parts_pence) and size.published_total_pence is not None
    above = size.above_required_pence
    return (
        size.place,
        size.year,
        pounds(size.total_pence),
        parts or NOT_PUBLISHED,
        pounds(size.unexplained_pence) if known else NOT_PUBLISHED,
        NOT_PUBLISHED if above is None else pounds(above),
        size.source,
    )
