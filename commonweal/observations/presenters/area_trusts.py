"""The trusts that an area's residents use: their shares, and what each reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commonweal.charts.bars import Bar, BarFigure
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
    mean,
    percent,
    reason_label,
)
from commonweal.observations.presenters.words import Line, address, month_choices, people
from commonweal.observations.queries import COULD_LEAVE, DISCHARGES, REMAINING, FileListed, TrustMonth
from commonweal.places.queries import Trust
from commonweal.spreadsheets import writing

MOST_DRAWN = 8


@dataclass(frozen=True, slots=True)
class UsedTrust:
    """A trust, the area's part of its patients, what it reports in the month, and its most frequent reason."""

    trust: Trust
    share: float
    month: TrustMonth | None
    reason: str


@dataclass(frozen=True, slots=True)
class UsedLine:
    """A trust's line."""

    name: str
    link: str
    note: str
    numbers: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class AreaTrustsPage:
    """What the page shows."""

    area: str
    heading: str
    lead: str
    action: str
    months: list[tuple[str, str, bool]]
    month_name: str
    figure: Figure | None
    words: tuple[str, ...]
    headers: tuple[str, ...]
    rows: tuple[UsedLine, ...]
    made: tuple[Line, ...]
    downloads: tuple[tuple[str, str], ...]


def present(
    code: str,
    name: str,
    used: Sequence[UsedTrust],
    months: tuple[Month, ...],
    month: Month | None,
    file: FileListed | None,
) -> AreaTrustsPage:
    """The page; `used` in the order of shares, the largest first."""
    shown = [one for one in used if one.share >= SMALLEST_SHARE]
    return AreaTrustsPage(
        area=name,
        heading=_heading(name, shown),
        lead=_lead(shown, month),
        action=address("area-trusts", code),
        months=month_choices(months, month) if month else [],
        month_name=str(month or ""),
        figure=_figure(name, shown) if shown else None,
        words=_words(used, shown, month),
        headers=("Share of its patients", *(OUTCOMES.values() if month else ())),
        rows=tuple(_line(one, month) for one in shown),
        made=_made(file),
        downloads=tuple(
            (
                f"Every trust as {kind.upper()}",
                address("area-trusts-table", code, kind, month=month.iso if month else ""),
            )
            for kind in ("csv", "xlsx")
        ),
    )


def _heading(name: str, shown: Sequence[UsedTrust]) -> str:
    if not shown:
        return f"Which trusts the residents of {name} use is not known"
    trusts = "1 trust has" if len(shown) == 1 else f"{len(shown)} trusts have"
    return f"{trusts} at least 1 in 100 of its patients from {name}".replace(
        "have at least 1 in 100 of its", "have at least 1 in 100 of their"
    )


def _lead(shown: Sequence[UsedTrust], month: Month | None) -> str:
    if not shown:
        return "The published lookup is of areas as they were in 2021."
    first = shown[0]
    said = f"{percent(first.share)} of everybody whom {first.trust.name} admitted lived here"
    reporting = [one for one in shown if one.month and one.month.outcomes[REMAINING].people is not None]
    if month and reporting and reporting[0].month:
        nearest = reporting[0]
        stayed, could = (
            (nearest.month.outcomes[o].people for o in (REMAINING, COULD_LEAVE)) if nearest.month else (0, 0)
        )
        whom = "There" if nearest is first else f"In {nearest.trust.name}"
        said += f". {whom} {people(stayed)} of {people(could)} people who could leave stayed on each day in {month}"
        if nearest.reason:
            reason = plain_reason(nearest.reason)
            said += f". Of those there for 14 days and more, most frequently: {reason}"
    return f"{said}."


def _words(used: Sequence[UsedTrust], shown: Sequence[UsedTrust], month: Month | None) -> tuple[str, ...]:
    found: list[str] = []
    if not shown:
        return ()
    if len(used) > len(shown):
        found.append(
            f"{len(used) - len(shown)} more trusts have less than 1% of their patients from here; the files list all."
        )
    found.append(
        "A share is of the trust’s patients, not of the area’s residents: a small area can be all of a hospital’s "
        "neighbourhood and yet a small part of its patients."
    )
    return (*found, NOT_BY_AREA, *((MEANT, NO_ZERO, HOSPICE) if month else ()))


def _figure(name: str, shown: Sequence[UsedTrust]) -> Figure:
    drawn = shown[:MOST_DRAWN]
    about = About(
        "shares",
        f"{percent(shown[0].share)} of the patients of {shown[0].trust.name} lived in {name}",
        f"Of everybody whom a trust admitted, the share who lived in {name}"
        + (f": the {MOST_DRAWN} largest" if len(shown) > MOST_DRAWN else ""),
        SHARES_SOURCE,
        "%",
        decimals=1,
    )
    bars = tuple(Bar(one.trust.name, 100 * one.share, number == 0) for number, one in enumerate(drawn))
    return pictures.drawn(BarFigure(about, bars, "Trust"))


def _line(one: UsedTrust, month: Month | None) -> UsedLine:
    means = one.month.outcomes if one.month else {}
    numbers = (percent(one.share, 1), *((mean(means.get(outcome)) for outcome in OUTCOMES) if month else ()))
    note = f"(until {day_text(one.trust.last_day)})" if one.trust.last_day else ""
    link = address("trust", one.trust.code, month=month.iso if month and one.month else "")
    return UsedLine(one.trust.name, link, note, numbers, one.reason)


def _made(file: FileListed | None) -> tuple[Line, ...]:
    found = [
        Line(f"Shares: {SHARES_SOURCE}, by trusts of 2022 and districts of 2021, which were added up to councils.")
    ]
    if file:
        link = address("publication", file.file_id)
        found.append(Line(f"People: {file.title}, {file.month}.", link, "What was read"))
    return tuple(found)


def download(name: str, used: Sequence[UsedTrust], month: Month | None) -> writing.Table:
    """Every trust with any patient from the area."""
    headings = (
        *("Area", "Trust code", "Trust", "Share of the trust's patients", "Month"),
        *(f"{text}, people a day" for text in OUTCOMES.values()),
        *("Days sent", "Days", "Most frequent reason, stays of 14 days and more"),
    )
    return writing.Table(name[:31], headings, [_file_row(name, one, month) for one in used])


def _file_row(name: str, one: UsedTrust, month: Month | None) -> tuple[writing.Value, ...]:
    means = one.month.outcomes if one.month else {}
    could = means.get(COULD_LEAVE)
    return (
        *(name, one.trust.code, one.trust.name, round(one.share, 8), month.iso if month else None),
        *(means[outcome].people if outcome in means else None for outcome in OUTCOMES),
        *((could.days_sent, could.days) if could else (None, None)),
        one.reason or None,
    )


def plain_reason(label: str) -> str:
    """A reason inside a sentence."""
    return label.removeprefix("Awaiting ").rstrip(".")


def top_reason(reason: str) -> str:
    """The label of a trust's most frequent reason; empty where there is none."""
    return reason_label(DISCHARGES, reason) if reason else ""
