"""The register, a contract, paying it, and hours by area, as those who use them meet them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from commonweal.commissioning import actions, queries
from commonweal.commissioning.actions import Week
from commonweal.core import scope
from tests.factories.line import MADE, YEAR, invented_line
from tests.factories.world import add_person, give

MONDAY = date(2017, 4, 3)


@pytest.fixture
def line(db):
    made = invented_line()
    with scope.within(scope.SYSTEM_SCOPE):
        placement = made.placed(MONDAY)
        weeks = [Week(placement, MONDAY + timedelta(weeks=place), 840, 830) for place in range(4)]
        actions.deliver(**MADE, fund=made.fund, weeks=weeks)
        actions.pay(**MADE, contract=made.contract, until=date(2017, 4, 17), day=date(2017, 4, 28))
    return made


@pytest.fixture
def as_a(client, line):
    def sign_in(kind):
        person = add_person(f"{kind}-{line.fund.pk}@example.org")
        give(person, line.pool.council, kind)
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def day(name, value):
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def test_the_register_and_a_contract(as_a, line):
    client = as_a("councillor")
    assert "HC-01" in client.get(reverse("commissioning:contracts")).content.decode()
    told = client.get(reverse("commissioning:contract", args=[line.fund.pk, line.contract.pk])).content.decode()
    assert "27.7 hours at £27.31 were paid for: £755.58." in told  # 1,660 minutes: £755.5767
    assert "Hours times rate are the pounds in the books" in told
    assert reverse("pool:entry", args=[line.fund.pk, 1]) in told
    assert "Pay for delivered hours" not in told


def test_finance_pays_and_the_pool_has_it(as_a, line):
    client = as_a("council-finance")
    page = reverse("commissioning:pay", args=[line.fund.pk, line.contract.pk])
    assert "£755.57 is delivered and not paid" in client.get(page).content.decode()  # £1,511.1533 less £755.58
    answer = client.post(page, day("until", date(2017, 5, 1)) | day("day", date(2017, 4, 30)))
    assert answer.status_code == 302
    with scope.within(scope.SYSTEM_SCOPE):
        sums = queries.contract_sums(line.contract)
        assert (sums.paid_pence, sums.unpaid_minutes, sums.is_conserved) == (151_115, 0, True)
        assert sum(part.amount_pence for part in queries.paid_parts(line.fund, YEAR)) == 151_115
    again = client.post(page, day("until", date(2017, 5, 1)) | day("day", date(2017, 4, 30)))
    assert "Nothing was delivered in those weeks that is not paid." in again.content.decode()


@pytest.mark.parametrize(
    ("until", "when", "said"),
    [
        (date(2017, 5, 1), date(2018, 4, 30), "has no budget from"),
        (date(2017, 5, 1), date(2016, 4, 30), "has no budget from"),
        (date(2017, 4, 17), date(2017, 4, 30), "not paid"),
    ],
)
def test_what_cannot_be_paid_is_said(as_a, line, until, when, said):
    page = reverse("commissioning:pay", args=[line.fund.pk, line.contract.pk])
    assert said in as_a("council-finance").post(page, day("until", until) | day("day", when)).content.decode()


def test_a_form_that_is_not_filled_in_says_so(as_a, line):
    page = reverse("commissioning:pay", args=[line.fund.pk, line.contract.pk])
    told = as_a("council-finance").post(page, {"until_day": "31", "until_month": "2", "until_year": "x"})
    assert told.status_code == 200 and "There is a problem" in told.content.decode()


def test_hours_of_a_quarter_and_a_lot(as_a, line):
    client = as_a("commissioner")
    with scope.within(scope.SYSTEM_SCOPE):
        line.request(date(2017, 6, 24), 420)
    told = client.get(f"{reverse('commissioning:missing', args=[line.fund.pk])}?quarter=2017-05").content.decode()
    assert "Homecare in North missed the most: 7.0 hours" in told
    lot = reverse("commissioning:lot", args=[line.fund.pk, line.lots[0].pk])
    told = client.get(f"{lot}?quarter=2017-04").content.decode()
    assert "14.0 hours a week are placed in North" in told
    assert "55.3 hours were delivered, 7.0 were asked for and missing" in told


def test_contracts_of_another_place_are_not_there(as_a, line):
    other, client = invented_line(), as_a("council-finance")
    with scope.within(scope.SYSTEM_SCOPE):
        lot = other.lots[0].pk
    for route, row in [("contract", other.contract.pk), ("pay", other.contract.pk), ("lot", lot)]:
        assert client.get(reverse(f"commissioning:{route}", args=[other.fund.pk, row])).status_code == 404
        assert client.get(reverse(f"commissioning:{route}", args=[line.fund.pk, row])).status_code == 404
