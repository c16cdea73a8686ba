"""Every trust of a month, and England as printed beside their sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from commonweal.charts.days import DayLine, DaysFigure
from commonweal.charts.figure import About, Figure
from commonweal.core.templating import day as day_text
from commonweal.engine.periods import Month
from commonweal.observations.presenters import pictures
from commonweal.observations.presenters.councils import Column
from commonweal.observations.presenters.trust_words import (
    HOSPICE,
    MEANT,
    NO_ZERO,
    OUTCOMES,
    SOURCE,
    mean,
    percent,
    share_discharged,
)
from commonweal.observations.presenters.words import Line, address, month_choices, people, whole
from commonweal.observations.queries import COULD_LEAVE, REMAINING, FileListed, Total, TrustMonth
from commonweal.spreadsheets import writing

COLUMNS = {
    "name": "Trust",
    "region": "Region",
    **OUTCOMES,
    "share": "Discharged on the day",
    "sent": "Days sent",
}
FEW_DAYS = 2


@dataclass(frozen=True, slots=True)
class TrustsAsked:
    """How the table is wanted; `sort` is a column's key, with a minus for the other way round."""

    region: str = ""
    name: str = ""
    sort: str = "-remaining"


@dataclass(frozen=True, slots=True)
class ListedTrust:
    """A trust of the month under the name that it has in the places room."""

    code: str
    name: str
    region: str
    month: TrustMonth


@dataclass(frozen=True, slots=True)
class TrustLine:
    """A trust's line in the table."""

    name: str
    link: str
    region: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TotalLine:
    """An outcome: England as printed, the trusts' sum, the difference, each for an average day."""

    name: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrustsPage:
    """What the list of trusts shows."""

    heading: str
    lead: str
    action: str
    month: str
    month_name: str
    months: list[tuple[str, str, bool]]
    figure: Figure
    words: tuple[str, ...]
    totals: tuple[TotalLine, ...]
    totals_words: tuple[str, ...]
    table_words: str
    region: str
    name: str
    sort: str
    regions: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[TrustLine, ...]
    made: tuple[Line, ...]
    downloads: tuple[tuple[str, str], ...]


def present(
    listed: Sequence[ListedTrust],
    totals: Sequence[Total],
    months: tuple[Month, ...],
    month: Month,
    asked: TrustsAsked,
    file: FileListed,
) -> TrustsPage:
    """The page."""
    shown = chosen(listed, asked)
    stayed = _england(totals, REMAINING)
    return TrustsPage(
        heading=f"{people(stayed)} people who could leave hospital stayed on each day in {month}",
        lead=_lead(listed, totals, month),
        action=address("trusts"),
        month=month.iso,
        month_name=str(month),
        months=month_choices(months, month),
        figure=_figure(totals, month),
        words=(MEANT, NO_ZERO),
        totals=tuple(_total(totals, outcome) for outcome in OUTCOMES),
        totals_words=_totals_words(totals),
        table_words=f"{len(shown)} of {len(listed)} trusts; people on an average day of those sent.",
        region=asked.region,
        name=asked.name,
        sort=asked.sort,
        regions=tuple(sorted({one.region for one in listed if one.region})),
        columns=tuple(_column(key, text, asked, month) for key, text in COLUMNS.items()),
        rows=tuple(_line(one, month) for one in shown),
        made=_made(file),
        downloads=tuple(
            (f"Download as {kind.upper()}", address("trusts-table", kind, **_query(asked, month)))
            for kind in ("csv", "xlsx")
        ),
    )


def chosen(listed: Sequence[ListedTrust], asked: TrustsAsked) -> list[ListedTrust]:
    """The trusts asked for, sorted; those without a value last, whichever way."""
    wanted = [
        one
        for one in listed
        if asked.region in ("", one.region)
        and (asked.name.strip().casefold() in one.name.casefold() or asked.name.strip().upper() == one.code)
    ]
    key, backwards = asked.sort.removeprefix("-"), asked.sort.startswith("-")
    wanted.sort(key=lambda one: one.name)
    known = [one for one in wanted if _value(one, key) is not None]
    known.sort(key=lambda one: _value(one, key), reverse=backwards)  # type: ignore[arg-type, return-value]
    return known + [one for one in wanted if _value(one, key) is None]


def _value(one: ListedTrust, key: str) -> float | str | None:
    if key in ("name", "region"):
        return str(getattr(one, key))
    if key == "share":
        return share_discharged(one.month.outcomes)
    found = one.month.outcomes.get(COULD_LEAVE if key == "sent" else key)
    if found is None:
        return None
    return found.days_sent if key == "sent" else found.people


