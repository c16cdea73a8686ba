"""The question page: who waited, for which hours, of which contract, paid by which scheme, against which promise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.http import urlencode

from commonweal.charts.bars import Bar, BarFigure
from commonweal.charts.figure import About, Figure
from commonweal.commissioning.queries import MissingRequest
from commonweal.core.figures import kept
from commonweal.core.pages import Cell, Grid, Link, Page, Section, quarters
from commonweal.core.presenters import counted, day_text, hours_text, listed
from commonweal.engine.money import pounds
from commonweal.engine.packages.expiry import Expiry
from commonweal.engine.packages.hours import whole_hours
from commonweal.engine.periods import Month, Period, quarter_name
from commonweal.flow.presenters.words import ways, words
from commonweal.flow.queries import Answer, PayerPaid, by

if TYPE_CHECKING:
    from commonweal.commissioning.models import Contract
    from commonweal.pool.models import Fund


UNSIGNED = frozenset({"draft", "locally-agreed", "not-approved"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page is made from, with the names that the answer has ids and codes for."""

    fund: Fund
    council: str
    answer: Answer
    asked: Mapping[tuple[str, str], int]
    counted: Period
    providers: Mapping[int, str]
    expiries: Mapping[int, Expiry]
    schemes: Mapping[str, str]
    sources: Mapping[str, str]
    people_behind: int
    people: Mapping[int, str]
    sees_people: bool
    on: date

    @property
    def year(self) -> int:
        """The financial year of the quarter."""
        return Month.of(self.answer.period.start).financial_year


def present(facts: Facts) -> Page:
    """The answer as a heading, then each link of the chain with its sum."""
    told = facts.answer
    when = quarter_name(told.period)
    return Page(
        f"Why did people wait for {told.service}?",
        f"People waited {counted(told.days, 'day')} for {told.service} in {told.area}, {when}",
        _lead(facts),
        caption=f"{facts.fund.name}{_so_far(facts)}",
        crumbs=(
            Link("Who waits now", reverse("flow:waiting")),
            Link("Delayed days", f"{reverse('flow:days', args=[facts.fund.pk])}?quarter={_quarter(told.period)}"),
        ),
        ways=ways(facts.fund),
        choices=(
            ("Quarter", quarters(told.period, facts.on, f"&{urlencode({'area': told.area, 'service': told.service})}")),
            ("Care waited for", _asked(facts)),
        ),
        sections=(
            Section("", figure=_figure(facts)),
            Section("Which hours were missing?", _rest(facts), _missing(facts)),
            Section("From which contract?", _idle(facts), _contracts(facts)),
            Section("Paid by which scheme, and what did the plan promise?", _plan(facts), _payers(facts)),
            Section("What delay did the plan promise?", grid=_delay(facts)),
            Section("Who waited?", _people(facts)),
            Section("The days are the same at every step", grid=_checks(facts)),
        ),
        made=_made(facts),
    )


def empty(fund: Fund, quarter: Period, on: date) -> Page:
    """Nobody waited for care, or the area asked for is not one where somebody did."""
    return Page(
        "Why did people wait for care?",
        f"Nobody waited for care at home, {quarter_name(quarter)}",
        "Choose another quarter to ask why people waited.",
        caption=fund.name,
        crumbs=(Link("Who waits now", reverse("flow:waiting")),),
        ways=ways(fund),
        choices=(("Quarter", quarters(quarter, on)),),
    )


def _quarter(period: Period) -> str:
    return Month.of(period.start).iso


def _so_far(facts: Facts) -> str:
    return "" if facts.counted == facts.answer.period else f", up to {day_text(facts.counted.last_day)}"


def _lead(facts: Facts) -> str:
    told = facts.answer
    behind = counted(told.people, "person stands", "people stand")
    hours = sum((one.hours for one in told.missing), Fraction(0))
    parts = [f"{behind} behind these days, for want of {hours_text(hours)} hours of care."]
    if told.contracts:
        names = listed([f"{one.reference} with {facts.providers.get(one.provider_id, '')}" for one in told.contracts])
        parts.append(f"The hours are to come from {names}")
        schemes = listed(list(dict.fromkeys(facts.schemes.get(one.scheme, one.scheme) for one in told.payers)))
        parts[-1] += f", paid by {schemes}."
    promised = [one.promised_pence for one in told.payers if one.promised_pence is not None]
    if promised:
        said = "promised" if told.promise.state not in UNSIGNED else f"(still {words(told.promise.state)}) promises"
        parts.append(f"The plan of {told.promise.round} {said} {pounds(sum(promised))} for that in the year.")
    return " ".join(parts)


