"""One trust: who could leave and stayed on, day by day; for what; who it is; whose patients it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from commonweal.charts.bars import Bar, BarFigure
from commonweal.charts.days import DayLine, DaysFigure
from commonweal.charts.figure import About, Figure
from commonweal.core.templating import day as day_text
from commonweal.engine.periods import Month
from commonweal.observations.presenters import pictures
from commonweal.observations.presenters.trust_words import (
    HOSPICE,
    MEANT,
    NO_ZERO,
    NOT_BY_AREA,
    OUTCOMES,
    SHARES_SOURCE,
    SMALLEST_SHARE,
    SOURCE,
    counted,
    mean,
    percent,
    reason_label,
    share_discharged,
)
from commonweal.observations.presenters.words import Fact, Line, Linked, address, month_choices, people, whole
from commonweal.observations.queries import (
    COULD_LEAVE,
    DISCHARGED,
    REASONS,
    REMAINING,
    Delays,
    FileListed,
    Mean,
    PrintedCount,
    Reasons,
    TrustDay,
)
from commonweal.spreadsheets import writing

MOST_REASONS = 10
SIDES = {"nhs": "NHS", "social-care": "social care"}


@dataclass(frozen=True, slots=True)
class LinkedTo:
    """A trust before or after this one."""

    text: str
    link: str


@dataclass(frozen=True, slots=True)
class AreaShare:
    """An area and its part of the trust's patients; `delays` what was printed of it in the last month of both."""

    code: str
    name: str
    share: float
    delays: Delays | None


@dataclass(frozen=True, slots=True)
class LastDelays:
    """The last month of delayed transfers by provider, and whether that month's council figures were read."""

    file_id: int
    month: Month
    sides: Mapping[str, PrintedCount]
    councils_until: Month | None
    has_councils: bool


@dataclass(frozen=True, slots=True)
class TrustFacts:
    """All that a trust's page is made from; `month` None where no daily report prints it."""

    code: str
    name: str
    identity: tuple[str, ...]
    related: tuple[LinkedTo, ...]
    days: Sequence[TrustDay]
    month: Month | None
    file: FileListed | None
    reasons: Reasons | None
    latest_reasons: Reasons | None
    areas: Sequence[AreaShare]
    last_delays: LastDelays | None


@dataclass(frozen=True, slots=True)
class TrustRow:
    """A day's or a month's line."""

    name: str
    link: str
    is_this: bool
    numbers: tuple[Linked, ...]


@dataclass(frozen=True, slots=True)
class TrustPage:
    """What a trust's page shows, top to bottom."""

    name: str
    heading: str
    lead: str
    action: str
    months: list[tuple[str, str, bool]]
    month_name: str
    facts: tuple[Fact, ...]
    figures: tuple[Figure, ...]
    words: tuple[str, ...]
    day_rows: tuple[TrustRow, ...]
    month_rows: tuple[TrustRow, ...]
    outcomes: tuple[str, ...]
    month_headers: tuple[str, ...]
    identity: tuple[str, ...]
    related: tuple[LinkedTo, ...]
    area_headers: tuple[str, ...]
    area_rows: tuple[TrustRow, ...]
    area_words: tuple[str, ...]
    delays: tuple[Fact, ...]
    delays_words: tuple[str, ...]
    made: tuple[Line, ...]
    downloads: tuple[tuple[str, str], ...]


def present(facts: TrustFacts) -> TrustPage:
    """The page."""
    months = by_month(facts.days)
    here = [one for one in facts.days if facts.month and Month.of(one.day) == facts.month]
    means = months.get(facts.month, {}) if facts.month else {}
    last = facts.last_delays if facts.last_delays and facts.last_delays.has_councils else None
    return TrustPage(
        name=facts.name,
        heading=_heading(facts, means),
        lead=_lead(facts, means),
        action=address("trust", facts.code),
        months=month_choices(tuple(months), facts.month) if facts.month else [],
        month_name=str(facts.month or ""),
        facts=_facts(means),
        figures=tuple(_figures(facts, here)),
        words=(MEANT, NO_ZERO, HOSPICE) if here else (),
        day_rows=tuple(map(_day_row, here)),
        month_rows=tuple(_month_row(facts, month, found) for month, found in reversed(months.items())),
        outcomes=tuple(OUTCOMES.values()),
        month_headers=(*OUTCOMES.values(), "Discharged on the day", "Days sent"),
        identity=facts.identity,
        related=facts.related,
        area_headers=("Share of its patients", *([f"Delayed days of the area, {last.month}"] if last else [])),
        area_rows=_area_rows(facts),
        area_words=_area_words(facts),
        delays=_delays(facts.last_delays),
        delays_words=_delays_words(facts.last_delays),
        made=_made(facts),
        downloads=tuple(
            (f"Every day as {kind.upper()}", address("trust-table", facts.code, kind)) for kind in ("csv", "xlsx")
        )
        if facts.days
        else (),
    )


