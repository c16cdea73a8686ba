"""An invented place whose year 2025-26 is planned, pooled and spent, made through the actions."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from commonweal.core import scope
from commonweal.core.actor import Actor
from commonweal.core.scope import Scope
from commonweal.engine.ledger.closing import PeriodStep
from commonweal.engine.ledger.journal import AccountKind
from commonweal.engine.ledger.ringfence import Track
from commonweal.engine.periods import Month
from commonweal.engine.rulebook.model import Partner
from commonweal.engine.rulebook.plain import part_from_data
from commonweal.engine.rulebook.plan import Plan
from commonweal.plans import actions as plans
from commonweal.pool import actions as pool
from commonweal.returns import actions as returns
from commonweal.returns.models import Return
from commonweal.returns.queries import frozen
from tests.factories.pool import draft
from tests.factories.world import add_organisation, add_person, give

YEAR, ROUND = 2025, "2025-26"
AT = datetime(2025, 3, 1, tzinfo=UTC)
QUARTER_ENDED = datetime(2025, 10, 20, 9, tzinfo=UTC)
LATER = datetime(2025, 11, 5, 9, tzinfo=UTC)
MAKER = Actor(None, "Test")
_count = itertools.count(1)

# Planned pence by scheme and source; the same in the plan and in the pool.
LINES = {
    ("homecare", "nhs-minimum"): 60_000_00,
    ("homecare", "better-care-grant"): 30_000_01,
    ("reablement", "nhs-minimum"): 25_000_00,
}


@dataclass
class Accounted:
    """The place, its plan and fund, the parts of the fund by code, and its people by kind of role."""

    council: Any
    icb: Any
    plan: Any
    fund: Any
    parts: dict[str, Any]
    people: dict[str, Any]

    def seen_by(self, kind: str) -> Scope:
        """What somebody of the place may see."""
        organisation = self.icb if kind == "nhs-finance" else self.council
        return Scope(person_id=self.people[kind].pk, organisation_ids=(organisation.pk,))

    def spend(self, day: date, scheme: str, source: str, pence: int) -> None:
        """An entry of spending."""
        entry = draft((account(scheme, source), pence), ("BANK", -pence), day=day, description=f"{scheme}, {day}")
        with scope.within(scope.SYSTEM_SCOPE):
            pool.post(by=MAKER, at=AT, fund=self.fund, drafts=[entry])


def account(scheme: str, source: str) -> str:
    return f"{scheme}-{source}".upper()


def accounted(*kinds: str) -> Accounted:
    """A place with a plan, a pool with every month open, nothing spent, and a person of each kind of role."""
    number = next(_count)
    council = add_organisation(f"Accounted Council {number}")
    icb = add_organisation(f"Accounted Commissioner {number}", "icb")
    people = {}
    for kind in ("programme-manager", "council-finance", *kinds):
        people[kind] = add_person(f"{kind}-{number}@example.org", f"{kind.title()} Invented")
        give(people[kind], icb if kind == "nhs-finance" else council, kind)
    with scope.within(scope.SYSTEM_SCOPE):
        plan = _plan(council, icb)
        fund, parts = _fund(council, icb, number)
    return Accounted(council, icb, plan, fund, parts, people)


def _plan(council, icb):
    partners = [(Partner.COUNCIL, council, "The council"), (Partner.NHS_COMMISSIONER, icb, "The commissioner")]
    plan = plans.start_plan(by=MAKER, at=AT, round=ROUND, area=council, partners=partners)
    told = {
        "schemes": [_scheme(scheme) for scheme in dict.fromkeys(scheme for scheme, _ in LINES)],
        "answers": [
            {"condition": "jointly-agreed", "is_met": True, "evidence": "Signatures"},
            {"condition": "objectives", "is_met": False, "action": "By March"},
        ],
        "trajectories": [
            {"metric": "discharge-delay", "values": ["0.75", "0.72", "0.71", "0.7", "0.69", "0.7", *["0.72"] * 6]}
        ],
    }
    content = Plan(round="", area="", **{part: part_from_data(part, value) for part, value in told.items()})
    plans.save_plan(by=MAKER, at=AT, plan=plan, content=content, after={})
    return plan


def _scheme(key: str) -> dict[str, Any]:
    lines = [
        {
            "source": source,
            "area_of_spend": "social-care",
            "commissioner": "",
            "provider": "private-sector",
            "amounts_pence": [pence],
        }
        for (scheme, source), pence in LINES.items()
        if scheme == key
    ]
    return {"id": key, "name": key.title(), "description": "", "type": "home-short-term", "lines": lines}


def _fund(council, icb, number: int):
    made = {"by": MAKER, "at": AT}
    fund = pool.add_fund(**made, code=f"ACCOUNTED-{number}", name=f"Accounted fund {number}", host=council)
    parts: dict[str, Any] = {
        "council": pool.add_partner(**made, fund=fund, code="council", organisation=council),
        "icb": pool.add_partner(**made, fund=fund, code="icb", organisation=icb),
    }
    for code, payer, track in (
        ("nhs-minimum", "icb", Track.NHS_ENGLAND),
        ("better-care-grant", "council", Track.COUNCIL_GRANT),
    ):
        parts[code] = pool.add_source(**made, fund=fund, code=code, name=code, payer=parts[payer], track=track)
    for code in dict.fromkeys(scheme for scheme, _ in LINES):
        parts[code] = pool.add_scheme(**made, fund=fund, code=code, name=code.title(), area_of_spend="Social Care")
    pool.add_account(**made, fund=fund, code="BANK", kind=AccountKind.BANK)
    for (scheme, source), pence in LINES.items():
        of = {"scheme": parts[scheme], "source": parts[source]}
        pool.add_account(**made, fund=fund, code=account(scheme, source), kind=AccountKind.SPENDING, **of)
        parts[scheme, source] = pool.add_budget_line(**made, fund=fund, year=YEAR, planned_pence=pence, **of)
    for month in range(12):
        pool.step_period(**made, fund=fund, month=Month(YEAR, 4) + month, step=PeriodStep.OPEN)
    return fund, parts


def spent_place() -> Accounted:
    """£5,000 spent in April, £1,234.56 and £2,000.01 in the summer quarter, £700 after it; seen by its manager."""
    made = accounted("councillor", "nhs-finance", "national-team")
    made.spend(date(2025, 4, 30), "homecare", "nhs-minimum", 5_000_00)
    made.spend(date(2025, 7, 1), "homecare", "nhs-minimum", 1_234_56)
    made.spend(date(2025, 9, 30), "homecare", "better-care-grant", 2_000_01)
    made.spend(date(2025, 10, 1), "reablement", "nhs-minimum", 700_00)
    scope.enter(made.seen_by("programme-manager"))
    return made


def begun(place: Accounted, quarter: int = 2) -> Return:
    """A return of a quarter, begun by the manager."""
    by = place.people["programme-manager"].actor
    return returns.start_return(by=by, at=QUARTER_ENDED, plan=place.plan, year=YEAR, quarter=quarter)


def submitted(place: Accounted) -> Return:
    """The summer quarter's return, frozen."""
    of = begun(place)
    returns.submit(by=place.people["programme-manager"].actor, at=QUARTER_ENDED, of=of)
    return of


def certified(place: Accounted) -> Return:
    """The summer quarter's return, certified by council finance."""
    of = submitted(place)
    scope.enter(place.seen_by("council-finance"))
    by = place.people["council-finance"].actor
    returns.certify(by=by, at=QUARTER_ENDED, of=of, digest=frozen(of).digest)
    return of
