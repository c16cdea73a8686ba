"""The start page: the place's year in a sentence, as one picture, and what waits for whoever looks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Protocol

from django.conf import settings
from django.urls import reverse

from commonweal.charts import palette
from commonweal.charts.cache import FigureCache
from commonweal.charts.figure import About, Figure
from commonweal.charts.year import BarLane, Day, Span, SpanLane, YearFigure
from commonweal.core.templating import day
from commonweal.engine.money import pounds
from commonweal.engine.periods import Month, quarter_name
from commonweal.engine.reporting.quarters import latest_ended, period_of
from commonweal.home.queries import Waiting, Year
from commonweal.home.queries.year import Place

MONTHS = 12
MOST_DATES = 6
AGREED = ("Approved", "In year", "Section 75")


class Holder(Protocol):
    """Somebody whose permissions can be asked for."""

    def has_perm(self, permission: str, on: object = None) -> bool:
        """Whether a current role gives the permission."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A number, what it is, and where it comes from."""

    value: str
    label: str
    link: str


@dataclass(frozen=True, slots=True)
class Task:
    """What waits, with where it is done."""

    words: str
    link: str


@dataclass(frozen=True, slots=True)
class StartPage:
    """The page's parts in their order."""

    area: str
    year: str
    lead: str
    facts: tuple[Fact, ...]
    figure: Figure | None
    tasks: tuple[Task, ...]
    waiting: str
    dates: tuple[str, ...]
    ways: tuple[tuple[str, str], ...]
    hidden: str


def present(place: Place, year: Year, waiting: Sequence[Waiting], person: Holder, today: date) -> StartPage:
    """The page of somebody's place."""
    return StartPage(
        area=place.area,
        year=f"{place.year} to {place.year + 1}",
        lead=" ".join(_lead(place, year)),
        facts=tuple(_facts(place, year)),
        figure=_figure(place, year, today),
        tasks=tasks(waiting),
        waiting=count(waiting),
        dates=tuple(f"{day(when)}: {what}" for when, what in year.dates if when >= today)[:MOST_DATES],
        ways=tuple(_ways(place, person, today)),
        hidden=_hidden(place, year),
    )


def tasks(waiting: Sequence[Waiting]) -> tuple[Task, ...]:
    """What waits, each with the way to it."""
    return tuple(Task(one.words, reverse(one.route, args=one.arguments)) for one in waiting)


def count(waiting: Sequence[Waiting]) -> str:
    """How much waits."""
    number = len(waiting)
    return (
        "Nothing waits for you." if not number else f"{number:,} thing{'s wait' if number > 1 else ' waits'} for you."
    )


def _lead(place: Place, year: Year) -> Iterator[str]:
    if year.states:
        state, since, _ = year.states[-1]
        yield f"The plan: {state.lower()} since {day(since)}."
    elif year.states is not None:
        yield "There is no plan for this year yet."
    if year.planned_pence and year.paid_by_month is not None:
        paid_pence = sum(year.paid_by_month.values())
        yield f"Of {pounds(year.planned_pence)} in the pool’s budgets, {pounds(paid_pence)} is paid."
    if year.days:
        waited, for_care = _days(year.days.in_quarter), f"{year.days.for_care:,}"
        yield f"This quarter people waited {waited} to go home, {for_care} of them for want of care."


def _days(number: int) -> str:
    return f"{number:,} day{'' if number == 1 else 's'}"


def _facts(place: Place, year: Year) -> Iterator[Fact]:
    if place.plan and year.states:
        yield Fact(year.states[-1][0], "the plan", reverse("plans:standing", args=[place.plan.pk]))
    if place.fund and year.at_risk_pence is not None:
        yield Fact(
            _short(year.at_risk_pence), "at risk: paid before approval", reverse("pool:exposure", args=[place.fund.pk])
        )
    if place.fund and year.paid_by_month is not None and year.planned_pence:
        share = round(100 * sum(year.paid_by_month.values()) / year.planned_pence)
        yield Fact(f"{share}%", "of the year’s money paid", reverse("pool:fund", args=[place.fund.pk]))
    if year.days:
        yield Fact(f"{year.days.waiting_now:,}", "people ready to leave and waiting now", reverse("flow:waiting"))


