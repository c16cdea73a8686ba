"""An invented place's line: a fund with budgets, contracts with lots, and what is needed for people and days."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date
from typing import Any

from commonweal.care import actions as care
from commonweal.commissioning import actions
from commonweal.commissioning.actions import Lot, Payer
from commonweal.core import scope
from commonweal.engine import nhs_number
from commonweal.engine.delays.days import Side
from commonweal.engine.packages.service import Service
from commonweal.flow import actions as flow
from commonweal.flow.actions import Said
from commonweal.pool import actions as pool
from tests.factories.pool import AT, MAKER, InventedFund, invented_fund
from tests.factories.world import add_organisation, add_person, give

YEAR = 2017
MADE: dict[str, Any] = {"by": MAKER, "at": AT}
HOMECARE_WAIT = "capacity-other-home-based-social-care-service-not-yet-available-pathway-1"
REABLEMENT_WAIT = "capacity-home-based-rehabilitation-reablement-or-recovery-services-not-yet-available-pathway-1"
TRANSPORT = "hospital-process-awaiting-patient-transport-services"
_count = itertools.count(1)


def number(count: int) -> str:
    """The n-th invented NHS number."""
    firsts = (f"999{place:06}" for place in itertools.count())
    whole = (first for first in firsts if nhs_number.check_digit(first) is not None)
    first = next(itertools.islice(whole, count, None))
    return f"{first}{nhs_number.check_digit(first)}"


@dataclass
class Line:
    """The fund, its contract for homecare in two areas at £27.31 an hour, a hospital, a social worker."""

    pool: InventedFund
    contract: Any
    provider: Any
    hospital: Any
    worker: Any

    @property
    def fund(self):
        return self.pool.fund

    @property
    def lots(self):
        return list(self.contract.lots.order_by("id"))

    def request(self, ready_on: date, minutes_a_week: int = 840, area: str = "North", **more: Any):
        asked = {"asked_on": ready_on, "service": Service.HOMECARE, **more}
        reference = f"R-{next(_count)}"
        return actions.request_package(
            **MADE, fund=self.fund, reference=reference, area=area, minutes_a_week=minutes_a_week, ready_on=ready_on,
            **asked,
        )  # fmt: skip

    def placed(self, starts: date, minutes_a_week: int = 840, lot: int = 0, **more: Any):
        request = self.request(starts, minutes_a_week, self.lots[lot].area, **more)
        return actions.place(**MADE, request=request, lot=self.lots[lot], minutes_a_week=minutes_a_week, starts=starts)

    def person(self, name: str = "Ann Invented", since: date = date(2017, 4, 1)):
        return care.add_person(
            **MADE,
            organisation=self.pool.council,
            nhs_number_text=number(next(_count)),
            name=name,
            born=date(1940, 2, 29),
            since=since,
            lead=self.worker,
        )

    def departure(self, ready_on: date, cause: Said | None = None, person: Any = None, area: str = "North"):
        return flow.record_departure(
            **MADE,
            fund=self.fund,
            reference=f"D-{next(_count)}",
            person=person or self.person(),
            hospital=self.hospital,
            area=area,
            ready_on=ready_on,
            pathway=1,
            cause=cause or Said(TRANSPORT, Side.NHS),
        )


def invented_line(shares: tuple[int, int] = (2, 1)) -> Line:
    """Two payers of homecare, by shares; budgets for 2017-18; one contract of two lots from 1 April 2017."""
    made = invented_fund()
    provider = add_organisation(f"Invented Care {next(_count)}", "provider")
    hospital = add_organisation(f"Invented Hospital {next(_count)}", "trust")
    worker = add_person(f"worker{next(_count)}@example.org", "Wren Worker")
    give(worker, made.council, "social-worker")
    with scope.within(scope.SYSTEM_SCOPE):
        scheme = made.parts["homecare"]
        for source in ("nhs-minimum", "ibcf"):
            of = {"scheme": scheme, "source": made.parts[source], "planned_pence": 1_000_000_00}
            pool.add_budget_line(**MADE, fund=made.fund, year=YEAR, **of)
        contract = actions.let_contract(
            **MADE,
            fund=made.fund,
            reference="HC-01",
            title="Homecare after hospital",
            buyer=made.council,
            provider=provider,
            service=Service.HOMECARE,
            start=date(2017, 4, 1),
            end=date(2019, 4, 1),
            value_pence=2_000_000_00,
            rate_pence=2731,
            procure_months=9,
            lots=[Lot("North", 100, 140), Lot("South", 70, 70)],
            payers=[
                Payer(scheme, made.parts["nhs-minimum"], shares[0]),
                Payer(scheme, made.parts["ibcf"], shares[1]),
            ],
        )
    return Line(made, contract, provider, hospital, worker)
