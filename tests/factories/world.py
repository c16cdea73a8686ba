"""Invented people and places for tests, made through the actions."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.utils import timezone

from commonweal.accounts import actions, roles
from commonweal.accounts.models import Person
from commonweal.care import actions as care
from commonweal.commissioning import actions as commissioning
from commonweal.core import scope
from commonweal.core.actions import request_job
from commonweal.core.actor import Actor
from commonweal.engine.delays.days import Side
from commonweal.engine.ledger.ringfence import Track
from commonweal.engine.packages.service import Service
from commonweal.flow import actions as flow
from commonweal.places import actions as places
from commonweal.plans import actions as plans
from commonweal.pool import actions as pool
from commonweal.pool.actions.files import keep_file
from commonweal.returns import actions as returns
from commonweal.scrutiny import actions as scrutiny

AT = datetime(2026, 1, 1, tzinfo=UTC)
MAKER = Actor(None, "Test")
PASSWORD = "a long enough password"
POSTED = {
    "core:job-cancel",
    "accounts:end-role",
    "accounts:sign-out",
    "accounts:recovery-codes",
    "accounts:remove-factor",
    "accounts:end-other-sessions",
    "accounts:withdraw-invitation",
    "accounts:leaves",
    "plans:decide-baseline",
    "pool:decide-virement",
    "pool:decide-pair",
    "pool:decide-repeats",
    "flow:agree",
    "flow:keep-actuals",
    "scrutiny:step",
}
# Arguments of public routes, by route; what they name is public too.
PUBLIC_ARGUMENTS: dict[str, list[Any]] = {
    "accounts:invitation": ["a-token-of-no-invitation"],
    "accounts:new-password": ["1", "a-token"],
    "observations:england-table": ["csv"],
    "observations:area": ["E10000015"],
    "observations:area-table": ["E10000015", "xlsx"],
    "observations:area-trusts": ["E10000015"],
    "observations:area-trusts-table": ["E10000015", "csv"],
    "observations:trusts-table": ["csv"],
    "observations:trust": ["RWG"],
    "observations:trust-table": ["RWG", "csv"],
    "observations:area-alerts": ["E10000015"],
    "observations:area-alerts-feed": ["E10000015"],
    "observations:area-alerts-text": ["E10000015"],
    "observations:publication": [1],
    "observations:figure": [1],
    "plans:round": ["2025-26"],
    "plans:round-table": ["2025-26", "csv"],
    "plans:round-open-data": ["2025-26"],
    "plans:planned-spend-table": ["xlsx"],
    "api:place": ["E10000015"],
    "api:measure": ["delayed-days"],
    "api:values": ["delayed-days"],
    "api:plan-lines": ["2025-26"],
    "api:download": ["organisations"],
}
# What a route must be asked.
ASKED = {"api:who-was": "?asked=809&on=2019-03-31"}
_count = itertools.count(1)


def add_person(email: str, name: str = "Sam Invented") -> Person:
    with scope.within(scope.SYSTEM_SCOPE):
        return actions.add_person(by=MAKER, at=AT, email=email, name=name, password=PASSWORD)


def give(person: Person, organisation, kind: str):
    with scope.within(scope.SYSTEM_SCOPE):
        return actions.give_role(
            by=MAKER, at=AT, person=person, organisation=organisation, kind=kind, start=date(2026, 1, 1)
        )


def add_organisation(name: str, kind: str = "council"):
    with scope.within(scope.SYSTEM_SCOPE):
        return places.add_organisation(by=MAKER, at=AT, kind=kind, name=name, start=date(2000, 4, 1), codes={})


@dataclass
class TwoPlaces:
    """What each of two places owns, by what a route would be given."""

    ours: dict[str, Any]
    theirs: dict[str, Any]


def _place(name: str) -> dict[str, Any]:
    organisation = add_organisation(name)
    person = add_person(f"person{next(_count)}@example.org", f"Somebody of {name}")
    role = give(person, organisation, "councillor")
    with scope.within(scope.SYSTEM_SCOPE):
        job = request_job(
            by=person.actor, at=AT, kind="k", title=f"Work of {name}", arguments={}, organisation_id=organisation.pk
        )
        fund = pool.add_fund(
            by=person.actor, at=AT, code=f"FUND-{next(_count)}", name=f"Fund of {name}", host=organisation
        )
        plan = plans.start_plan(by=person.actor, at=AT, round="2025-26", area=organisation, partners=[])
        council = pool.add_partner(by=person.actor, at=AT, fund=fund, code="council", organisation=organisation)
        run = _matched(person.actor, fund, council)
        invitation = actions.invite(
            by=person.actor,
            at=timezone.now(),
            email="invited@example.org",
            organisation=organisation,
            kind="councillor",
            start=date(2026, 1, 1),
            token=name,
        )
        paper = _accounted(person.actor, fund, council, plan)
        file = keep_file(by=person.actor, at=AT, partner=council, name="a.csv", content=b"Paid,Net\n1,2\n")
        line = _line(person, fund, organisation)
    return {
        "name": name,
        "fund": fund.pk,
        "plan": plan.pk,
        "plan_event": [plan.pk, "agree"],
        "plan_letter": [plan.pk, 1],
        "plan_workbook": [plan.pk, 1],
        "plan_query": [plan.pk, 1],
        "plan_section": [plan.pk, "income"],
        "plan_row": [plan.pk, "income", "new"],
        "fund_entry": [fund.pk, 1],
        "fund_virement": [fund.pk, 1],
        "fund_journal": [fund.pk, "csv"],
        "fund_section": [fund.pk, "host"],
        "fund_schedule": [fund.pk, 0],
        "fund_scheme": [fund.pk, 1],
        "fund_matching": [fund.pk, run.pk],
        "fund_pair": [fund.pk, run.pk, 1],
        "fund_file": [fund.pk, file.pk],
        "plan_year": [plan.pk, 2025, 2],
        "plan_line": [plan.pk, 2025, 2, "carers", "nhs-minimum", "people"],
        "return": paper.of_id,
        "return_step": [paper.of_id, "certify"],
        "return_cell": [paper.of_id, "spend/all/planned"],
        "paper": paper.pk,
        "paper_step": [paper.pk, "publish"],
        **line,
        "organisation": organisation.pk,
        "organisation_row": organisation,
        "person": person,
        "role": role.pk,
        "organisation_person": [organisation.pk, person.pk],
        "invitation": invitation.pk,
        "job": job.pk,
        "job_title": job.title,
    }


def _line(person: Person, fund, council) -> dict[str, Any]:
    """A contract with a lot, and somebody who is ready to leave hospital."""
    made, number = {"by": person.actor, "at": AT}, next(_count)
    payer = pool.add_partner(**made, fund=fund, code="payer", organisation=add_organisation(f"Payer {number}"))
    source = pool.add_source(**made, fund=fund, code="grant", name="Grant", payer=payer, track=Track.NONE)
    scheme = pool.add_scheme(**made, fund=fund, code="homecare", name="Homecare", area_of_spend="Social Care")
    contract = commissioning.let_contract(
        **made, fund=fund, reference="HC-01", title="Homecare", buyer=council,
        provider=add_organisation(f"Provider {number}", "provider"), service=Service.HOMECARE,
        start=date(2025, 4, 1), end=date(2028, 4, 1), value_pence=1, rate_pence=1, procure_months=1,
        lots=[commissioning.Lot("North", 1, 2)], payers=[commissioning.Payer(scheme, source)],
    )  # fmt: skip
    package = commissioning.request_package(
        **made, fund=fund, reference="P-1", area="North", service=Service.HOMECARE, minutes_a_week=420,
        asked_on=date(2026, 1, 1), ready_on=date(2026, 1, 2),
    )  # fmt: skip
    commissioning.place(**made, request=package, lot=contract.lots.get(), minutes_a_week=420, starts=date(2026, 1, 2))
    somebody = care.add_person(
        **made, organisation=council, nhs_number_text="9434765919", name="Ann Invented", born=date(1940, 1, 1),
        since=date(2026, 1, 1), lead=person,
    )  # fmt: skip
    departure = flow.record_departure(
        **made, fund=fund, reference="D-1", person=somebody, area="North", ready_on=date(2026, 1, 2), pathway=0,
        hospital=add_organisation(f"Hospital {number}", "trust"),
        cause=flow.Said("hospital-process-awaiting-patient-transport-services", Side.NHS),
    )  # fmt: skip
    return {
        "line_contract": [fund.pk, contract.pk],
        "line_lot": [fund.pk, contract.lots.get().pk],
        "line_request": [fund.pk, package.pk],
        "line_person": [somebody.pk],
        "line_departure": [fund.pk, departure.pk],
    }


def _matched(by: Actor, fund, council):
    """A run of matching with one pair."""
    other = pool.add_partner(
        by=by, at=AT, fund=fund, code="icb", organisation=add_organisation(f"Commissioner {next(_count)}")
    )
    made = {"by": by, "at": AT}
    run = pool.request_matching(
        **made, fund=fund, first=council, second=other, names=(["A"], ["B"]), files={0: ("a.csv", b"-")}
    )
    line = pool.FoundLine(False, 0, 2, date(2026, 1, 1), "Somebody", "", 100)
    pair = pool.FoundPair(1, "repeat", "repeated", 90, 100, "Twice.", ("The same.",), "Is it?", (line, line))
    pool.keep_matching(**made, run=run, classes=[], findings=[], found=[pair])
    return run


def _accounted(by: Actor, fund, council, plan):
    """A certified return of the summer quarter, and a paper on it that is not published."""
    made, another = {"by": by, "at": AT}, {"by": Actor(next(_count) + 10_000, "Another"), "at": AT}
    source = pool.add_source(**made, fund=fund, code="nhs-minimum", name="n", payer=council, track=Track.NHS_ENGLAND)
    scheme = pool.add_scheme(**made, fund=fund, code="carers", name="Carers", area_of_spend="Social Care")
    pool.add_budget_line(**made, fund=fund, year=2025, scheme=scheme, source=source, planned_pence=100)
    of = returns.start_return(**made, plan=plan, year=2025, quarter=2)
    kept = returns.submit(**made, of=of)
    returns.certify(**another, of=of, digest=kept.digest)
    return scrutiny.write_paper(**made, of=of, template="quarterly", committee="Board", meets=date(2026, 2, 1))


def two_places() -> TwoPlaces:
    return TwoPlaces(_place("Upper Example Council"), _place("Lower Example Council"))


def sign_in(client, places: TwoPlaces, kind: str | None) -> Person | None:
    """A new person with one role in our place (`no-role`: none), signed in; nobody for None."""
    if kind is None:
        return None
    person = add_person(f"person{next(_count)}@example.org")
    if kind in roles.KINDS:
        give(person, places.ours["organisation_row"], kind)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person
