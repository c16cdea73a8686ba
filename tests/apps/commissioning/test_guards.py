"""What the database itself refuses of contracts, hours and payments."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from commonweal.commissioning import actions, models, queries
from commonweal.commissioning.actions import Lot, Payer, Week
from commonweal.core import scope
from commonweal.engine.packages.service import Service
from commonweal.pool import actions as pool
from tests.factories.line import MADE, invented_line
from tests.factories.pool import AT, draft

TABLES = [
    "contract", "contractpayer", "contractlot", "packagerequest", "requestend", "placement", "placementend",
    "delivery", "payment", "paymentpart",
]  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("what", ["update {} set fund_id = fund_id", "delete from {}", "truncate {}"])
def test_nothing_is_changed_or_removed(line, table, what):
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        connection.cursor().execute(what.format(f"commissioning_{table}"))


def test_another_places_rows_are_not_there(db):
    line, other = invented_line(), invented_line()
    with scope.within(scope.SYSTEM_SCOPE):
        line.placed(date(2017, 4, 3))
    with scope.within(other.pool.seen_by(other.pool.sam)):
        assert not queries.contracts(line.fund).exists()
        assert not queries.lots(line.fund).exists()
        assert not queries.requests(line.fund).exists()
        assert not queries.placements(line.fund).exists()
    with scope.within(line.pool.seen_by(line.pool.sam)):  # the other partner of the same fund
        assert queries.contracts(line.fund).count() == 1
        assert queries.placements(line.fund).count() == 1


def test_nobody_adds_to_another_place_or_in_anothers_name(db):
    line, other = invented_line(), invented_line()
    with scope.within(scope.SYSTEM_SCOPE):
        placement = line.placed(date(2017, 4, 3))
    week = {"placement": placement, "week": date(2017, 4, 3), "version": 9, "at": AT, "person_name": "x"}
    week |= {"fund": line.fund, "contract": line.contract, "planned_minutes": 1, "delivered_minutes": 1}
    for made, actor, name in [(other, other.pool.jo, other.pool.jo.id), (line, line.pool.jo, line.pool.sam.id)]:
        with (
            scope.within(made.pool.seen_by(actor)),
            pytest.raises(Exception, match="row-level security"),
            transaction.atomic(),
        ):
            models.Delivery.objects.create(**week, person_id=name)
    with scope.within(line.pool.seen_by(line.pool.jo)):
        models.Delivery.objects.create(**week, person_id=line.pool.jo.id)


def test_a_payment_that_the_books_do_not_bear_out_is_refused(line):
    actions.deliver(**MADE, fund=line.fund, weeks=[Week(line.placed(date(2017, 4, 3)), date(2017, 4, 3), 840, 600)])
    paid = actions.pay(**MADE, contract=line.contract, until=date(2017, 4, 10), day=date(2017, 4, 20))
    part = paid.parts.order_by("id").first()
    other = pool.post(**MADE, fund=line.fund, drafts=[draft(("HOMECARE-IBCF", 2731), ("BANK", -2731))]).entries.get()
    of = {"fund": line.fund, "contract": line.contract, "until": date(2017, 4, 17), "rate_pence": 2731, "at": AT}
    with pytest.raises(IntegrityError, match="what its entry spends"), transaction.atomic():
        payment = models.Payment.objects.create(**of, minutes=60, amount_pence=2731, person_name="x")
        models.PaymentPart.objects.create(
            fund=line.fund, payment=payment, payer=part.payer, amount_pence=2731, entry=other
        )
    with pytest.raises(IntegrityError, match="parts of a payment come to it"), transaction.atomic():
        models.Payment.objects.create(**of, minutes=60, amount_pence=2731, person_name="x")
        connection.cursor().execute("set constraints payment_is_whole immediate")


def test_a_delivery_is_of_its_placements_contract(line):
    placement = line.placed(date(2017, 4, 3))
    parts = line.pool.parts
    other = actions.let_contract(
        **MADE, fund=line.fund, reference="HC-02", title="Another", buyer=line.pool.council, provider=line.provider,
        service=Service.HOMECARE, start=date(2017, 4, 1), end=date(2018, 4, 1), value_pence=1, rate_pence=1,
        procure_months=1, lots=[Lot("East", 0, 1)], payers=[Payer(parts["homecare"], parts["ibcf"])],
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="contract that its placement is with"), transaction.atomic():
        models.Delivery.objects.create(
            fund=line.fund, contract=other, placement=placement, week=date(2017, 4, 3), version=1,
            planned_minutes=1, delivered_minutes=1, person_name="x", at=AT,
        )  # fmt: skip


def test_a_payer_of_another_fund_is_refused(line):
    other = invented_line()
    of = {
        "fund": line.fund, "reference": " ", "title": "", "buyer": line.pool.council, "provider": line.provider,
        "service": Service.HOMECARE, "start": date(2018, 4, 1), "end": date(2018, 4, 1), "value_pence": 0,
        "rate_pence": 0, "procure_months": 1, "lots": [Lot("A", 2, 1), Lot("A", 0, 0)],
        "payers": [Payer(other.pool.parts["homecare"], line.pool.parts["ibcf"], 0)],
    }  # fmt: skip
    with pytest.raises(actions.Refused) as found:
        actions.let_contract(**MADE, **of)
    assert [one.code for one in found.value.findings] == [
        "contract-reference", "contract-days", "contract-money", "contract-lots", "lot-hours", "contract-payers",
        "payer-elsewhere",
    ]  # fmt: skip