def _asked(facts: Facts) -> tuple[Cell, ...]:
    here, quarter = (facts.answer.area, facts.answer.service), _quarter(facts.answer.period)
    found: list[Cell] = []
    for (area, service), days in facts.asked.items():
        text = f"{service.capitalize()} in {area} ({days:,})"
        asked = urlencode({"quarter": quarter, "area": area, "service": service})
        found.append(text if (area, service) == here else Link(text, f"?{asked}"))
    return tuple(found)


def _figure(facts: Facts) -> Figure:
    told, hours = facts.answer, facts.answer.hours
    idle = hours.contracted_most - hours.placed
    headline = f"The contract allows {hours_text(max(idle, Fraction(0)))} hours more than are placed"
    about = About(
        "question-hours",
        headline if idle > 0 else "Every contracted hour is placed",
        f"Hours of {told.service} in {told.area}, {quarter_name(told.period)}{_so_far(facts)}",
        f"Contracts, placements and deliveries of {facts.fund.name}",
        "hours",
        1,
    )
    rows = [
        ("Contracted, at most", hours.contracted_most),
        ("Contracted, at least", hours.contracted_least),
        ("Placed", hours.placed),
        ("Delivered", hours.delivered),
        ("Asked for and missing", hours.missing),
    ]
    bars = tuple(Bar(name, float(value), name == rows[-1][0]) for name, value in rows)
    return kept().figure(BarFigure(about, bars, "Hours", in_given_order=True))


def _rest(facts: Facts) -> tuple[str, ...]:
    """What else was missing there: hours of people who do not wait in hospital for them."""
    rest = facts.answer.hours.missing - sum((one.hours for one in facts.answer.missing), Fraction(0))
    if rest <= 0:
        return ()
    return (
        f"{hours_text(rest)} more hours were missing there, of people who waited for them elsewhere:"
        " at home, or in a reablement service that they should have left.",
    )


def _missing(facts: Facts) -> Grid:
    days = by(facts.answer.groups, "request_id")
    missing = {one.request_id: one for one in facts.answer.missing}
    rows: list[tuple[Cell, ...]] = []
    for request_id, count in days.most_common():
        one = missing.get(request_id) if isinstance(request_id, int) else None
        rows.append(_request(one, count) if one else ("Placed in time, not yet begun", "", "", "", "", f"{count:,}"))
    hours = sum((one.hours for one in facts.answer.missing), Fraction(0))
    rows.append(("Together", "", "", "", hours_text(hours), f"{sum(days.values()):,}"))
    headers = ("Request", "Hours a week", "Missing since", "Until", "Hours missing", "Days waited in hospital")
    return Grid("Requests that were waited for", headers, tuple(rows), frozenset({1, 4, 5}), last_is_sum=True)


def _request(one: MissingRequest, count: int) -> tuple[Cell, ...]:
    return (
        one.reference,
        hours_text(whole_hours(one.minutes_a_week)),
        day_text(one.since),
        day_text(one.over_on, "still missing"),
        hours_text(one.hours),
        f"{count:,}",
    )


def _idle(facts: Facts) -> tuple[str, ...]:
    hours = facts.answer.hours
    if not facts.answer.contracts:
        return ("No contract gives this care there: the hours were asked for and nobody was to give them.",)
    if hours.contracted_most > hours.placed:
        return (
            f"{hours_text(hours.contracted_most)} hours could be called for and {hours_text(hours.placed)} were placed:"
            " the contract has the hours, and the provider did not take them up.",
        )
    return (f"All {hours_text(hours.contracted_most)} hours that may be called for were placed: more must be bought.",)


def _contracts(facts: Facts) -> Grid:
    rows = tuple(_contract(facts, one) for one in facts.answer.contracts)
    headers = ("Contract", "What", "Provider", "Hours a week there", "Rate an hour", "Ends", "Days left")
    return Grid("Contracts", headers, rows, frozenset({3, 4, 6}), nothing="No contract.")


