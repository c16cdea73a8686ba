"""A place's own months: delayed days of its record by cause, read by the same rules as published series."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from commonweal.charts.figure import About, Figure
from commonweal.charts.spc import SpcFigure
from commonweal.core.pages import Cell, Grid, Link, Page, Section
from commonweal.core.presenters import counted
from commonweal.engine.measures.series import Series, series
from commonweal.engine.periods import Month
from commonweal.engine.workbook.codelists import Reason
from commonweal.observations.presenters.pictures import drawn, reading_of, reading_words
from commonweal.observations.presenters.words import address
from commonweal.observations.queries import Local, reason_list

SHOWN_REASONS = 8
NOT_PUBLISHED = "Counted in the place’s own record. Not published, and in no sum with published figures."
LIST_OF = Month(2024, 7)


def present(place_id: int, place: str, months: Sequence[Local]) -> Page:
    """How many days, of which causes, and whether that is more than usual."""
    crumbs = (Link("England", address("england")),)
    if not months:
        lead = "They are written from the page of delayed days by whoever records there who leaves hospital."
        return Page(f"{place}: own months", "No month is counted yet", lead, place, crumbs=crumbs)
    latest, numbers = months[-1], per_day(months)
    reading = reading_of(numbers)
    words = " ".join(reading_words(reading))
    return Page(
        f"{place}: own months",
        f"{counted(latest.value, 'delayed day')} in {latest.month}",
        f"{NOT_PUBLISHED} {words}",
        caption=f"{place}: own record, not published",
        crumbs=crumbs,
        sections=(
            Section("", figure=_figure(place_id, place, numbers)),
            Section("Delayed days by month and cause", grid=_grid(months)),
        ),
        made=(
            "A delayed day is each day from the one of being ready to leave up to, not including, that of leaving, with"
            " the cause in force on it: as the room of people leaving hospital counts them.",
            "The published series count other people by other rules: the two are not to be set against each other.",
        ),
    )


def per_day(months: Sequence[Local]) -> Series:
    """People delayed on an average day, month by month: days compare only between months of one length."""
    return series({one.month: one.value / one.month.days for one in months})


def _figure(place_id: int, place: str, numbers: Series) -> Figure:
    reading = reading_of(numbers)
    last = reading.points[-1]
    about = About(
        f"own-{place_id}",
        f"{place}: {last.value:.1f} people delayed a day in {last.month}, by its own record",
        f"People delayed in hospital on an average day, by month, read under rule set {reading.rule_set}",
        f"Own record of {place}, not published",
        "people a day",
        1,
    )
    return drawn(SpcFigure(about, reading, "People delayed on an average day"))


def _grid(months: Sequence[Local]) -> Grid:
    sums: Counter[str] = Counter()
    for one in months:
        sums.update(one.reasons)
    most = [reason for reason, _ in sums.most_common(SHOWN_REASONS)]
    known = {reason.id: reason for reason in reason_list(LIST_OF).reasons}
    rows: list[tuple[Cell, ...]] = [_row(one, most) for one in reversed(months)]
    total = sum(one.value for one in months)
    rest = total - sum(sums[reason] for reason in most)
    rows.append(("Together", *(f"{sums[reason]:,}" for reason in most), f"{rest:,}", f"{total:,}"))
    headers = ("Month", *(_label(reason, known) for reason in most), "Anything else", "All causes")
    return Grid("Delayed days", headers, tuple(rows), frozenset(range(1, len(headers))), last_is_sum=True)


def _row(one: Local, most: Sequence[str]) -> tuple[Cell, ...]:
    shown = [one.reasons.get(reason, 0) for reason in most]
    return (str(one.month), *(f"{days:,}" for days in shown), f"{one.value - sum(shown):,}", f"{one.value:,}")


def _label(reason: str, known: dict[str, Reason]) -> str:
    return known[reason].label if reason in known else reason