def _lead(listed: Sequence[ListedTrust], totals: Sequence[Total], month: Month) -> str:
    could, stayed = _england(totals, COULD_LEAVE), _england(totals, REMAINING)
    part = stayed / could if stayed is not None and could else None
    said = f"{people(could)} people a day could leave, and {percent(part)} of them stayed on"
    ranked = [one for one in listed if _value(one, "remaining") is not None]
    if ranked:
        most = max(ranked, key=lambda one: float(_value(one, "remaining") or 0))
        said += f". Most stayed on in {most.name}: {people(most.month.outcomes[REMAINING].people)} a day"
    silent = sum(one.month.outcomes[COULD_LEAVE].days_sent == 0 for one in listed)
    if silent:
        said += f". {silent} of {len(listed)} trusts sent nothing in {month}"
    return f"{said}."


def sent(totals: Sequence[Total], outcome: str) -> list[Total]:
    """The days for which any trust sent figures: England's printed 0 of another day is no figure."""
    return [one for one in totals if one.outcome == outcome and one.sent]


def _england(totals: Sequence[Total], outcome: str) -> float | None:
    values = [one.england for one in sent(totals, outcome) if one.england is not None]
    return fmean(values) if values else None


def _total(totals: Sequence[Total], outcome: str) -> TotalLine:
    days = [one for one in sent(totals, outcome) if one.england is not None]
    england, trusts = sum(one.england or 0 for one in days), sum(one.trusts or 0 for one in days)
    equal = sum(one.england == one.trusts for one in days)
    numbers = (
        whole(england),
        whole(trusts),
        f"{trusts - england:+,.0f}" if trusts != england else "0",
        f"{equal} of {len(days)}",
    )
    return TotalLine(OUTCOMES[outcome], numbers)


def _totals_words(totals: Sequence[Total]) -> tuple[str, ...]:
    silent = sorted({one.day for one in totals} - {one.day for one in totals if one.sent})
    found = [HOSPICE]
    if silent:
        days = " and ".join(map(day_text, silent[:FEW_DAYS])) + (" and others" if len(silent) > FEW_DAYS else "")
        found.append(f"No trust sent figures for {days}; what is printed of England for that day is left out.")
    return tuple(found)


def _figure(totals: Sequence[Total], month: Month) -> Figure:
    days = tuple(sorted({one.day for one in totals}))
    by_day = {(one.day, one.outcome): one.england for one in totals if one.sent}

    def line(outcome: str) -> DayLine:
        return DayLine(OUTCOMES[outcome], tuple(by_day.get((day, outcome)) for day in days))

    stayed = [(value, day) for day in days if (value := by_day.get((day, REMAINING))) is not None]
    most = max(stayed, default=None)
    headline = f"Most stayed on on {day_text(most[1])}: {whole(most[0])}" if most else f"No figures in {month}"
    subtitle = f"People in England’s acute hospitals who could leave, and those who stayed on, each day of {month}"
    about = About("days", headline, subtitle, SOURCE, "people")
    return pictures.drawn(DaysFigure(about, days, (line(COULD_LEAVE), line(REMAINING))))


def _query(asked: TrustsAsked, month: Month, sort: str | None = None) -> dict[str, str]:
    return {"month": month.iso, "region": asked.region, "name": asked.name, "sort": sort or asked.sort}


def _column(key: str, text: str, asked: TrustsAsked, month: Month) -> Column:
    now = {key: "ascending", f"-{key}": "descending"}.get(asked.sort, "")
    is_words = key in ("name", "region")
    onward = f"-{key}" if (now == "ascending" or (not now and not is_words)) else key
    return Column(text, address("trusts", **_query(asked, month, onward)), not is_words, now)


def _line(one: ListedTrust, month: Month) -> TrustLine:
    found = one.month.outcomes
    could = found[COULD_LEAVE]
    numbers = (
        *(mean(found.get(outcome)) for outcome in OUTCOMES),
        percent(share_discharged(found)),
        f"{could.days_sent} of {could.days}",
    )
    return TrustLine(one.name, address("trust", one.code, month=month.iso), one.region, numbers)


def _made(file: FileListed) -> tuple[Line, ...]:
    as_at = file.revised or file.published
    when = f", as of {day_text(as_at)}" if as_at else ""
    return (
        Line(f"{file.title}, {file.month}{when}.", address("publication", file.file_id), "What was read"),
        Line("Each trust under the name that it has today; its page says what it was called and who followed it."),
    )


def download(listed: Sequence[ListedTrust], asked: TrustsAsked, month: Month) -> writing.Table:
    """What the table shows, with codes, as rows of a file."""
    headings = (
        "Month",
        "Code",
        "Trust",
        "Region",
        *(f"{text}, people a day" for text in OUTCOMES.values()),
        "Days sent",
        "Days",
    )
    rows = []
    for one in chosen(listed, asked):
        found = one.month.outcomes
        means = [found[outcome].people if outcome in found else None for outcome in OUTCOMES]
        could = found[COULD_LEAVE]
        rows.append((month.iso, one.code, one.name, one.region, *means, could.days_sent, could.days))
    return writing.Table(f"Trusts {month.iso}", headings, rows)
