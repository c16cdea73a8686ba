"""What an area gets in a round and must spend: published allocations, each commissioner's part, required minimums.

A minimum chains on the previous year's *required* minimum, never on what was spent; an area that holds the baseline to
be wrong asks for another, and the decision is kept beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from commonweal.engine.findings import Finding, error
from commonweal.engine.money import pounds
from commonweal.engine.rulebook.formula import BadFormula, read_formula
from commonweal.engine.rulebook.model import FundingSource, Minimum, Rulebook

Years = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one commissioner or council contributes to one area from one source, in pence by year."""

    source: str
    contributor: str
    amounts_pence: Years


@dataclass(frozen=True, slots=True)
class DistrictShare:
    """What of a grant is meant for one district of a two-tier area."""

    source: str
    district: str
    amounts_pence: Years


@dataclass(frozen=True, slots=True)
class Allocations:
    """What is published for one area: totals by source, parts by contributor, districts' shares, minimums required."""

    area: str
    published_pence: Mapping[str, Years] = field(default_factory=lambda: MappingProxyType({}))
    contributions: tuple[Contribution, ...] = ()
    districts: tuple[DistrictShare, ...] = ()
    required_pence: Mapping[str, Years] = field(default_factory=lambda: MappingProxyType({}))


class Decision(StrEnum):
    """What became of a query."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class BaselineQuery:
    """An area holds a minimum's baseline to be wrong: who says so and why, old and new, who decided what and when."""

    area: str
    minimum: str
    asked_by: str
    asked_on: date
    reason: str
    old_pence: int
    new_pence: int
    decision: Decision = Decision.OPEN
    decided_by: str = ""
    decided_on: date | None = None
    decision_reason: str = ""

    def decide(self, decision: Decision, *, by: str, on: date, reason: str) -> BaselineQuery:
        """The query with its decision; ValueError where it was decided, or by whoever asked, or without a reason."""
        if self.decision is not Decision.OPEN:
            raise ValueError(f"this query was {self.decision} on {self.decided_on}")
        if decision is Decision.OPEN or by == self.asked_by or not reason.strip() or on < self.asked_on:
            raise ValueError("another person than who asked decides, with a reason, not before it was asked")
        return replace(self, decision=decision, decided_by=by, decided_on=on, decision_reason=reason)


def baseline(published_pence: int, queries: Iterable[BaselineQuery]) -> int:
    """The baseline that counts: as published, or as the last accepted query has it."""
    accepted = [one for one in queries if one.decision is Decision.ACCEPTED]
    return max(accepted, key=lambda one: one.decided_on or date.min).new_pence if accepted else published_pence


def required(
    minimum: Minimum | FundingSource, baseline_pence: int, area_terms: Mapping[str, int] | None = None
) -> tuple[int, ...]:
    """What a minimum requires (or a source allocates) in each year of the round, each year on the year before.

    BadFormula where the entry has no formula, needs a term that it lacks, or does not come to whole pence.
    """
    if not minimum.formula:
        raise BadFormula("it has no formula")
    formula, amounts, pence = read_formula(minimum.formula), [], Fraction(baseline_pence)
    for terms in minimum.terms:
        pence = formula.work({**terms, **(area_terms or {}), "baseline": pence})
        if pence.denominator != 1:
            raise BadFormula("it does not come to whole pence: round it")
        amounts.append(int(pence))
    return tuple(amounts)


def required_by_uplift(baseline_pence: int, uplifts: Iterable[Fraction]) -> tuple[int, ...]:
    """The plain reference of the common case: last year's plus a percentage, to the whole pound, half to the even."""
    amounts = []
    for uplift in uplifts:
        baseline_pence = round(Fraction(baseline_pence, 100) * (1 + uplift)) * 100
        amounts.append(baseline_pence)
    return tuple(amounts)


def check_allocations(allocations: Allocations, rulebook: Rulebook) -> list[Finding]:
    """Findings: parts that do not add up to the published sum of a source, sources unknown, years missing."""
    found = []
    for source, totals in allocations.published_pence.items():
        where = f"allocations[{allocations.area}].{source}"
        if rulebook.find("funding_source", source) is None:
            message = f"{source!r} is no source of {rulebook.name}."
            found.append(error("allocation-source", where, message, "Name one of the round's sources."))
        if len(totals) != len(rulebook.years):
            message = f"It has {len(totals)} years, the round {len(rulebook.years)}."
            found.append(error("allocation-years", where, message, "Give one amount for each year of the round."))
        parts = [one.amounts_pence for one in allocations.contributions if one.source == source]
        found += _check_parts("allocation-contributions", where, "contributions", parts, totals)
        shares = [one.amounts_pence for one in allocations.districts if one.source == source]
        found += _check_parts("allocation-districts", where, "districts' shares", shares, totals)
    return found


def _check_parts(code: str, where: str, what: str, parts: list[Years], totals: Years) -> list[Finding]:
    sums = tuple(sum(part[year] for part in parts if year < len(part)) for year in range(len(totals)))
    return [
        error(
            code,
            where,
            f"Year {year + 1}: the {what} come to {pounds(got)}, published is {pounds(total)}.",
            f"Correct them: {pounds(abs(total - got))} is {'missing' if total > got else 'too much'}.",
        )
        for year, (got, total) in enumerate(zip(sums, totals, strict=True))
        if parts and got != total
    ]