def _contract(facts: Facts, one: Contract) -> tuple[Cell, ...]:
    lot = next(lot for lot in one.lots.all() if lot.area == facts.answer.area)
    weekly = f"{lot.least_hours_a_week:,} to {lot.most_hours_a_week:,}"
    page = reverse("commissioning:lot", args=[facts.fund.pk, lot.pk])
    return (
        Link(one.reference, reverse("commissioning:contract", args=[facts.fund.pk, one.pk])),
        one.title,
        facts.providers.get(one.provider_id, ""),
        Link(weekly, f"{page}?quarter={_quarter(facts.answer.period)}"),
        pounds(one.rate_pence),
        day_text(one.end),
        f"{facts.expiries[one.pk].days_left:,}",
    )


def _plan(facts: Facts) -> tuple[Cell, ...]:
    promise = facts.answer.promise
    if promise.plan_id is None:
        return ("No plan of the year is in sight.",)
    text = f"The plan of {promise.round} is {words(promise.state)}"
    return (Link(text, reverse("plans:plan", args=[promise.plan_id])),)


def _payers(facts: Facts) -> Grid:
    rows = tuple(_payer(facts, one) for one in facts.answer.payers)
    headers = (
        "Scheme",
        "Source",
        "Promised in the plan",
        "Budget in the pool",
        "Spent so far",
        "Under these contracts",
    )
    return Grid("Schemes that pay", headers, rows, frozenset({2, 3, 4, 5}), nothing="No scheme pays.")


def _payer(facts: Facts, one: PayerPaid) -> tuple[Cell, ...]:
    asked = urlencode({"year": facts.year, "scheme": one.scheme, "source": one.source})
    entries = f"{reverse('pool:ring-fence-entries', args=[facts.fund.pk])}?{asked}"
    return (
        Link(facts.schemes.get(one.scheme, one.scheme), entries),
        facts.sources.get(one.source, one.source),
        "no plan in sight" if one.promised_pence is None else pounds(one.promised_pence),
        pounds(one.planned_pence),
        pounds(one.spent_pence),
        pounds(one.contracts_pence),
    )


def _delay(facts: Facts) -> Grid:
    first = Month.of(facts.answer.period.start)
    rows = tuple(_month(facts, first + place) for place in range(3))
    headers = ("Month", "Promised days a discharge", "Actual", "People who left", "Days they had waited")
    return Grid("The plan’s delay and the actual one", headers, rows, frozenset({1, 2, 3, 4}))


def _month(facts: Facts, month: Month) -> tuple[Cell, ...]:
    people, days = facts.answer.actual_delay.get(month, (0, 0))
    promised = facts.answer.promise.delay.get(month)
    said = "no plan in sight" if promised is None else f"{float(promised):,.2f}"
    actual = f"{days / people:,.2f}" if people else "nobody left"
    return (str(month), said, actual, f"{people:,}", f"{days:,}")


def _people(facts: Facts) -> tuple[Cell, ...]:
    told = facts.answer
    if not facts.sees_people:
        stand = counted(facts.people_behind, "person stands", "people stand")
        return (f"Only social workers of {facts.council} may see people. {stand} behind these {told.days:,} days.",)
    asked = urlencode({"from": f"Waits for {told.service} in {told.area}"})
    found: list[Cell] = []
    for person, count in by(told.groups, "person_id").most_common():
        days = counted(count, "day")
        if isinstance(person, int) and person in facts.people:
            link = f"{reverse('care:person', args=[person])}?{asked}"
            found.append(Link(f"{facts.people[person]}: {days}", link))
        else:
            found.append(f"Somebody not in sight: {days}")
    return tuple(found)


def _checks(facts: Facts) -> Grid:
    groups = facts.answer.groups
    rows = tuple(
        (f"By {name}", f"{len(by(groups, key)):,}", f"{sum(by(groups, key).values()):,}")
        for key, name in (
            ("departure_id", "departure"),
            ("person_id", "person"),
            ("request_id", "request"),
            ("lot_id", "lot"),
            ("month", "month"),
        )
    )
    return Grid("Days from each side", ("Summed", "How many", "Days"), rows, frozenset({1, 2}))


def _made(facts: Facts) -> tuple[Cell, ...]:
    return (
        "A delayed day is a day on which somebody was ready to leave and the cause in force was the want of this care."
        f" All causes together: {counted(facts.answer.all_days, 'day')} in these months.",
        "Hours are missing from the day on which they were asked for and needed until they are placed.",
        "Spent is what the pool’s entries say; under these contracts is what their payments posted there.",
        "The promise is the plan of the financial year: its lines for those schemes, and its days of delay for each"
        " discharge from hospital. The actual ones are of the departures in this record, not of every discharge.",
    )
