"""An accounted place with a contract for homecare, and what is needed for placements, people and days."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from commonweal.care import actions as care
from commonweal.commissioning import actions
from commonweal.commissioning.actions import Lot, Payer, Week
from commonweal.core import scope
from commonweal.engine.delays.days import Side
from commonweal.engine.packages.service import Service
from commonweal.flow import actions as flow
from commonweal.flow.actions import Said
from commonweal.pool import actions as pool
from tests.factories.accounted import YEAR, Accounted, accounted
from tests.factories.line import HOMECARE_WAIT, TRANSPORT, number
from tests.factories.pool import MAKER, draft
from tests.factories.world import add_organisation

AT = datetime(2025, 4, 1, 9, tzinfo=UTC)
MADE: dict[str, Any] = {"by": MAKER, "at": AT}
QUARTER = 2
MONDAY = date(YEAR, 7, 7)
TODAY = date(YEAR, 11, 5)
RATE_PENCE = 2731
_count = itertools.count(1)


@dataclass
class Walked:
    """The place and the contract; every method writes through the rooms' actions."""

    place: Accounted
    contract: Any
    hospital: Any

    @property
    def fund(self):
        return self.place.fund

    @property
    def lots(self):
        return list(self.contract.lots.order_by("id"))

    def request(self, ready_on: date, minutes_a_week: int = 840, area: str = "North"):
        asked = {"reference": f"R-{next(_count)}", "area": area, "minutes_a_week": minutes_a_week}
        days = {"asked_on": ready_on, "ready_on": ready_on}
        return actions.request_package(**MADE, fund=self.fund, service=Service.HOMECARE, **asked, **days)

    def placed(self, starts: date, minutes_a_week: int = 840, area: str = "North"):
        request = self.request(starts, minutes_a_week, area)
        return actions.place(**MADE, request=request, lot=request.lot, minutes_a_week=minutes_a_week, starts=starts)

    def deliver(self, placement, week: int, minutes: int) -> None:
        weeks = [Week(placement, MONDAY + timedelta(weeks=week), placement.minutes_a_week, minutes)]
        actions.deliver(**MADE, fund=self.fund, weeks=weeks)

    def pay(self, weeks: int) -> Any:
        """Pay for the first weeks, at the end of the last of them."""
        until = MONDAY + timedelta(weeks=weeks)
        return actions.pay(**MADE, contract=self.contract, until=until, day=until)

    def wait(self, ready_on: date, days: int, request: Any = None, area: str = "North", name: str = "Ann Invented"):
        """Somebody is ready and waits for some days: for a package, or else for transport."""
        person = care.add_person(
            **MADE,
            organisation=self.place.council,
            nhs_number_text=number(next(_count)),
            name=name,
            born=date(1940, 2, 29),
            since=date(YEAR, 4, 1),
            lead=self.place.people["social-worker"],
        )
        if request is not None:
            care.arrange(**MADE, person=person, request=request)
        cause = Said(HOMECARE_WAIT, Side.SOCIAL_CARE, request) if request else Said(TRANSPORT, Side.NHS)
        departure = flow.record_departure(
            **MADE,
            fund=self.fund,
            reference=f"D-{next(_count)}",
            person=person,
            hospital=self.hospital,
            area=area,
            ready_on=ready_on,
            pathway=1,
            cause=cause,
        )
        flow.leave(**MADE, departure=departure, left_on=ready_on + timedelta(days=days))
        return person

    def spend(self, day: date, scheme: str, source: str, pence: int) -> None:
        """Spending that is no contract's."""
        entry = draft((f"{scheme}-{source}".upper(), pence), ("BANK", -pence), day=day, description="Otherwise")
        pool.post(**MADE, fund=self.fund, drafts=[entry])


KINDS = ("social-worker", "commissioner", "nhs-finance", "councillor", "board-chair")


def walked(shares: tuple[int, int] = (2, 1)) -> Walked:
    """The place with one contract at £27.31 an hour in two areas, paid by homecare's two lines."""
    place = accounted(*KINDS)
    provider = add_organisation(f"Walked Care {next(_count)}", "provider")
    hospital = add_organisation(f"Walked Hospital {next(_count)}", "trust")
    with scope.within(scope.SYSTEM_SCOPE):
        scheme = place.parts["homecare"]
        contract = actions.let_contract(
            **MADE,
            fund=place.fund,
            reference="HC-01",
            title="Homecare after hospital",
            buyer=place.council,
            provider=provider,
            service=Service.HOMECARE,
            start=date(YEAR, 4, 1),
            end=date(YEAR + 2, 4, 1),
            value_pence=2_000_000_00,
            rate_pence=RATE_PENCE,
            procure_months=9,
            lots=[Lot("North", 100, 140), Lot("South", 70, 70)],
            payers=[
                Payer(scheme, place.parts["nhs-minimum"], shares[0]),
                Payer(scheme, place.parts["better-care-grant"], shares[1]),
            ],
        )
    return Walked(place, contract, hospital)


def small_line() -> Walked:
    """Two placements, one of them paid; two people who waited 9 and 5 days for homecare, one 3 days for transport."""
    made = walked()
    with scope.within(scope.SYSTEM_SCOPE):
        one, two = made.placed(MONDAY), made.placed(MONDAY, 600, "South")
        made.deliver(one, 0, 840)
        made.deliver(one, 1, 825)
        made.deliver(two, 0, 600)
        made.pay(1)
        made.spend(date(YEAR, 8, 4), "homecare", "nhs-minimum", 1_000_00)
        made.wait(date(YEAR, 7, 10), 9, made.request(date(YEAR, 7, 10)), name="Ann Invented")
        made.wait(date(YEAR, 9, 1), 5, made.request(date(YEAR, 9, 1), 420, "South"), "South", "Ben Invented")
        made.wait(date(YEAR, 8, 1), 3, name="Cal Invented")
    return made
