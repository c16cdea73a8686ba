"""The assurance clock in words, as a figure and as tables: for one plan, and over areas and rounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django.conf import settings

from commonweal.charts.bars import Bar, BarFigure
from commonweal.charts.cache import FigureCache
from commonweal.charts.figure import About, Figure, Table
from commonweal.engine.rulebook.clock import Clock, Forecast, Mismatch, SisterPlan, calendar, compare
from commonweal.engine.rulebook.model import Owner
from commonweal.plans.presenters.words import OWNERS, count

MOST_BARS = 30
ENGLAND = "England's timetable"
ORDER = (
    (Owner.NATIONAL_BODIES,),
    (Owner.PARTNERS,),
    (Owner.REGION,),
    (Owner.NATIONAL_TEAM,),
    (Owner.REGION, Owner.NATIONAL_TEAM),
)

SHORT = ("National bodies", "Partners", "Region", "National team", "Region or team")


@dataclass(frozen=True, slots=True)
class ClockPage:
    """The clock of a plan."""

    lead: str
    figure: Figure | None
    stretches: Table
    forecast: str
    sisters: Table
    mismatches: tuple[Mismatch, ...]


@dataclass(frozen=True, slots=True)
class ClocksPage:
    """Clocks beside each other, most days lost first."""

    lead: str
    figure: Figure | None
    table: Table


def present(
    whose: str,
    told: Clock,
    forecast: Forecast | None,
    sisters: Sequence[SisterPlan],
    decision: date | None,
    until: date,
) -> ClockPage:
    """A plan's page."""
    return ClockPage(
        lead=sentence(whose, told),
        figure=_figure(whose, told) if told.stretches else None,
        stretches=Table(("Whose days", "From", "To", "Days"), tuple(map(_stretch, told.stretches))),
        forecast=_forecast(forecast),
        sisters=Table(
            ("Plan", "Whose", "Settled on", "In force from"),
            tuple((one.name, one.owner, _day(one.agreed), _day(one.starts)) for one in sisters),
        ),
        mismatches=tuple(calendar(sisters, decision, until)),
    )


def sentence(whose: str, told: Clock) -> str:
    """How much of the year was lost, and to whom."""
    year = f"{told.year} to {told.year + 1}"
    if not told.days_lost:
        start = date(told.year, 4, 1)
        waits = "has not begun" if told.is_running else f"began on {_day(start)} with agreed funding: no day was lost"
        return f"{whose}: the year {year} {waits}."
    months = f"at least {count(told.months_lost, 'month')}" if told.months_lost else "less than a month"
    by_owner = ", ".join(f"{days:,} {_whose(owners)}" for owners, days in told.days_by_owner.items())
    so_far = " so far, and the clock is running" if told.is_running else ""
    return (
        f"{whose}: {months} of {year} without agreed funding{so_far}: {count(told.days_lost, 'day')}, "
        f"of which {by_owner}."
    )


def _whose(owners: Iterable[Owner]) -> str:
    return "with " + " and ".join(OWNERS[one] for one in owners)


def _named(owners: Iterable[Owner]) -> str:
    text = " and ".join(OWNERS[one] for one in owners)
    return text[0].upper() + text[1:]


def _stretch(one: object) -> tuple[str, ...]:
    last = one.end - timedelta(days=1)  # type: ignore[attr-defined]
    return (_named(one.owners), _day(one.start), _day(last), f"{one.days:,}")  # type: ignore[attr-defined]


def _forecast(forecast: Forecast | None) -> str:
    if forecast is None:
        return ""
    taken = "the decision" if forecast.after == 1 else f"{forecast.after:,} decisions"
    return (
        f"A decision may be expected around {_day(forecast.middle)}, not before {_day(forecast.soonest)} and hardly "
        f"after {_day(forecast.latest)}: from how long {taken} known here took after submission."
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


@cache
def kept() -> FigureCache:
    """Figures that were drawn before."""
    return FigureCache(settings.DATA_FOLDER / "figures")


def _figure(whose: str, told: Clock) -> Figure:
    owners, days = max(told.days_by_owner.items(), key=lambda item: item[1])
    about = About(
        id="clock",
        headline=f"Most days without agreed funding were {_whose(owners)}: {days:,} of {told.days_lost:,}",
        subtitle=f"{whose}: days of {told.year} to {told.year + 1} without agreed funding, by the body they waited for",
        source="the plan's own history and the round's timetable",
        unit="days",
    )
    bars = tuple(Bar(_named(owners), days) for owners, days in told.days_by_owner.items())
    return kept().figure(BarFigure(about, bars, label_heading="Waiting for", in_given_order=True))


def present_many(clocks: Mapping[str, Clock]) -> ClocksPage:
    """Areas and rounds beside each other."""
    rows = compare(clocks)
    lost = [row for row in rows if row[1]]
    return ClocksPage(_lead(rows), _many(lost) if lost else None, _table(clocks, [name for name, _, _ in rows]))


def _lead(rows: Sequence[tuple[str, int, int]]) -> str:
    if not rows:
        return "There is no clock to show yet."
    name, days, months = next((row for row in rows if not row[0].startswith(ENGLAND)), rows[0])
    if not days:
        return "No plan in sight lost a day."
    return f"Most was lost in {name}: {count(days, 'day')}, {count(months, 'whole month')} without agreed funding."


def _many(rows: Sequence[tuple[str, int, int]]) -> Figure:
    days = rows[0][1]
    shown = f"the {MOST_BARS} longest" if len(rows) > MOST_BARS else "all that lost any"
    about = About(
        id="clocks",
        headline=f"Up to {count(days, 'day')} of a year passed without agreed funding",
        subtitle=f"Days of the financial year without agreed funding, by area and round: {shown}",
        source="histories of plans in sight; national timetables of the rounds",
        unit="days",
    )
    return kept().figure(
        BarFigure(about, tuple(Bar(name, days) for name, days, _ in rows[:MOST_BARS]), "Area and round")
    )


def _table(clocks: Mapping[str, Clock], names: Iterable[str]) -> Table:
    headers = ("Area and round", "Days", "Whole months", *SHORT, "State")
    return Table(headers, tuple(_row(name, clocks[name]) for name in names))


def _row(name: str, told: Clock) -> tuple[str, ...]:
    days = told.days_by_owner
    state = "running" if told.is_running else "ended"
    by_owner = (f"{days.get(owners, 0):,}" for owners in ORDER)
    return (name, f"{told.days_lost:,}", f"{told.months_lost:,}", *by_owner, state)
