"""Grants to schemes to entries and back, each sum the same from either side; minimums and conditions beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from commonweal.charts.bars import ShareFigure, ShareRow
from commonweal.charts.figure import About, Figure, Table
from commonweal.engine.findings import Finding
from commonweal.engine.ledger import ringfence
from commonweal.engine.ledger.ringfence import Amounts, Headroom, SchemeLine, Source
from commonweal.engine.money import pounds
from commonweal.engine.tracks import Track
from commonweal.pool.presenters.figures import kept
from commonweal.pool.presenters.words import TRACK_NAMES, TRACK_POWERS, with_names, year_name

MOST_PARTS = 6


@dataclass(frozen=True, slots=True)
class WalkFacts:
    """What the page is made from; `journal_pence` is the year's spending summed from the entries themselves."""

    fund_id: int
    year: int
    lines: Sequence[SchemeLine]
    sources: Mapping[str, Source]
    scheme_names: Mapping[str, str]
    brought_pence: Mapping[str, int]
    received_pence: Mapping[str, int]
    minimums: Sequence[Headroom]
    journal_pence: int


@dataclass(frozen=True, slots=True)
class WalkRow:
    """A grant or a scheme: its name, where its walk goes on, its numbers."""

    name: str
    link: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Walk:
    """One step of the walk: what is shown, its rows, their sum, and the sentence that the sum is whole."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[WalkRow, ...]
    total: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class RingFencePage:
    """The page's parts in their order."""

    heading: str
    lead: str
    walks: tuple[Walk, ...]
    figure: Figure | None
    checks: Table
    is_conserved: bool
    rules: tuple[str, ...]
    minimums: Table
    tracks: Table
    findings: tuple[Finding, ...]


def present(facts: WalkFacts, source: str, scheme: str) -> RingFencePage:
    """Both overviews, or the walk on from one grant or one scheme."""
    if source in facts.sources:
        walks: tuple[Walk, ...] = (_uses(facts, source),)
    elif scheme in {line.scheme for line in facts.lines}:
        walks = (_money(facts, scheme),)
    else:
        walks = (_grants(facts), _schemes(facts))
    checks, is_conserved = _checks(facts)
    names = {code: source.name for code, source in facts.sources.items()}
    return RingFencePage(
        walks[0].title if len(walks) == 1 else "Which money pays for what?",
        walks[0].sentence if len(walks) == 1 else _lead(facts, is_conserved=is_conserved),
        walks,
        _figure(facts),
        checks,
        is_conserved,
        tuple(rule_words(row, facts.sources) for row in facts.minimums),
        _minimums(facts.minimums),
        _tracks(facts),
        with_names((*ringfence.check_minimums(facts.minimums), *_ring_findings(facts)), names),
    )


def _ring_findings(facts: WalkFacts) -> list[Finding]:
    return ringfence.check_ring_fences(facts.sources, facts.brought_pence, list(facts.lines)) if facts.lines else []


def _lead(facts: WalkFacts, *, is_conserved: bool) -> str:
    total = _sum(facts.lines)
    if not facts.lines:
        return f"Nothing is budgeted or spent in {year_name(facts.year)} yet."
    grants, schemes = len({line.source for line in facts.lines}), len({line.scheme for line in facts.lines})
    same = "both ways come to the same" if is_conserved else "the two ways do not come to the same: see below"
    return (
        f"{pounds(total.planned_pence)} is planned and {pounds(total.paid_pence)} spent,"
        f" from {_count(grants, 'source')} for {_count(schemes, 'scheme')}; {same}."
    )


def _count(number: int, of: str) -> str:
    return f"{number} {of}{'' if number == 1 else 's'}"


def _sum(lines: Sequence[SchemeLine]) -> Amounts:
    return sum((line.amounts for line in lines), Amounts())


def _link(facts: WalkFacts, route: str, **asked: str) -> str:
    return f"{reverse(route, args=[facts.fund_id])}?{urlencode({'year': facts.year, **asked})}"


