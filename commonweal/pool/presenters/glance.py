"""The pool at a glance: planned, paid, committed, forecast; minimums; conditions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from commonweal.charts.bars import Bar, BarFigure
from commonweal.charts.figure import About, Figure, Table
from commonweal.core.templating import day
from commonweal.engine.findings import Finding
from commonweal.engine.ledger import ringfence
from commonweal.engine.ledger.ringfence import Amounts, Headroom, SchemeLine, Source
from commonweal.engine.money import pounds
from commonweal.engine.tracks import Track
from commonweal.pool.presenters.figures import in_thousands, kept
from commonweal.pool.presenters.words import TRACKS, over_or_under, short_pounds, with_names, year_name

AMOUNTS = ("Planned", "Paid", "Committed", "Forecast", "Forecast against plan")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page is made from."""

    fund_name: str
    year: int
    lines: Sequence[SchemeLine]
    sources: Mapping[str, Source]
    brought_pence: Mapping[str, int]
    minimums: Sequence[Headroom]
    scheme_names: Mapping[str, str]
    partner_names: Mapping[str, str]
    approved: Mapping[Track, date | None]
    today: date
    alerts: Sequence[Finding] = ()  # what the agreement and time-limited money have to say


@dataclass(frozen=True, slots=True)
class Fact:
    """A number with what it is."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class GlancePage:
    """The page's parts in their order."""

    fund_name: str
    heading: str
    year_name: str
    lead: str
    facts: tuple[Fact, ...]
    figure: Figure | None
    schemes: Table
    partners: Table
    minimums: Table
    conditions: Table
    findings: tuple[Finding, ...]


def present(facts: Facts) -> GlancePage:
    """The fund's year at a glance."""
    total = sum((line.amounts for line in facts.lines), Amounts())
    schemes = _by(facts, lambda line: facts.scheme_names.get(line.scheme, line.scheme))
    findings = ringfence.check_ring_fences(facts.sources, facts.brought_pence, list(facts.lines)) if facts.lines else []
    names = {code: source.name for code, source in facts.sources.items()}
    return GlancePage(
        fund_name=facts.fund_name,
        heading=_heading(total, facts.year),
        year_name=year_name(facts.year),
        lead=_lead(total, facts.year),
        facts=(*_facts(total, sum(facts.brought_pence.values())), _risk_fact(facts)),
        figure=_figure(schemes, total, facts.year) if total.planned_pence else None,
        schemes=_table("Scheme", schemes),
        partners=_table("Partner", _by(facts, lambda line: facts.partner_names[facts.sources[line.source].payer])),
        minimums=Table(
            ("Minimum", "Required", "Planned above it", "Forecast above it"),
            tuple(_minimum_row(row) for row in facts.minimums),
        ),
        conditions=_conditions(facts),
        findings=with_names((*findings, *ringfence.check_minimums(facts.minimums), *facts.alerts), names),
    )


def _heading(total: Amounts, year: int) -> str:
    if not total.planned_pence:
        return f"{year_name(year)}: nothing is budgeted yet"
    return f"{year_name(year)} is forecast to end {over_or_under(total.forecast_pence - total.planned_pence)}"


def _lead(total: Amounts, year: int) -> str:
    if not total.planned_pence:
        return f"Nothing is budgeted for {year_name(year)} yet."
    planned, spent = pounds(total.planned_pence), pounds(total.paid_pence)
    return f"Of {planned} planned for {year_name(year)}, {spent} is paid."


def _facts(total: Amounts, brought_pence: int) -> tuple[Fact, ...]:
    return (
        Fact(short_pounds(brought_pence), "contributed by the partners"),
        Fact(short_pounds(total.planned_pence), "planned"),
        Fact(short_pounds(total.paid_pence), "paid"),
        Fact(short_pounds(total.committed_pence), "committed, not yet paid"),
        Fact(short_pounds(total.forecast_pence), "forecast for the year"),
    )


def _risk_fact(facts: Facts) -> Fact:
    return Fact(short_pounds(sum(at_risk_pence(facts, track) for track in Track)), "paid before approval, at risk now")


def _by(facts: Facts, key: object) -> dict[str, Amounts]:
    groups: dict[str, Amounts] = {}
    for line in facts.lines:
        name = key(line)  # type: ignore[operator]
        groups[name] = groups.get(name, Amounts()) + line.amounts
    return dict(sorted(groups.items()))


def _table(heading: str, groups: Mapping[str, Amounts]) -> Table:
    return Table((heading, *AMOUNTS), tuple((name, *_cells(amounts)) for name, amounts in groups.items()))


def _cells(amounts: Amounts) -> Iterable[str]:
    yield from map(pounds, (amounts.planned_pence, amounts.paid_pence, amounts.committed_pence, amounts.forecast_pence))
    yield over_or_under(amounts.forecast_pence - amounts.planned_pence)


def _minimum_row(row: Headroom) -> tuple[str, ...]:
    return (row.minimum.name, pounds(row.minimum.required_pence), pounds(row.planned_pence), pounds(row.forecast_pence))


def _conditions(facts: Facts) -> Table:
    rows = []
    for track, words in TRACKS.items():
        others = set(Track) - {track}
        if track is Track.NONE:
            used = [line.amounts for line in facts.lines if facts.sources[line.source].track is track]
        else:
            used = list(ringfence.exposure(facts.sources, facts.lines, others).values())
        amounts = sum(used, Amounts())
        cells = (amounts.planned_pence, amounts.paid_pence, amounts.committed_pence)
        rows.append((words, *map(pounds, cells), _approval(facts, track), pounds(at_risk_pence(facts, track))))
    return Table(("Condition", "Planned", "Paid", "Committed", "Approved", "At risk now"), tuple(rows))


def at_risk_pence(facts: Facts, track: Track) -> int:
    """What is paid on a track whose approval is not recorded, or was not given yet."""
    approved = facts.approved.get(track)
    if track is Track.NONE or (approved is not None and approved <= facts.today):
        return 0
    return sum(line.amounts.paid_pence for line in facts.lines if facts.sources[line.source].track is track)


def _approval(facts: Facts, track: Track) -> str:
    if track is Track.NONE:
        return "needs none"
    return day(facts.approved.get(track)) or "not recorded"


def _figure(schemes: Mapping[str, Amounts], total: Amounts, year: int) -> Figure:
    name, largest = max(schemes.items(), key=lambda item: item[1].planned_pence)
    share = round(100 * largest.planned_pence / total.planned_pence)
    about = About(
        id="schemes",
        headline=f"{name} is the largest scheme, with {share}% of the plan",
        subtitle=f"Planned spending by scheme, {year_name(year)}, in thousands of pounds",
        source="this fund's budget lines and virements",
        unit="thousand pounds",
    )
    bars = tuple(Bar(label, in_thousands(amounts.planned_pence)) for label, amounts in schemes.items())
    return kept().figure(BarFigure(about, bars, label_heading="Scheme"))
