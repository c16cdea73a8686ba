"""Invented funds: an empty one seen by the council, and one that has spent, with its officers."""

from datetime import date

import pytest

from commonweal.core import scope
from commonweal.pool import actions
from tests.factories.pool import AT, MAKER, InventedFund, draft, invented_fund
from tests.factories.world import add_person, give

YEAR = 2017


@pytest.fixture
def pool(db) -> InventedFund:
    """An invented fund, seen with the council's eyes for the rest of the test."""
    made = invented_fund()
    scope.enter(made.seen_by(made.jo))
    return made


@pytest.fixture
def fund(db):
    """£115,000 planned; the NHS's money spent in May and July, the council's grant in June; £85,000 came in."""
    made = invented_fund()
    made.officers = {}
    roles = [
        ("jo", made.council, "council-finance"),
        ("sam", made.icb, "nhs-finance"),
        ("ona", made.council, "councillor"),
    ]
    for name, organisation, kind in roles:
        made.officers[name] = add_person(f"{name}-cond{made.fund.pk}@example.org", f"{name.title()} Invented")
        give(made.officers[name], organisation, kind)
    with scope.within(scope.SYSTEM_SCOPE):
        who = {"by": MAKER, "at": AT}
        for scheme, source, pence in [
            ("homecare", "nhs-minimum", 60_000_00),
            ("homecare", "ibcf", 30_000_00),
            ("reablement", "nhs-minimum", 25_000_00),
        ]:
            of = {"scheme": made.parts[scheme], "source": made.parts[source]}
            actions.add_budget_line(**who, fund=made.fund, year=YEAR, planned_pence=pence, **of)
        for source, pence in [("nhs-minimum", 85_000_00), ("ibcf", 30_000_00)]:
            due = [date(2017, 4, 15)]
            actions.set_contribution(**who, source=made.parts[source], year=YEAR, amount_pence=pence, due=due)
        drafts = [
            draft(("BANK", 85_000_00), ("IN-NHS-MINIMUM", -85_000_00)),
            draft(("HOMECARE-NHS", 10_000_00), ("BANK", -10_000_00), day=date(2017, 5, 3)),
            draft(("HOMECARE-IBCF", 4_000_00), ("BANK", -4_000_00), day=date(2017, 6, 30)),
            draft(("REABLEMENT-NHS", 1_000_01), ("HOMECARE-NHS", 500_00), ("BANK", -1_500_01), day=date(2017, 7, 20)),
        ]
        actions.post(**who, fund=made.fund, drafts=drafts)
    return made


@pytest.fixture
def as_officer(client, fund):
    def sign_in(name):
        client.force_login(fund.officers[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