def by_month(days: Sequence[TrustDay]) -> dict[Month, dict[str, Mean]]:
    """The means of each month over the days that were sent, earliest first."""
    grouped: dict[Month, dict[str, list[float | None]]] = {}
    for one in days:
        month = grouped.setdefault(Month.of(one.day), {outcome: [] for outcome in OUTCOMES})
        for outcome, values in month.items():
            printed = one.outcomes.get(outcome)
            values.append(printed.value if printed else None)
    return {
        month: {outcome: _mean(values) for outcome, values in outcomes.items()}
        for month, outcomes in sorted(grouped.items())
    }


def _mean(values: Sequence[float | None]) -> Mean:
    sent = [value for value in values if value is not None]
    return Mean(fmean(sent) if sent else None, len(sent), len(values))


def _heading(facts: TrustFacts, means: Mapping[str, Mean]) -> str:
    if not facts.month:
        return "No daily report prints this trust"
    stayed = means[REMAINING].people
    if stayed is None:
        return f"Nothing was sent for {facts.month}"
    return f"{people(stayed)} people who could leave stayed on each day in {facts.month}"


def _lead(facts: TrustFacts, means: Mapping[str, Mean]) -> str:
    if not facts.month:
        return (
            "The acute daily reports are of trusts with a large emergency department. What else is known of this trust "
            "stands below."
        )
    could = means[COULD_LEAVE]
    if could.people is None:
        return "Every day of the month stands as a dash in the publication: how many people waited is not known."
    said = f"{people(could.people)} people a day no longer needed to be in hospital"
    if (left := share_discharged(means)) is not None:
        said += f"; {percent(left)} of them left on the day"
    if could.days_sent < could.days:
        said += f". Figures were sent for {could.days_sent} of {could.days} days, and means are over those"
    return f"{said}."


def _facts(means: Mapping[str, Mean]) -> tuple[Fact, ...]:
    if not means or means[COULD_LEAVE].people is None:
        return ()
    could = means[COULD_LEAVE]
    labels = {COULD_LEAVE: "could leave each day", DISCHARGED: "discharged each day", REMAINING: "stayed on each day"}
    found = [Fact(mean(means[outcome]), label) for outcome, label in labels.items()]
    return (*found, Fact(f"{could.days_sent} of {could.days}", "days sent"))


def _figures(facts: TrustFacts, here: Sequence[TrustDay]) -> list[Figure]:
    found = []
    if any(printed.value is not None for one in here for printed in one.outcomes.values()):
        found.append(_by_day(facts, here))
    if facts.reasons and any(printed.value for printed in facts.reasons.reasons.values()):
        found.append(_by_reason(facts, facts.reasons, "reasons", decimals=1))
    if facts.latest_reasons and any(printed.value for printed in facts.latest_reasons.reasons.values()):
        found.append(_by_reason(facts, facts.latest_reasons, "latest-reasons", decimals=0))
    return found


def _by_day(facts: TrustFacts, here: Sequence[TrustDay]) -> Figure:
    def line(outcome: str) -> DayLine:
        printed = (one.outcomes.get(outcome) for one in here)
        return DayLine(OUTCOMES[outcome], tuple(p.value if p else None for p in printed))

    stayed = [(value, one.day) for value, one in zip(line(REMAINING).values, here, strict=True) if value is not None]
    most = max(stayed, default=None)
    headline = (
        f"Most stayed on on {day_text(most[1])}: {whole(most[0])}" if most else f"Nobody counted in {facts.month}"
    )
    subtitle = f"People in {facts.name} who could leave, and those of them who stayed on, each day of {facts.month}"
    about = About("days", headline, subtitle, SOURCE, "people")
    return pictures.drawn(DaysFigure(about, tuple(one.day for one in here), (line(COULD_LEAVE), line(REMAINING))))


def _by_reason(facts: TrustFacts, why: Reasons, figure_id: str, *, decimals: int) -> Figure:
    known = [(reason, one.value) for reason, one in why.reasons.items() if one.value]
    first = reason_label(why.collection, known[0][0])
    whom = "people with a stay of 14 days and more" if why.collection != REASONS else "people"
    subtitle = f"Average number of {whom} who stayed on in {facts.name} in {why.month}, by reason"
    if len(known) > MOST_REASONS:
        subtitle += f": the {MOST_REASONS} most frequent of {len(known)}"
    about = About(figure_id, f"Most frequent reason: {_plain(first)}", subtitle, SOURCE, "people", decimals=decimals)
    bars = tuple(
        Bar(reason_label(why.collection, reason), value, number == 0)
        for number, (reason, value) in enumerate(known[:MOST_REASONS])
    )
    return pictures.drawn(BarFigure(about, bars, "Reason"))