def _grants(facts: WalkFacts) -> Walk:
    used = ringfence.by_source(facts.lines)
    rows, sums = [], [0, 0, 0, 0]
    for code in sorted({*facts.sources, *used}):
        amounts = used.get(code, Amounts())
        brought, came = facts.brought_pence.get(code, 0), facts.received_pence.get(code, 0)
        numbers = [brought, amounts.planned_pence, came, amounts.paid_pence]
        sums = [before + now for before, now in zip(sums, numbers, strict=True)]
        name = facts.sources[code].name if code in facts.sources else code
        rows.append(WalkRow(name, _link(facts, "pool:ring-fences", source=code), tuple(map(pounds, numbers))))
    headers = ("Source", "To be brought", "Planned", "Came in", "Spent")
    sentence = "Choose a source to see the schemes that it pays for."
    return Walk("From the grants", headers, tuple(rows), tuple(map(pounds, sums)), sentence)


def _schemes(facts: WalkFacts) -> Walk:
    rows = [
        WalkRow(
            facts.scheme_names.get(code, code), _link(facts, "pool:ring-fences", scheme=code), _planned_paid(amounts)
        )
        for code, amounts in ringfence.by_scheme(facts.lines).items()
    ]
    total = _planned_paid(_sum(facts.lines))
    sentence = "Choose a scheme to see whose money it lives on."
    return Walk("From the schemes", ("Scheme", "Planned", "Spent"), tuple(rows), total, sentence)


def _uses(facts: WalkFacts, source: str) -> Walk:
    """Forward: a grant's schemes, each leading to its entries."""
    uses = ringfence.uses_of(source, facts.lines)
    rows = tuple(
        WalkRow(
            facts.scheme_names.get(scheme, scheme),
            _link(facts, "pool:ring-fence-entries", source=source, scheme=scheme),
            _planned_paid(amounts),
        )
        for scheme, amounts in uses.items()
    )
    total, name = sum(uses.values(), Amounts()), facts.sources[source].name
    brought, came = facts.brought_pence.get(source, 0), facts.received_pence.get(source, 0)
    sentence = (
        f"Of {pounds(brought)} to be brought, {pounds(total.planned_pence)} is planned"
        f"{_left(brought - total.planned_pence, 'has no use yet')}; of {pounds(came)} that came in,"
        f" {pounds(total.paid_pence)} is spent{_left(came - total.paid_pence, 'is left')}."
        " A scheme opens its entries."
    )
    return Walk(f"{name}: what it pays for", ("Scheme", "Planned", "Spent"), rows, _planned_paid(total), sentence)


def _left(pence: int, words: str) -> str:
    if not pence:
        return " and nothing is left over"
    return f" and {pounds(pence)} {words}" if pence > 0 else f", {pounds(-pence)} more than that"


def _money(facts: WalkFacts, scheme: str) -> Walk:
    """Backward: a scheme's grants, each leading to its entries on this scheme."""
    money = ringfence.money_of(scheme, facts.lines)
    rows = tuple(
        WalkRow(
            facts.sources[source].name if source in facts.sources else source,
            _link(facts, "pool:ring-fence-entries", source=source, scheme=scheme),
            (TRACK_NAMES[facts.sources[source].track], *_planned_paid(amounts)),
        )
        for source, amounts in money.items()
    )
    total, name = sum(money.values(), Amounts()), facts.scheme_names.get(scheme, scheme)
    sentence = f"{pounds(total.paid_pence)} was spent on it, every penny of one of these sources."
    headers = ("Source", "Under whose conditions", "Planned", "Spent")
    return Walk(f"{name}: whose money it lives on", headers, rows, ("", *_planned_paid(total)), sentence)


def _planned_paid(amounts: Amounts) -> tuple[str, str]:
    return pounds(amounts.planned_pence), pounds(amounts.paid_pence)


