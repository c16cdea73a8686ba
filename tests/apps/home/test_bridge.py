"""From the plan's sum to the pool's: each pound of a difference has its name, reckoned by hand here."""

import pytest
from django.urls import reverse

from commonweal.core import scope
from commonweal.engine.ledger.transfers import TransferKind
from commonweal.home import queries
from commonweal.pool import actions as pool
from tests.factories.accounted import YEAR, accounted
from tests.factories.walked import MADE, QUARTER

PLANNED = 60_000_00 + 30_000_01 + 25_000_00


@pytest.fixture
def place(db):
    return accounted("social-worker")


def bridge(place):
    told = queries.bridge(place.plan, place.fund, YEAR)
    assert told.holds
    return told.plan_pence, [(part.words, part.pence) for part in told.parts], told.pool_pence


def test_where_the_pool_budgets_the_plan_nothing_lies_between(place):
    with scope.within(scope.SYSTEM_SCOPE):
        assert bridge(place) == (PLANNED, [], PLANNED)


def test_a_transfer_and_a_line_that_is_not_planned_are_named(place):
    with scope.within(scope.SYSTEM_SCOPE):
        icb, council = place.parts["icb"], place.parts["council"]
        falls = pool.add_scheme(**MADE, fund=place.fund, code="falls", name="Falls", area_of_spend="Social Care")
        pool.agree_transfer(
            **MADE, kind=TransferKind.SECTION_256, payer=icb, payee=council, year=YEAR, scheme=falls,
            amount_pence=1_234_56, purpose="Strength and balance", conditions="Spent by 31 March",
        )  # fmt: skip
        more = {"scheme": falls, "source": place.parts["better-care-grant"], "planned_pence": 7_00}
        pool.add_budget_line(**MADE, fund=place.fund, year=YEAR, **more)
        told = bridge(place)
    named = [
        ("Transfer under section 256, not of the plan: Strength and balance", 1_234_56),
        ("In the pool and not in the plan: Falls, Local Authority Better Care Grant", 7_00),
    ]
    assert told[0] == PLANNED and told[2] == PLANNED + 1_234_56 + 7_00
    assert [pence for _, pence in told[1]] == [pence for _, pence in named]
    assert told[1][0] == named[0] and told[1][1][0].startswith("In the pool and not in the plan: Falls, ")


def test_the_page_shows_it_to_whoever_sees_the_pool(place, client):
    address = reverse("home:lines", args=[place.plan.pk, YEAR, QUARTER])
    client.force_login(place.people["programme-manager"], backend="django.contrib.auth.backends.ModelBackend")
    told = client.get(address).content.decode()
    assert "From the plan to the pool" in told and "✓ The pool’s budget as it stands is their sum: £115,000.01" in told