def _short(pence: int) -> str:
    return f"£{pence / 100_000_000:,.1f}m" if pence >= 100_000_000 else pounds(round(pence, -2))


def _hidden(place: Place, year: Year) -> str:
    """A plain word on what somebody's role does not show."""
    missing = [
        what
        for what, shown in (
            ("the plan", year.states is not None or place.plan is None),
            ("the pool’s money", year.paid_by_month is not None or place.fund is None),
            ("delayed days", year.days is not None or place.fund is None),
        )
        if not shown
    ]
    return f"Your role does not show you {' or '.join(missing)}." if missing else ""


def _ways(place: Place, person: Holder, today: date) -> Iterator[tuple[str, str]]:
    """Where to go on from here."""
    if place.plan and person.has_perm("plans.see"):
        quarter = latest_ended(place.year, today) or 1
        walked = reverse("home:lines", args=[place.plan.pk, place.year, quarter])
        name = quarter_name(period_of(place.year, quarter))
        yield f"Walk the record of {name}, from the plan to the people and back", walked
    if place.fund and person.has_perm("flow.see"):
        yield "Why did people wait, and what did the plan promise?", reverse("flow:question", args=[place.fund.pk])
    if person.has_perm("returns.see"):
        yield "Quarterly returns", reverse("returns:returns")
    yield "Committee papers", reverse("scrutiny:papers")
    yield "England’s delays", reverse("observations:england")


@cache
def kept() -> FigureCache:
    """The folder of drawn figures."""
    return FigureCache(settings.DATA_FOLDER / "figures")


def _figure(place: Place, year: Year, today: date) -> Figure | None:
    lanes = tuple(_lanes(place, year, today))
    if not lanes:
        return None
    about = About(
        id="the-year",
        headline=_headline(place, year),
        subtitle="Where the plan stands, what is paid each month and how long people waited; the upright line is today",
        source="this place’s own record: plan, pooled fund, people leaving hospital",
    )
    days = tuple(Day(f"{day(when)}: {what}", _place(when, place.year)) for when, what in year.dates)
    now = _place(today, place.year) if Month.of(today).financial_year == place.year else None
    return kept().figure(YearFigure(about, Month(place.year, 4), lanes, days, now))


def _headline(place: Place, year: Year) -> str:
    """What the picture says: how much is paid, and on what plan."""
    if year.paid_by_month is None or not year.planned_pence:
        return f"How long people waited in {place.area}"
    share = round(100 * sum(year.paid_by_month.values()) / year.planned_pence)
    plan = f"; the plan is at “{year.states[-1][0].lower()}”" if year.states else ""
    return f"{share}% of the year’s money is paid{plan}"


def _lanes(place: Place, year: Year, today: date) -> Iterator[SpanLane | BarLane]:
    months = [Month(place.year, 4) + i for i in range(MONTHS)]
    begun = [month for month in months if month.first <= today]
    if year.states:
        yield SpanLane("Plan", tuple(_span(one, place.year) for one in year.states))
    if year.paid_by_month is not None and year.planned_pence:
        paid = tuple(year.paid_by_month.get(one, 0) / 100_000_000 if one in begun else None for one in months)
        twelfth = year.planned_pence / 100_000_000 / MONTHS
        yield BarLane("Paid each month, £m", paid, (twelfth,) * MONTHS, "a twelfth of the plan", 1)
    if year.days:
        waited = tuple(float(year.days.by_month.get(one, 0)) if one in begun else None for one in months)
        yield BarLane("Days waited each month", waited)


def _span(stretch: tuple[str, date, date], year: int) -> Span:
    label, start, end = stretch
    colour = palette.DARK_BLUE if label.startswith(AGREED) else palette.MUTED_MARK
    return Span(label, _place(start, year), _place(end, year), colour)


def _place(when: date, year: int) -> float:
    """Where a day lies in the year, counted in months."""
    month = Month.of(when)
    place = month - Month(year, 4) + (when.day - 1) / month.days
    return round(min(max(place, 0.0), float(MONTHS)), 3)
