"""Spending before approval: whose pound, how much, until when, who let it be spent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from commonweal.charts.bars import Bar, BarFigure
from commonweal.charts.figure import About, Figure, Table
from commonweal.core.templating import day
from commonweal.engine.findings import Finding, warning
from commonweal.engine.ledger.exposure import CONDITIONAL, Spend, Standing, spent_before_approval, standings
from commonweal.engine.money import pounds
from commonweal.engine.periods import Month
from commonweal.engine.tracks import Track
from commonweal.pool.presenters.figures import in_thousands, kept
from commonweal.pool.presenters.words import TRACK_NAMES, TRACK_POWERS, year_name

NOT_YET = "not yet"
PLAIN = {Track.NHS_ENGLAND: "the NHS minimum", Track.COUNCIL_GRANT: "the council's grants"}


@dataclass(frozen=True, slots=True)
class Authority:
    """Who let a scheme spend before approval, when, why, and what stopping it would cost."""

    authorised_by: str
    authorised_on: date
    exit_cost_pence: int
    reason: str


@dataclass(frozen=True, slots=True)
class ExposureFacts:
    """What the page is made from."""

    year: int
    today: date
    spends: Sequence[Spend]
    approved: Mapping[Track, date | None]
    decided_by: Mapping[Track, str]
    scheme_names: Mapping[str, str]
    authorities: Mapping[str, Authority]
    planned_pence: Mapping[Month, int]  # by the area's plan, at the end of each month; empty where there is no plan


@dataclass(frozen=True, slots=True)
class ExposurePage:
    """The page's parts in their order."""

    lead: str
    tracks: Table
    figure: Figure | None
    months: Table
    schemes: Table
    by_month: Table
    authorities: Table
    findings: tuple[Finding, ...]


def present(facts: ExposureFacts) -> ExposurePage:
    """What stands or stood at risk in a year."""
    months = _months(facts)
    stands = standings(facts.spends, facts.approved, months)
    before = spent_before_approval(facts.spends, facts.approved)
    return ExposurePage(
        _lead(facts, before),
        _tracks(facts, before),
        _figure(facts, stands),
        _month_table(facts, stands),
        _scheme_table(facts, before),
        _by_month(facts, stands),
        _authorities(facts),
        tuple(_findings(facts, before)),
    )


def _months(facts: ExposureFacts) -> list[Month]:
    """The year's months that have begun."""
    months = (Month(facts.year, 4) + count for count in range(12))
    return [month for month in months if month.first <= facts.today]


def _of_track(before: Mapping[tuple[str, Track], int], track: Track) -> int:
    return sum(pence for (_, of), pence in before.items() if of is track)


def _lead(facts: ExposureFacts, before: Mapping[tuple[str, Track], int]) -> str:
    sentences = []
    for track in CONDITIONAL:
        pence, approved = _of_track(before, track), facts.approved.get(track)
        if approved:
            sentences.append(
                f"{pounds(pence)} of {PLAIN[track]} was spent before its approval on {day(approved)};"
                " since then nothing of it is at risk."
            )
        else:
            sentences.append(f"{pounds(pence)} of {PLAIN[track]} is spent and at risk: no approval is recorded.")
    return " ".join(sentences)


def _tracks(facts: ExposureFacts, before: Mapping[tuple[str, Track], int]) -> Table:
    rows = tuple(
        (
            TRACK_NAMES[track],
            TRACK_POWERS[track],
            day(facts.approved.get(track)) or NOT_YET,
            facts.decided_by.get(track, ""),
            pounds(_of_track(before, track)),
        )
        for track in CONDITIONAL
    )
    return Table(("Track", "What can happen to it", "Approved", "By", "Spent before"), rows)


def _month_table(facts: ExposureFacts, stands: Sequence[Standing]) -> Table:
    """What the books say stood at risk; beside it what the area's plan expects of the schemes that run."""
    planned = ("By the plan's register",) if facts.planned_pence else ()
    rows = tuple(
        (
            str(row.month),
            *(pounds(row.by_track_pence[track]) for track in CONDITIONAL),
            pounds(row.total_pence),
            *(pounds(facts.planned_pence.get(row.month, 0)) for _ in planned),
        )
        for row in stands
    )
    return Table(("At the end of", *(TRACK_NAMES[track] for track in CONDITIONAL), "At risk in all", *planned), rows)


def _scheme_table(facts: ExposureFacts, before: Mapping[tuple[str, Track], int]) -> Table:
    schemes = sorted({scheme for scheme, _ in before})
    rows = [
        (
            facts.scheme_names.get(scheme, scheme),
            *(pounds(before.get((scheme, track), 0)) for track in CONDITIONAL),
            pounds(sum(before.get((scheme, track), 0) for track in CONDITIONAL)),
        )
        for scheme in schemes
    ]
    sums = [_of_track(before, track) for track in CONDITIONAL]
    rows.append(("Together", *map(pounds, sums), pounds(sum(sums))))
    return Table(("Scheme", *(TRACK_NAMES[track] for track in CONDITIONAL), "Together"), tuple(rows))


def _by_month(facts: ExposureFacts, stands: Sequence[Standing]) -> Table:
    schemes = sorted({scheme for row in stands for scheme in row.by_scheme_pence})
    rows = tuple(
        (str(row.month), *(pounds(row.by_scheme_pence.get(scheme, 0)) for scheme in schemes)) for row in stands
    )
    return Table(("At the end of", *(facts.scheme_names.get(scheme, scheme) for scheme in schemes)), rows)


def _authorities(facts: ExposureFacts) -> Table:
    rows = tuple(
        (
            facts.scheme_names.get(scheme, scheme),
            row.authorised_by,
            day(row.authorised_on),
            row.reason,
            pounds(row.exit_cost_pence),
        )
        for scheme, row in facts.authorities.items()
    )
    return Table(("Scheme", "Authorised by", "On", "Why", "Cost of stopping"), rows)


def _findings(facts: ExposureFacts, before: Mapping[tuple[str, Track], int]) -> list[Finding]:
    sums: dict[str, int] = {}
    for (scheme, _), pence in before.items():
        sums[scheme] = sums.get(scheme, 0) + pence
    return [
        warning(
            "spent-without-authority",
            f"scheme {facts.scheme_names.get(scheme, scheme)}",
            f"{pounds(pence)} was spent before approval, and it is not recorded who authorised it.",
            "Record who did, and what stopping it would have cost.",
        )
        for scheme, pence in sums.items()
        if pence > 0 and scheme not in facts.authorities
    ]


def _figure(facts: ExposureFacts, stands: Sequence[Standing]) -> Figure | None:
    highest = max(stands, key=lambda row: row.total_pence, default=None)
    if highest is None or highest.total_pence <= 0:
        return None
    bars = tuple(
        Bar(str(row.month), max(0.0, in_thousands(row.total_pence)), highlighted=row is highest) for row in stands
    )
    last = stands[-1]
    end = pounds(last.total_pence) if last.total_pence else "nothing"
    peak = f"{pounds(highest.total_pence)} stood at risk at the end of {highest.month}"
    about = About(
        id="exposure",
        headline=peak if last is highest else f"{peak}, {end} at the end of {last.month}",
        subtitle=f"Spent before approval and at risk at each month's end, {year_name(facts.year)}, thousands of pounds",
        source="this fund's books, by day, and the approvals recorded here",
        unit="thousand pounds",
    )
    return kept().figure(BarFigure(about, bars, label_heading="Month", in_given_order=True))
