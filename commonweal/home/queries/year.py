"""A place's year: where its plan stands, its money, the days that people waited, the days to know, what waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from commonweal.accounts import queries as accounts
from commonweal.commissioning import queries as commissioning
from commonweal.core.kept import Shelf
from commonweal.engine.periods import Month, Period, quarter_name
from commonweal.engine.reporting.procedure import Event, State
from commonweal.engine.reporting.quarters import QUARTERS, months_of, period_of
from commonweal.engine.workflow import words
from commonweal.flow import queries as flow
from commonweal.places import queries as places
from commonweal.plans import queries as plans
from commonweal.plans.queries.standing import acting
from commonweal.pool import queries as pool
from commonweal.returns import queries as returns

if TYPE_CHECKING:
    from commonweal.accounts.models import Person
    from commonweal.plans.models import AreaPlan
    from commonweal.pool.models import Fund
    from commonweal.returns.models import Return


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody works: the area whose plan it is, the plan and the pool of the financial year."""

    area: str
    year: int
    plan: AreaPlan | None
    fund: Fund | None


@dataclass(frozen=True, slots=True)
class Days:
    """The days that people waited, by month; those of the quarter by reason, the most first."""

    by_month: dict[Month, int]
    quarter: int
    in_quarter: int
    for_care: int
    waiting_now: int


@dataclass(frozen=True, slots=True)
class Year:
    """What the picture is made of; each part None for those who may not see it."""

    states: tuple[tuple[str, date, date], ...] | None
    at_risk_pence: int | None
    planned_pence: int | None
    paid_by_month: dict[Month, int] | None
    days: Days | None
    dates: tuple[tuple[date, str], ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for somebody: words, and the route and arguments where it is done."""

    words: str
    route: str
    arguments: tuple[object, ...]


def place_of(person: Person, today: date) -> Place | None:
    """The place of somebody's first local role; None for those who work nationally or have no role."""
    ids, year = accounts.local_organisations(person, today), Month.of(today).financial_year
    if not ids:
        return None
    found = [one for one in plans.plans() if one.round in plans.rounds() and year in plans.rounds()[one.round].years]
    plan = next((one for one in found if one.area_id in ids), found[0] if found else None)
    area_id = plan.area_id if plan else ids[0]
    fund = next((one for one in pool.funds() if one.host_id == area_id and year in pool.budget_years(one)), None)
    return Place(places.names([area_id], today)[area_id], year, plan, fund)


def year_of(place: Place, person: Person, today: date) -> Year:
    """The place's year as far as a person may see it."""
    sees_plan, sees_pool, sees_days = (person.has_perm(power) for power in ("plans.see", "pool.see", "flow.see"))
    fund, plan = place.fund, place.plan
    planned = sum(pool.budgets(fund, place.year).values()) if fund and sees_pool else None
    return Year(
        states=tuple(_states(plan, place.year, today)) if plan and sees_plan else None,
        at_risk_pence=pool.at_risk_pence(fund, place.year, today) if fund and sees_pool else None,
        planned_pence=planned,
        paid_by_month=pool.paid_by_month(fund, place.year) if fund and sees_pool else None,
        days=_days(fund, place.year, today) if fund and sees_days else None,
        dates=tuple(sorted(_dates(place, person))),
    )


def _states(plan: AreaPlan, year: int, today: date) -> Iterator[tuple[str, date, date]]:
    """The states that the plan was in, as stretches of the year up to today."""
    first, end = date(year, 4, 1), min(date(year + 1, 4, 1), today + timedelta(days=1))
    changes = [("draft", plan.at.date()), *((str(state), at.date()) for state, at in plans.record(plan).reached)]
    for (state, since), (_, until) in zip(changes, [*changes[1:], ("", end)], strict=True):
        start, stop = max(since, first), min(until, end)
        if start < stop:
            yield words(state).capitalize(), start, stop


def _days(fund: Fund, year: int, today: date) -> Days:
    whole = flow.delayed_days(fund, Period(date(year, 4, 1), date(year + 1, 4, 1)), today)
    by_month: dict[Month, int] = {}
    for group in whole:
        by_month[group.month] = by_month.get(group.month, 0) + group.days
    quarter = next(one for one in QUARTERS if Month.of(today) in months_of(Month.of(today).financial_year, one))
    inside = [group for group in whole if group.month in months_of(year, quarter)]
    for_care = [group for group in inside if group.reason in flow.waits()]
    ready = flow.departures(fund).filter(ready_on__lte=today)
    waiting = ready.exclude(ending__left_on__lte=today).count()
    return Days(by_month, quarter, flow.total(inside), flow.total(for_care), waiting)


def _dates(place: Place, person: Person) -> Iterator[tuple[date, str]]:
    """The days of the year that somebody should know."""
    first, end = date(place.year, 4, 1), date(place.year + 1, 4, 1)
    found: list[tuple[date, str]] = []
    if place.plan and person.has_perm("plans.see"):
        found += [(one.day, one.name) for one in plans.rulebook(place.plan).milestone if one.day]
    if place.fund and person.has_perm("pool.see"):
        review = pool.agreement(place.fund)[1].review
        found += [(review, "Review of the section 75 agreement")] if review else []
    if place.fund and person.has_perm("commissioning.see"):
        for contract in commissioning.contracts(place.fund):
            found.append((contract.end, f"Contract {contract.reference} ends"))
    found += [
        (months_of(place.year, one)[-1].end, f"Return of {quarter_name(period_of(place.year, one))} can be submitted")
        for one in QUARTERS
        if person.has_perm("returns.see")
    ]
    yield from ((day, what) for day, what in found if first <= day < end)


def waiting_for(person: Person, today: date) -> list[Waiting]:
    """What waits for a person, over plans and returns."""
    return _plans_waiting(person, today) + list(_returns_waiting(person))


_kept: Shelf[list[Waiting]] = Shelf(500)


def _plans_waiting(person: Person, today: date) -> list[Waiting]:
    """What waits over plans: their checks take long, so it is kept until a row of any plan in sight is added."""
    key = (accounts.who_looks(person, today), plans.worklist_marks())
    return _kept.get(key, lambda: list(_tasks(person)))


def _tasks(person: Person) -> Iterator[Waiting]:
    for task in plans.worklist(person, acting(person.pk, person.name)):
        what = f"{task.what or 'the plan'}, {plans.rounds()[task.plan.round].name}"
        yield Waiting(f"{words(task.event).capitalize()}: {what}", "plans:plan", (task.plan.pk,))


def _returns_waiting(person: Person) -> Iterator[Waiting]:
    if not any(person.has_perm(power) for power in ("returns.edit", "returns.certify")):
        return
    rows = list(returns.returns())
    states = returns.standings(rows)
    for row in rows:
        for event in _could(row, states[row.pk], person):
            name = quarter_name(period_of(row.year, row.quarter))
            yield Waiting(f"{words(event).capitalize()}: the return of {name}", "returns:step", (row.pk, str(event)))


def _could(row: Return, state: State, person: Person) -> Iterator[Event]:
    """The one event that a return waits for, if this person may cause it."""
    waits_for = {State.DRAFT: Event.SUBMIT, State.SUBMITTED: Event.CERTIFY}
    event = waits_for.get(state)
    if event is None:
        return
    for role in returns.powers_of(person, row):
        if not returns.would_refuse(row, event, role, person.pk):
            yield event
