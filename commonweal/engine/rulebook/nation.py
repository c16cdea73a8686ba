"""A round's plans as one, put together from what each comes to, so that a plan that did not change is not read again.

What one plan comes to is its own consolidation and what counts towards each minimum; the round is the sum of these,
the same to the penny as if all plans had been consolidated at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from commonweal.engine.rulebook.allocations import Allocations
from commonweal.engine.rulebook.consolidating import SPENDING, Consolidation, Total, consolidate
from commonweal.engine.rulebook.counting import Headroom, counted, income_by_source
from commonweal.engine.rulebook.model import Rulebook
from commonweal.engine.rulebook.plan import Plan


@dataclass(frozen=True, slots=True)
class Sums:
    """What one plan comes to: its tables, income by source and year, what counts towards each minimum by year."""

    tables: Consolidation
    income_pence: Mapping[str, tuple[int, ...]]
    counted_pence: Mapping[str, tuple[int, ...]]


def sums_of(plan: Plan, rulebook: Rulebook) -> Sums:
    """What a plan comes to; depends on its income and schemes alone."""
    years = range(len(rulebook.years))
    by_year = [income_by_source(plan, year) for year in years]
    sources = sorted({source for one in by_year for source in one})
    income = {source: tuple(one.get(source, 0) for one in by_year) for source in sources}
    counting = {one.id: tuple(counted(plan, rulebook, one, year) for year in years) for one in rulebook.minimum}
    return Sums(consolidate([plan], rulebook), MappingProxyType(income), MappingProxyType(counting))


def together(parts: Sequence[Consolidation], rulebook: Rulebook) -> Consolidation:
    """Consolidations of different plans as one of all of them."""
    years = len(rulebook.years)
    income = {
        name: _merged([one.income[name] for one in parts], rulebook, _kind(name))
        for name in ("source", "contributor", "plan")
    }
    names = (*SPENDING, "plan")
    spending = {name: _merged([one.spending[name] for one in parts], rulebook, _kind(name)) for name in names}
    return Consolidation(
        rulebook.id,
        tuple(area for one in parts for area in one.areas),
        _by_year((one.income_pence for one in parts), years),
        _by_year((one.spending_pence for one in parts), years),
        MappingProxyType(income),
        MappingProxyType(spending),
    )


def _kind(name: str) -> str:
    """The list of the round that orders a table; `source` is one of both income and spending."""
    return SPENDING[name][0] if name in SPENDING else ""


def _by_year(amounts: Iterable[tuple[int, ...]], years: int) -> tuple[int, ...]:
    sums = [0] * years
    for one in amounts:
        for year, pence in enumerate(one):
            sums[year] += pence
    return tuple(sums)


def _merged(tables: Iterable[tuple[Total, ...]], rulebook: Rulebook, kind: str) -> tuple[Total, ...]:
    """Totals of one key as one; in the order of the round's list, then by their own words."""
    by_key: dict[str, list[Total]] = {}
    for table in tables:
        for total in table:
            by_key.setdefault(total.key, []).append(total)
    listed = [item.id for item in rulebook.items(kind)] if kind else []
    order = [key for key in listed if key in by_key] + sorted(key for key in by_key if key not in set(listed))
    return tuple(_one(by_key[key], len(rulebook.years)) for key in order)


def _one(totals: list[Total], years: int) -> Total:
    return Total(
        totals[0].key,
        totals[0].name,
        _by_year((one.amounts_pence for one in totals), years),
        sum(one.rows for one in totals),
        sum(one.plans for one in totals),
        sum(one.blanks for one in totals),
    )


def above_minimum(sums: Sums, rulebook: Rulebook, allocations: Allocations) -> int | None:
    """What is pooled above what the round gives, all years: voluntary sources, and what exceeds an allocation.

    None where what is published for the area is not known: what the minimum is cannot be told.
    """
    if not allocations.published_pence:
        return None
    above = 0
    for source in rulebook.funding_source:
        brought = sums.income_pence.get(source.id, ())
        if not source.is_published:
            above += sum(brought)
        elif (given := allocations.published_pence.get(source.id)) is not None:
            above += sum(max(pence - least, 0) for pence, least in zip(brought, given, strict=False))
        elif any(brought):
            return None
    return above


def headroom_of(sums: Sums, rulebook: Rulebook, allocations: Allocations) -> tuple[Headroom, ...]:
    """How each minimum that is known for the area stands, year by year; as `counting.headroom`, from the sums."""
    return tuple(
        Headroom(minimum, year, sums.counted_pence[minimum.id][year], required)
        for minimum in rulebook.minimum
        for year, required in enumerate(allocations.required_pence.get(minimum.id, ()))
    )