def _plain(label: str) -> str:
    """A reason inside a headline."""
    return label.removeprefix("Awaiting ").rstrip(".")


def _day_row(one: TrustDay) -> TrustRow:
    return TrustRow(day_text(one.day), "", False, tuple(counted(one.outcomes.get(outcome)) for outcome in OUTCOMES))


def _month_row(facts: TrustFacts, month: Month, means: Mapping[str, Mean]) -> TrustRow:
    could = means[COULD_LEAVE]
    numbers = (
        *(Linked(mean(means[outcome])) for outcome in OUTCOMES),
        Linked(percent(share_discharged(means))),
        Linked(f"{could.days_sent} of {could.days}"),
    )
    return TrustRow(str(month), address("trust", facts.code, month=month.iso), month == facts.month, numbers)


def _area_rows(facts: TrustFacts) -> tuple[TrustRow, ...]:
    month = facts.month.iso if facts.month else ""
    return tuple(
        TrustRow(
            one.name,
            address("area-trusts", one.code, month=month),
            False,
            (Linked(percent(one.share, 1)), *_printed_days(facts, one)),
        )
        for one in facts.areas
        if one.share >= SMALLEST_SHARE
    )


def _printed_days(facts: TrustFacts, one: AreaShare) -> tuple[Linked, ...]:
    if not (facts.last_delays and facts.last_delays.has_councils):
        return ()
    days = one.delays.days if one.delays else None
    return (Linked(f"{days:,}" if days is not None else "-"),)


def _area_words(facts: TrustFacts) -> tuple[str, ...]:
    if not facts.areas:
        return ("Where its patients live is not in the published lookup, which is of acute trusts in 2022.",)
    rest = [one.share for one in facts.areas if one.share < SMALLEST_SHARE]
    said = "Of everybody whom the trust admitted, for whatever cause, where they lived: a lookup of trusts of 2022."
    if rest:
        said += f" {len(rest)} areas with less than 1% each come to {percent(sum(rest), 1)} together."
    return (said, NOT_BY_AREA)


def _delays(last: LastDelays | None) -> tuple[Fact, ...]:
    if last is None:
        return ()
    return tuple(
        Fact(shown.text, f"delayed days, {text}", shown.link)
        for side, text in SIDES.items()
        if (shown := counted(last.sides.get(side)))
    )


def _delays_words(last: LastDelays | None) -> tuple[str, ...]:
    if last is None:
        return ()
    found = [
        f"{last.month} is the last month of delayed transfers, and the only one published by provider here. "
        "Days that were of the NHS and of social care both are not in the table, nor are reasons."
    ]
    if last.has_councils:
        found.append("Councils’ days of that month stand beside their shares above. Nobody published the two crossed.")
    elif last.councils_until:
        found.append(
            f"Councils’ figures of {last.month} have not been read: the latest here are of {last.councils_until}."
        )
    return tuple(found)


def _made(facts: TrustFacts) -> tuple[Line, ...]:
    found = []
    if facts.file:
        as_at = facts.file.revised or facts.file.published
        when = f", as of {day_text(as_at)}" if as_at else ""
        link = address("publication", facts.file.file_id)
        found.append(Line(f"Days: {facts.file.title}, {facts.file.month}{when}.", link, "What was read"))
    if facts.latest_reasons:
        found.append(
            Line(
                f"Reasons of {facts.latest_reasons.month}: the list in force since June 2024, for all stays. "
                "It is another list than that of the daily reports, and no line is drawn from one to the other."
            )
        )
    if facts.areas:
        found.append(Line(f"Where patients live: {SHARES_SOURCE}."))
    if facts.last_delays:
        link = address("publication", facts.last_delays.file_id)
        found.append(Line(f"Delayed days of {facts.last_delays.month}: NHS England.", link, "What was read"))
    return tuple(found)


def download(name: str, code: str, days: Sequence[TrustDay]) -> writing.Table:
    """Every day of the trust as printed: an empty cell and the marker's name where there is no number."""
    headings = ("Day", "Code", "Trust", *OUTCOMES.values(), "Where there is no number")
    rows = []
    for one in days:
        printed = [one.outcomes.get(outcome) for outcome in OUTCOMES]
        markers = sorted({item.marker for item in printed if item and item.marker})
        rows.append((one.day, code, name, *(item.value if item else None for item in printed), ", ".join(markers)))
    return writing.Table(code, headings, rows)


def identity_lines(
    name: str, code: str, start: date, last_day: date | None, board: str, region: str
) -> tuple[str, ...]:
    """Who the trust is: its code, its life, where it lies."""
    lived = f"until {day_text(last_day)}" if last_day else "still open"
    since = "" if start <= date(2009, 4, 1) else f"since {day_text(start)}, "
    lies = ", ".join(filter(None, (board, region)))
    return (f"{name}, code {code}: {since}{lived}.", *((f"In {lies}.",) if lies else ()))
