"""The people of the demonstration who leave hospital: invented, each with a number that was never given to anybody."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from commonweal.accounts import queries as people
from commonweal.care import actions as care
from commonweal.commissioning import queries as commissioning
from commonweal.demo import contracts, lives
from commonweal.engine import nhs_number
from commonweal.engine.delays.days import Side
from commonweal.engine.packages.service import Service
from commonweal.flow import actions, queries
from commonweal.flow.actions import Said
from commonweal.places import queries as places
from commonweal.pool import queries as pool

FUND = "WESSMOOR-BCF"
OLDEST = 1931


def add(at: datetime) -> None:
    """Add them where they are not there yet, as far as the day of `at` in London; nobody where no contract was let."""
    fund, file, today = pool.funds().get(code=FUND), contracts.told(), timezone.localdate(at)
    worker, other = (people.person_by_email(file[key]) for key in ("proposes", "agrees"))
    if queries.departures(fund).exists() or not commissioning.contracts(fund).exists() or not worker or not other:
        return
    hospital = next(key for key, name in places.living(["trust"], today) if name == file["hospital"])
    known: dict[str, Any] = {
        "fund": fund,
        "hospital": places.organisations([hospital]).get(),
        "worker": worker,
        "requests": {row.reference: row for row in commissioning.requests(fund).select_related("fund")},
        "made": {"by": worker.actor, "at": at},
        "agreed": {"by": other.actor, "at": at},
    }
    first, numbers = date(max(pool.budget_years(fund)), 4, 1), _numbers()
    for life in lives.lives(file, first, today):
        _add(life, file, known, next(numbers))
    if first < today.replace(day=1):  # a month of it has ended
        actions.keep_actuals(**known["made"], fund=fund, on=today)


def _numbers() -> Iterator[str]:
    """Invented NHS numbers, one after the other."""
    for count in itertools.count(100_000):
        digit = nhs_number.check_digit(f"999{count}")
        if digit is not None:
            yield f"999{count}{digit}"


def _add(life: lives.Life, file: dict[str, Any], known: dict[str, Any], number: str) -> None:
    made, names = known["made"], file["names"]
    first = names["first"][life.number % len(names["first"])]
    last = names["last"][life.number % len(names["last"])]
    person = care.add_person(
        **made,
        organisation=known["fund"].host,
        nhs_number_text=number,
        name=f"{first} {last} (invented)",
        born=date(OLDEST + life.number % 24, 1 + life.number % 12, 1 + life.number % 28),
        since=life.ready_on,
        lead=known["worker"],
    )
    for package in life.packages:
        care.arrange(**made, person=person, request=known["requests"][package.reference])
    said = _said(life, file, known)
    departure = actions.record_departure(
        **made,
        fund=known["fund"],
        reference=f"D-{life.number:04}",
        person=person,
        hospital=known["hospital"],
        area=life.area,
        ready_on=life.ready_on,
        pathway=life.pathway,
        cause=said[0][1],
    )
    causes = [queries.causes(departure)[0]]
    for day, cause in said[1:]:
        causes.append(actions.propose_cause(**made, departure=departure, from_day=day, cause=cause))
    if life.number % 5:
        for one in causes:
            actions.agree_cause(**known["agreed"], cause=one)
    if life.left_on is not None:
        actions.leave(**made, departure=departure, left_on=life.left_on)


def _said(life: lives.Life, file: dict[str, Any], known: dict[str, Any]) -> list[tuple[date, Said]]:
    """What was waited for from which day: the hospital's own reason first, where care was not waited for at once."""
    hospitals = file["reason"][life.number % len(file["reason"])]
    found = [(life.ready_on, Said(hospitals["id"], Side(hospitals["side"])))]
    if life.waits_from is not None and life.packages:
        package = life.packages[0]
        reason = next(key for key, service in queries.waits().items() if service is package.service)
        side = Side.BOTH if package.service is Service.REABLEMENT else Side.SOCIAL_CARE
        care_wait = (life.waits_from, Said(reason, side, known["requests"][package.reference]))
        found = [one for one in found if one[0] < life.waits_from] + [care_wait]
    return found