def _checks(facts: WalkFacts) -> tuple[Table, bool]:
    """Each sum three times: by grant, by scheme, and from the entries of the journal."""
    by_source = sum(ringfence.by_source(facts.lines).values(), Amounts())
    by_scheme = sum(ringfence.by_scheme(facts.lines).values(), Amounts())
    rows = (
        ("Summed by source", *_planned_paid(by_source)),
        ("Summed by scheme", *_planned_paid(by_scheme)),
        ("Summed over the entries of the journal", "", pounds(facts.journal_pence)),
    )
    is_conserved = by_source == by_scheme and by_source.paid_pence == facts.journal_pence
    return Table(("Way", "Planned", "Spent"), rows), is_conserved


@dataclass(frozen=True, slots=True)
class EntryPart:
    """What an entry spent on a scheme from a source."""

    amount: str
    scheme: str
    scheme_name: str
    source: str
    source_name: str


def of_entry(
    parts: Sequence[tuple[str, str, int]], sources: Mapping[str, Source], scheme_names: Mapping[str, str]
) -> tuple[EntryPart, ...]:
    """Backward from an entry: source, scheme and pence of each part of it."""
    return tuple(
        EntryPart(pounds(pence), scheme, scheme_names.get(scheme, scheme), source, sources[source].name)
        for source, scheme, pence in parts
    )


def rule_words(row: Headroom, sources: Mapping[str, Source]) -> str:
    """A minimum's rule as a sentence."""
    minimum = row.minimum
    names = ", ".join(sources[code].name if code in sources else code for code in sorted(minimum.sources))
    areas = ", ".join(sorted(minimum.areas_of_spend)) or "any area"
    return f"{minimum.name}: at least {pounds(minimum.required_pence)} of {names} is spent on {areas}."


def _minimums(stands: Sequence[Headroom]) -> Table:
    headers = (
        "Minimum",
        "Required",
        "Planned",
        "Headroom of the plan",
        "Spent so far",
        "Forecast",
        "Headroom forecast",
    )
    rows = tuple(
        (
            row.minimum.name,
            pounds(row.minimum.required_pence),
            pounds(row.counted.planned_pence),
            pounds(row.planned_pence),
            pounds(row.counted.paid_pence),
            pounds(row.counted.forecast_pence),
            pounds(row.forecast_pence),
        )
        for row in stands
    )
    return Table(headers, rows)


def _tracks(facts: WalkFacts) -> Table:
    rows = []
    for track in Track:
        lines = [line for line in facts.lines if line.source in facts.sources]
        amounts = _sum([line for line in lines if facts.sources[line.source].track is track])
        rows.append((TRACK_NAMES[track], TRACK_POWERS[track], *_planned_paid(amounts)))
    return Table(("Track", "What can happen to it", "Planned", "Spent"), tuple(rows))


def _figure(facts: WalkFacts) -> Figure | None:
    """Where each scheme's planned money comes from."""
    sources = [code for code in facts.sources if any(line.source == code for line in facts.lines)]
    if not 2 <= len(sources) <= MOST_PARTS or not _sum(facts.lines).planned_pence:
        return None
    rows = []
    for scheme in ringfence.by_scheme(facts.lines):
        money = ringfence.money_of(scheme, facts.lines)
        parts = tuple(money.get(source, Amounts()).planned_pence / 100 for source in sources)
        rows.append(ShareRow(facts.scheme_names.get(scheme, scheme), parts))
    largest = max(ringfence.by_source(facts.lines).items(), key=lambda item: item[1].planned_pence)[0]
    share = round(100 * ringfence.by_source(facts.lines)[largest].planned_pence / _sum(facts.lines).planned_pence)
    about = About(
        id="money-of-schemes",
        headline=f"{facts.sources[largest].name} pays {share}% of the plan",
        subtitle=f"Share of each scheme's planned money by source, {year_name(facts.year)}, in percent",
        source="this fund's budget lines and virements",
        unit="%",
    )
    names = tuple(facts.sources[source].name for source in sources)
    return kept().figure(ShareFigure(about, names, tuple(rows), label_heading="Scheme"))
