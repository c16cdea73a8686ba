"""Ring-fences: which money may pay for what, how much room is left, and what ends when time-limited money ends.

Every line of spending names one source. Sums are therefore only ever sums of lines, and a pound is walked from its
grant to its scheme or from a scheme to its grants by looking at the same rows from either side.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields

from commonweal.engine.findings import Finding, error, warning
from commonweal.engine.ledger.allocation import allocate
from commonweal.engine.money import pounds
from commonweal.engine.tracks import Track


@dataclass(frozen=True, slots=True)
class Source:
    """A source of money, the partner who brings it, and under whose conditions it is paid."""

    code: str
    name: str
    payer: str
    track: Track


@dataclass(frozen=True, slots=True)
class Amounts:
    """A line's money in pence: planned, paid so far, committed and not yet paid, forecast to the year's end."""

    planned_pence: int = 0
    paid_pence: int = 0
    committed_pence: int = 0
    forecast_pence: int = 0

    def __add__(self, other: Amounts) -> Amounts:
        return Amounts(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))


@dataclass(frozen=True, slots=True)
class SchemeLine:
    """Part of a scheme paid from one source, in one area of spend."""

    scheme: str
    source: str
    area_of_spend: str
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class Minimum:
    """A round's minimum: at least `required_pence` of these sources is spent in these areas (empty: in any)."""

    code: str
    name: str
    sources: frozenset[str]
    areas_of_spend: frozenset[str]
    required_pence: int


@dataclass(frozen=True, slots=True)
class Headroom:
    """How a minimum stands: what counts towards it; planned and forecast above it (below nothing: short of it)."""

    minimum: Minimum
    counted: Amounts

    @property
    def planned_pence(self) -> int:
        """Planned spending above the minimum."""
        return self.counted.planned_pence - self.minimum.required_pence

    @property
    def forecast_pence(self) -> int:
        """Forecast spending above the minimum."""
        return self.counted.forecast_pence - self.minimum.required_pence


def headroom(minimums: Iterable[Minimum], lines: Collection[SchemeLine]) -> tuple[Headroom, ...]:
    """How each minimum stands, in the order given."""
    return tuple(Headroom(minimum, _total(line for line in lines if _counts(line, minimum))) for minimum in minimums)


def check_minimums(stands: Iterable[Headroom]) -> list[Finding]:
    """Findings: the plan falls short of a minimum, or only the forecast does."""
    found = []
    for row in stands:
        where, required = f"minimum {row.minimum.code}", pounds(row.minimum.required_pence)
        if row.planned_pence < 0:
            message = f"{pounds(row.counted.planned_pence)} is planned, {required} is required."
            found.append(error("minimum-planned-short", where, message, "Plan more of this money for what counts."))
        elif row.forecast_pence < 0:
            message = f"{pounds(row.counted.forecast_pence)} is forecast, {required} is required."
            found.append(warning("minimum-forecast-short", where, message, "Find what is behind plan, and move it on."))
    return found


def check_ring_fences(
    sources: Mapping[str, Source], brought_pence: Mapping[str, int], lines: Collection[SchemeLine]
) -> list[Finding]:
    """Findings: a line of an unknown source, more planned or forecast than was brought, money without a use."""
    unknown = [
        error(
            "source-unknown",
            f"scheme {line.scheme}",
            f"{line.source} is not a source of this fund.",
            "Name the one source that pays for this line.",
        )
        for line in lines
        if line.source not in sources
    ]
    return unknown + [
        finding
        for source in sources
        for finding in _check_source(source, brought_pence.get(source, 0), by_source(lines))
    ]


def _check_source(source: str, brought_pence: int, used: Mapping[str, Amounts]) -> list[Finding]:
    amounts, where = used.get(source, Amounts()), f"source {source}"
    found = []
    for name, pence in (("planned", amounts.planned_pence), ("forecast", amounts.forecast_pence)):
        if pence > brought_pence:
            short = pounds(pence - brought_pence)
            message = f"{pounds(pence)} is {name}, {pounds(brought_pence)} is brought: {short} has no money."
            found.append(
                error(
                    f"source-over-{name}", where, message, "Lower the spending or name another source for part of it."
                )
            )
    if amounts.planned_pence < brought_pence:
        message = f"{pounds(brought_pence - amounts.planned_pence)} is brought and planned for nothing."
        found.append(warning("source-unplanned", where, message, "Plan its use, or hold it in a reserve by agreement."))
    return found


def by_source(lines: Iterable[SchemeLine]) -> dict[str, Amounts]:
    """From schemes to grants: what each source pays for in all."""
    return _grouped(lines, "source")


def by_scheme(lines: Iterable[SchemeLine]) -> dict[str, Amounts]:
    """From grants to schemes: what each scheme costs in all."""
    return _grouped(lines, "scheme")


def uses_of(source: str, lines: Iterable[SchemeLine]) -> dict[str, Amounts]:
    """Forward: the schemes that a source pays for, and how much of each."""
    return _grouped((line for line in lines if line.source == source), "scheme")


def money_of(scheme: str, lines: Iterable[SchemeLine]) -> dict[str, Amounts]:
    """Backward: the sources that a scheme lives on, and how much from each."""
    return _grouped((line for line in lines if line.scheme == scheme), "source")


def exposure(
    sources: Mapping[str, Source], lines: Iterable[SchemeLine], agreed: Collection[Track]
) -> dict[str, Amounts]:
    """By scheme, the money from sources whose track is not agreed yet: what is at risk before approval."""
    waiting = {track for track in Track if track is not Track.NONE} - set(agreed)
    return _grouped((line for line in lines if sources[line.source].track in waiting), "scheme")


@dataclass(frozen=True, slots=True)
class Cliff:
    """The end of time-limited money: its last year and sum, and each scheme's yearly cost that has none after it."""

    source: str
    last_year: int
    last_amount_pence: int
    uncovered_pence: Mapping[str, int]


def phased(total_pence: int, years: Iterable[int]) -> dict[int, int]:
    """One-off money over financial years in equal parts to the penny; if it does not divide, earlier ones have more."""
    return {int(part.party): part.pence for part in allocate(total_pence, {str(year): 1 for year in years})}


def cliff(source: str, phases: Mapping[int, int], needs: Mapping[str, Mapping[int, int]]) -> Cliff:
    """What depends on money that ends: `needs` gives each scheme's yearly cost on this source, by financial year.

    A scheme hangs over the edge by its cost in the first year after the money. ValueError if no year is paid.
    """
    last_year = max(year for year, amount_pence in phases.items() if amount_pence)
    over = {scheme: cost.get(last_year + 1, 0) for scheme, cost in needs.items()}
    return Cliff(source, last_year, phases[last_year], {scheme: pence for scheme, pence in over.items() if pence})


def _counts(line: SchemeLine, minimum: Minimum) -> bool:
    return line.source in minimum.sources and (
        not minimum.areas_of_spend or line.area_of_spend in minimum.areas_of_spend
    )


def _total(lines: Iterable[SchemeLine]) -> Amounts:
    return sum((line.amounts for line in lines), Amounts())


def _grouped(lines: Iterable[SchemeLine], attribute: str) -> dict[str, Amounts]:
    groups: dict[str, list[SchemeLine]] = defaultdict(list)
    for line in lines:
        groups[getattr(line, attribute)].append(line)
    return {key: _total(group) for key, group in sorted(groups.items())}
