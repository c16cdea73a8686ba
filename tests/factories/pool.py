"""An invented pooled fund of two partners, made through the actions."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from commonweal.core import scope
from commonweal.core.actor import Actor
from commonweal.core.scope import Scope
from commonweal.engine.ledger.closing import PeriodStep
from commonweal.engine.ledger.journal import AccountKind, Leg
from commonweal.engine.periods import Month
from commonweal.engine.tracks import Track
from commonweal.pool import actions
from commonweal.pool.models import Fund
from commonweal.pool.queries import Draft
from tests.factories.world import add_organisation

AT = datetime(2017, 5, 1, tzinfo=UTC)
MAKER = Actor(None, "Test")
_count = itertools.count(1)


@dataclass
class InventedFund:
    """The fund, its parts by code, and a finance officer of each partner (person id, name)."""

    fund: Fund
    council: Any
    icb: Any
    parts: dict[str, Any]
    jo: Actor
    sam: Actor

    def seen_by(self, actor: Actor) -> Scope:
        organisation = self.council if actor == self.jo else self.icb
        return Scope(person_id=actor.id, organisation_ids=(organisation.pk,))


def invented_fund(months: int = 12, limit_pence: int = 5_000_00) -> InventedFund:
    """A fund with accounts, the months of 2017-18 from April open, and no entry."""
    number = next(_count)
    council, icb = (
        add_organisation(f"Upper Example Council {number}"),
        add_organisation(f"Upper Example Commissioner {number}", "icb"),
    )
    jo, sam = Actor(number * 1000 + 1, "Jo Invented"), Actor(number * 1000 + 2, "Sam Invented")
    with scope.within(scope.SYSTEM_SCOPE):
        made = {"by": MAKER, "at": AT}
        fund = actions.add_fund(
            **made,
            code=f"EXAMPLE-{number}",
            name=f"Example fund {number}",
            host=council,
            virement_limit_pence=limit_pence,
        )
        parts: dict[str, Any] = {
            "council": actions.add_partner(**made, fund=fund, code="council", organisation=council),
            "icb": actions.add_partner(**made, fund=fund, code="icb", organisation=icb),
        }
        for code, payer, track in [("nhs-minimum", "icb", Track.NHS_ENGLAND), ("ibcf", "council", Track.COUNCIL_GRANT)]:
            parts[code] = actions.add_source(**made, fund=fund, code=code, name=code, payer=parts[payer], track=track)
        for code, area in [("homecare", "Social Care"), ("reablement", "Community Health")]:
            parts[code] = actions.add_scheme(**made, fund=fund, code=code, name=code, area_of_spend=area)
        for code, kind, source, scheme in ACCOUNTS:
            account = {"kind": kind, "source": parts.get(source), "scheme": parts.get(scheme)}
            parts[code] = actions.add_account(**made, fund=fund, code=code, **account)
        for month in range(months):
            actions.step_period(**made, fund=fund, month=Month(2017, 4) + month, step=PeriodStep.OPEN)
    return InventedFund(fund, council, icb, parts, jo, sam)


ACCOUNTS = [
    ("BANK", AccountKind.BANK, "", ""),
    ("OWED", AccountKind.PAYABLE, "", ""),
    ("RISK-RESERVE", AccountKind.RESERVE, "", ""),
    ("TO-RESERVE", AccountKind.APPROPRIATION, "nhs-minimum", ""),
    ("IN-NHS-MINIMUM", AccountKind.CONTRIBUTION, "nhs-minimum", ""),
    ("IN-IBCF", AccountKind.CONTRIBUTION, "ibcf", ""),
    ("HOMECARE-NHS", AccountKind.SPENDING, "nhs-minimum", "homecare"),
    ("HOMECARE-IBCF", AccountKind.SPENDING, "ibcf", "homecare"),
    ("REABLEMENT-NHS", AccountKind.SPENDING, "nhs-minimum", "reablement"),
]


def draft(*legs: tuple[str, int], day: date = date(2017, 4, 6), description: str = "Payment", **more: Any) -> Draft:
    return Draft(day, description, tuple(Leg(*leg) for leg in legs), **more)
