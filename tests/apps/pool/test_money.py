"""A finance officer's year through the actions: schedules, invoices, accruals, reserves, transfers, passing down."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from commonweal.core import scope
from commonweal.engine.ledger.closing import PeriodStep
from commonweal.engine.ledger.journal import AccountKind
from commonweal.engine.ledger.passingdown import Share
from commonweal.engine.ledger.transfers import TransferKind
from commonweal.engine.ledger.vat import HostKind, Invoice, Treatment
from commonweal.engine.ledger.yearend import CarryRule
from commonweal.engine.periods import Month, Period
from commonweal.pool import actions, models, queries
from tests.factories.pool import AT, draft

YEAR = 2017
MONTHS = [date(2017, month, 15) for month in range(4, 13)] + [date(2018, month, 15) for month in (1, 2, 3)]


def refused(call, *arguments, **more):
    with pytest.raises(actions.Refused) as why:
        call(*arguments, **more)
    return [finding.code for finding in why.value.findings]


@pytest.fixture
def who(pool):
    return {"by": pool.jo, "at": AT}


def add_line(pool, who, scheme, source, pence, year=YEAR):
    parts = {"scheme": pool.parts[scheme], "source": pool.parts[source]}
    return actions.add_budget_line(**who, fund=pool.fund, year=year, planned_pence=pence, **parts)


@pytest.fixture
def homecare(pool, who):
    return add_line(pool, who, "homecare", "ibcf", 30_000_00)


def balance(pool, code):
    return queries.trial_balance(pool.fund).get(code, 0)


@pytest.fixture
def barnet(pool, who):
    """Barnet's improved Better Care Fund of 2024-25 in the year of the invented fund."""
    ibcf = pool.parts["ibcf"]
    actions.set_contribution(**who, source=ibcf, year=YEAR, amount_pence=9_621_518_00, due=MONTHS)
    return ibcf


def test_an_instalment_is_booked_once_in_its_order_and_in_parts(pool, who, barnet):
    receive = lambda due, **more: actions.receive_instalment(  # noqa: E731
        **who, source=barnet, year=YEAR, due=due, day=date(2017, 6, 1), **more
    )
    assert refused(receive, MONTHS[1]) == ["instalment-not-next"]
    early = {"source": barnet, "year": YEAR, "due": MONTHS[0], "day": date(2017, 3, 31)}
    assert refused(actions.receive_instalment, **who, **early) == ["receipt-other-year"]
    receive(MONTHS[0])
    assert (balance(pool, "BANK"), balance(pool, "IN-IBCF")) == (801_793_17, -801_793_17)
    assert refused(receive, MONTHS[0]) == ["instalment-not-next"]
    receive(MONTHS[1], amount_pence=800_000_00)
    assert refused(receive, MONTHS[1], amount_pence=1_793_18) == ["instalment-amount"]
    receive(MONTHS[1])
    rows = queries.source_schedule(barnet, YEAR, date(2017, 6, 1)).rows
    assert [row.missing_pence for row in rows[:3]] == [0, 0, 801_793_17]
    actions.reverse(**who, fund=pool.fund, number=1, day=date(2017, 6, 2), description="Bounced")
    rows = queries.source_schedule(barnet, YEAR, date(2017, 6, 3)).rows
    assert [row.missing_pence for row in rows[:3]] == [0, 801_793_17, 801_793_17]


def test_an_instalment_that_comes_after_its_year_is_income_of_that_year(pool, who, barnet):
    """Due on 31 March, paid on 9 April: the year has its income, the next one only the money."""
    late = {"source": barnet, "year": YEAR, "due": MONTHS[0], "day": date(2018, 4, 9)}
    assert refused(actions.receive_instalment, **who, **late) == ["entry-late"]  # next April is not open
    actions.step_period(**who, fund=pool.fund, month=Month(2018, 4), step=PeriodStep.OPEN)
    actions.receive_instalment(**who, **late)
    entries = [(row.entry.day, [(leg.account, leg.amount_pence) for leg in row.entry.legs]) for row in journal(pool)]
    assert entries == [
        (date(2018, 3, 31), [("CONTRIBUTIONS-DUE", 801_793_17), ("IN-IBCF", -801_793_17)]),
        (date(2018, 4, 9), [("BANK", 801_793_17), ("CONTRIBUTIONS-DUE", -801_793_17)]),
    ]
    assert (balance(pool, "CONTRIBUTIONS-DUE"), balance(pool, "BANK")) == (0, 801_793_17)
    assert queries.source_schedule(barnet, YEAR, date(2018, 4, 9)).rows[0].missing_pence == 0
    of_next = queries.statement(pool.fund, Period(date(2018, 4, 1), date(2019, 4, 1)), by="source")
    assert sum(line.income_pence for line in of_next) == 0
    assert refused(actions.receive_instalment, **who, **late) == ["instalment-not-next"]


def journal(pool):
    return list(queries.journal(pool.fund))


def test_charges_net_what_the_council_pays_and_are_no_income_of_the_nhs(pool, who, barnet):
    charge = {"amount_pence": 1_793_17, "day": date(2017, 4, 20), "description": "Charges of April"}
    actions.book_charges(**who, source=barnet, **charge)
    found = queries.source_schedule(barnet, YEAR, date(2017, 4, 20))
    assert (found.netting.net_pence, found.charges_pence) == (9_619_724_83, 1_793_17)
    assert found.rows[0].missing_pence == 800_000_00
    assert refused(actions.book_charges, **who, source=pool.parts["nhs-minimum"], **charge) == ["charges-of-the-nhs"]
    assert refused(actions.book_charges, **who, source=barnet, **charge | {"amount_pence": 0}) == [
        "amount-not-positive"
    ]


def test_a_contribution_is_varied_with_a_reason(pool, who, barnet):
    vary = {"source": barnet, "year": YEAR, "amount_pence": 9_000_000_00, "from_day": date(2017, 9, 1)}
    assert refused(actions.vary_contribution, **who, **vary, reason="") == ["reason-missing"]
    actions.vary_contribution(**who, **vary, reason="Agreed by the board")
    found = queries.source_schedule(barnet, YEAR, date(2017, 4, 1))
    assert [version.reason for version in found.versions] == ["Agreed by the board", ""]
    assert sum(row.amount_pence for row in found.rows) == 9_000_000_00
    assert [row.amount_pence for row in found.rows[:5]] == [801_793_17] * 5


def test_recoverable_vat_of_an_invoice_is_split_out(pool, who, homecare):
    book = {"line": homecare, "invoice": Invoice(1_000_00, 200_00), "day": date(2017, 5, 2), "description": "Care"}
    assert refused(actions.book_invoice, **who, **book) == ["vat-undecided"]
    decide = {"line": homecare, "decided_by": "Tax adviser", "decided_on": date(2017, 4, 3)}
    actions.decide_vat(**who, **decide, treatment=Treatment.SECTION_33)
    actions.book_invoice(**who, **book)
    assert [balance(pool, code) for code in ("HOMECARE-IBCF", "VAT-RECOVERABLE", "BANK")] == [
        1_000_00,
        200_00,
        -1_200_00,
    ]
    actions.decide_vat(**who, **decide, treatment=Treatment.NOT_RECOVERABLE)
    actions.book_invoice(**who, **book, is_paid=False)
    assert [balance(pool, code) for code in ("HOMECARE-IBCF", "VAT-RECOVERABLE", "OWED")] == [
        2_200_00,
        200_00,
        -1_200_00,
    ]
    assert refused(actions.decide_vat, **who, **decide | {"decided_by": " "}, treatment=Treatment.SECTION_41) == [
        "vat-decided-by-nobody"
    ]


def test_a_treatment_that_does_not_fit_the_host_is_found(pool, who, homecare):
    assert queries.host_kind(pool.fund) is HostKind.COUNCIL
    assert [found.code for found in queries.vat_findings(pool.fund, YEAR)] == ["vat-undecided"]
    decide = {"line": homecare, "decided_by": "Somebody", "decided_on": date(2017, 4, 3)}
    actions.decide_vat(**who, **decide, treatment=Treatment.SECTION_41)
    (found,) = queries.vat_findings(pool.fund, YEAR)
    assert "section 41, which is for an NHS body; the host is a council" in found.message
    actions.decide_vat(**who, **decide, treatment=Treatment.SECTION_33)
    assert queries.vat_findings(pool.fund, YEAR) == []


def accrue(who, line, month, pence=500_00):
    return actions.accrue(**who, line=line, month=month, amount_pence=pence, reason="Hours not invoiced")


def test_accruals_are_taken_back_in_the_next_open_month_all_at_once(pool, who, homecare):
    accrue(who, homecare, Month(2017, 4))
    accrue(who, homecare, Month(2017, 5), 700_00)
    assert queries.line_amounts(pool.fund, YEAR)["homecare", "ibcf"].paid_pence == 1_200_00
    back = {"fund": pool.fund}
    assert refused(actions.reverse_accruals, **who, **back, on=date(2017, 4, 30)) == ["nothing-to-reverse"]
    actions.reverse_accruals(**who, **back, on=date(2017, 5, 10))
    rows = [row.entry for row in queries.journal(pool.fund)]
    assert [(row.day, row.reverses) for row in rows] == [
        (date(2017, 4, 30), None),
        (date(2017, 5, 31), None),
        (date(2017, 5, 1), 1),
    ]
    assert list(queries.open_accruals(pool.fund)) == [2]
    actions.reverse_accruals(**who, **back, on=date(2017, 6, 1))
    assert (queries.open_accruals(pool.fund), balance(pool, "HOMECARE-IBCF")) == ({}, 0)
    assert queries.verify(pool.fund) == []


def test_a_closed_month_is_passed_over_and_closing_warns(pool, who, homecare):
    accrue(who, homecare, Month(2017, 4))
    for person, step in [(pool.jo, PeriodStep.PROPOSE_CLOSE), (pool.sam, PeriodStep.CONFIRM)]:
        with scope.within(pool.seen_by(person)):
            actions.step_period(by=person, at=AT, fund=pool.fund, month=Month(2017, 5), step=step)
    assert queries.closing_warnings(pool.fund, [Month(2017, 4)]) == []
    assert [one.code for one in queries.closing_warnings(pool.fund, [Month(2017, 6)])] == ["accrual-not-reversed"]
    actions.reverse_accruals(**who, fund=pool.fund, on=date(2017, 6, 5))
    assert queries.linked(pool.fund, 2).entry.day == date(2017, 6, 1)
    assert refused(accrue, who, homecare, Month(2018, 4)) == ["accrual-year"]
    assert refused(accrue, who, homecare, Month(2017, 5)) == ["entry-late"]


def test_a_commitment_comes_due_at_another_amount(pool, who, homecare):
    one = actions.commit(**who, line=homecare, day=date(2017, 6, 1), description="Winter hours", amount_pence=2_000_00)
    assert refused(actions.post_due_commitment, **who, commitment=one, day=date(2017, 6, 1), amount_pence=0) == [
        "amount-not-positive"
    ]
    actions.post_due_commitment(**who, commitment=one, day=date(2017, 6, 1), amount_pence=1_950_00)
    assert (balance(pool, "HOMECARE-IBCF"), balance(pool, "BANK")) == (1_950_00, -1_950_00)
    assert refused(actions.post_due_commitment, **who, commitment=one, day=date(2017, 6, 1)) == ["commitment-ended"]


def test_a_forecast_is_kept_with_its_reason(pool, who, homecare):
    assert refused(actions.forecast_line, **who, line=homecare, amount_pence=35_000_00, reason="") == ["reason-missing"]
    actions.forecast_line(**who, line=homecare, amount_pence=35_000_00, reason="More hours")
    actions.forecast_line(**who, line=homecare, amount_pence=33_000_00, reason="Fewer than thought")
    assert [row.reason for row in queries.forecasts(pool.fund, YEAR)] == ["Fewer than thought", "More hours"]
    assert queries.line_amounts(pool.fund, YEAR)["homecare", "ibcf"].forecast_pence == 33_000_00


@pytest.fixture
def march(pool, who, homecare):
    """The year ends with £8,000 unspent of the grant: £10,000 came in, £2,000 was spent."""
    actions.step_period(**who, fund=pool.fund, month=Month(2018, 4), step=PeriodStep.OPEN)
    drafts = [
        draft(("BANK", 10_000_00), ("IN-IBCF", -10_000_00)),
        draft(("HOMECARE-IBCF", 2_000_00), ("BANK", -2_000_00)),
    ]
    actions.post(**who, fund=pool.fund, drafts=drafts)
    return {"source": pool.parts["ibcf"], "year": YEAR, "reserve": pool.parts["RISK-RESERVE"], "reason": "Late start"}


def test_an_underspend_is_carried_under_its_conditions_into_next_years_line(pool, who, march):
    ibcf = pool.parts["ibcf"]
    line = add_line(pool, who, "homecare", "ibcf", 1_000_00, YEAR + 1)
    carry = lambda **more: actions.carry_forward(**who, **{**march, "amount_pence": 8_000_00, "line": line} | more)  # noqa: E731
    assert refused(carry) == ["carry-unknown"]
    condition = {"source": ibcf, "condition": "Paragraph 5 of the determination"}
    actions.record_condition(**who, **condition, carry=CarryRule.RETURN)
    assert refused(carry) == ["carry-not-allowed"]
    assert [one.code for one in queries.year_end_findings(pool.fund, YEAR)] == ["carry-not-allowed"]
    actions.record_condition(**who, **condition, carry=CarryRule.SAME_PURPOSE)
    assert refused(carry, amount_pence=8_000_01) == ["set-aside-uncovered"]
    assert refused(carry, line=add_line(pool, who, "reablement", "nhs-minimum", 1, YEAR + 1)) == ["carry-line"]
    assert refused(carry, line=add_line(pool, who, "reablement", "ibcf", 1, YEAR + 1)) == ["carry-other-purpose"]
    carry()
    # income and spending of both years stay what they were; the money moved by appropriation
    before, after = (queries.outturn(pool.fund, year)["ibcf"] for year in (YEAR, YEAR + 1))
    assert (before.income_pence, before.spending_pence, before.closing_pence) == (10_000_00, 2_000_00, 0)
    assert (after.opening_pence, after.income_pence, after.to_reserves_pence, after.closing_pence) == (
        0,
        0,
        -8_000_00,
        8_000_00,
    )
    assert queries.budgets(pool.fund, YEAR + 1)[line.pk] == 9_000_00
    assert queries.brought(pool.fund, YEAR + 1) == {"ibcf": 8_000_00}
    assert refused(carry, amount_pence=1) == ["set-aside-uncovered"]
    # the database lets no more be moved out of the line than it now has
    row = {"fund": pool.fund, "from_line": line, "partner": pool.parts["council"], "waits": False, "reason": "r"}
    other = models.BudgetLine.objects.get(year=YEAR + 1, scheme__code="reablement", source__code="ibcf", fund=pool.fund)
    by = {"to_line": other, "person_id": pool.jo.id, "person_name": "n", "at": AT}
    with pytest.raises(IntegrityError, match="no longer has"), transaction.atomic():
        models.Virement.objects.create(**row, **by, amount_pence=9_000_01)
    models.Virement.objects.create(**row, **by, amount_pence=9_000_00)


def test_a_reserve_holds_each_sources_money_apart(pool, who, march):
    move = {"reserve": march["reserve"], "day": date(2017, 9, 1), "reason": "Winter"}
    ibcf = pool.parts["ibcf"]
    assert refused(actions.set_aside, **who, **move, source=ibcf, amount_pence=8_000_01) == ["set-aside-uncovered"]
    aside = actions.set_aside(**who, **move, source=ibcf, amount_pence=5_000_00)
    assert refused(actions.draw_reserve, **who, **move, source=pool.parts["nhs-minimum"], amount_pence=1) == [
        "reserve-overdrawn"
    ]
    actions.draw_reserve(**who, **move, source=ibcf, amount_pence=2_000_00)
    (reserve,) = queries.reserves(pool.fund)
    assert (reserve.balance_pence, reserve.held_pence) == (3_000_00, {"ibcf": 3_000_00})
    assert queries.unspent(pool.fund, ibcf) == 5_000_00
    assert refused(actions.set_aside, **who, **move | {"reserve": pool.parts["BANK"]}, source=ibcf, amount_pence=1) == [
        "not-a-reserve"
    ]
    number = aside.entry.link.number
    actions.reverse(**who, fund=pool.fund, number=number, day=date(2017, 9, 2), description="Wrong")
    assert queries.reserves(pool.fund)[0].balance_pence == -2_000_00


def test_section_256_from_agreement_to_voucher(pool, who):
    partners = {"payer": pool.parts["icb"], "payee": pool.parts["council"]}
    agreed = {"year": YEAR, "amount_pence": 60_000_00, "purpose": "Falls prevention", "conditions": "Spend by March"}
    section = TransferKind.SECTION_256
    wrong_way = {"payer": partners["payee"], "payee": partners["payer"]}
    assert refused(actions.agree_transfer, **who, **agreed, **wrong_way, kind=section) == ["transfer-direction"]
    transfer = actions.agree_transfer(**who, **agreed, **partners, kind=section)
    assert queries.brought(pool.fund, YEAR) == {"s256-2017-1": 60_000_00}
    actions.receive_transfer(**who, transfer=transfer, amount_pence=60_000_00, day=date(2017, 5, 4))
    assert refused(actions.receive_transfer, **who, transfer=transfer, amount_pence=1, day=date(2017, 5, 4)) == [
        "transfer-amount"
    ]
    line = actions.add_budget_line(
        **who, fund=pool.fund, year=YEAR, scheme=pool.parts["homecare"], source=transfer.source,
        planned_pence=60_000_00,
    )  # fmt: skip
    actions.book_invoice(
        **who, line=line, invoice=Invoice(52_345_67, 0), day=date(2017, 8, 1), description="Falls service"
    )
    certify = {"transfer": transfer, "on": date(2018, 4, 20)}
    assert refused(actions.certify_transfer, **who, **certify, partner=pool.parts["icb"]) == ["voucher-not-yours"]
    voucher = actions.certify_transfer(**who, **certify, partner=pool.parts["council"])
    assert "Received in the year: £60,000\nSpent in the year: £52,345.67\nUnspent at 31 March 2018: £7,654.33" in (
        voucher.wording
    )
    assert f"by {pool.jo.name}, 20 April 2018" in voucher.wording
    assert queries.latest_voucher(transfer) == voucher


def test_a_grant_is_passed_down_to_districts(pool, who):
    ibcf = pool.parts["ibcf"]
    actions.set_contribution(**who, source=ibcf, year=YEAR, amount_pence=700_000_00, due=MONTHS[:1])
    due = date(2017, 6, 30)
    share = {"source": ibcf, "year": YEAR}
    upper = actions.share_out_grant(**who, **share, share=Share("Upper Vale", 400_000_00, due))
    assert refused(actions.share_out_grant, **who, **share, share=Share("Lower Vale", 300_000_00, due, 1)) == [
        "kept-without-agreement"
    ]
    kept = Share("Lower Vale", 300_000_00, due, 50_000_00, "Cabinet of Lower Vale, 3 May 2017")
    actions.share_out_grant(**who, **share, share=kept)
    pay = {"pass_down": upper, "day": date(2017, 6, 20)}
    assert refused(actions.pay_district, **who, **pay, amount_pence=400_000_01) == ["pass-down-amount"]
    actions.pay_district(**who, **pay, amount_pence=400_000_00)
    ((grant, shares),) = queries.pass_down_sources(pool.fund, YEAR).values()
    assert (grant, [one.left_pence for one in shares]) == (700_000_00, [250_000_00, 0])
    assert [account.code for account in queries.accounts(pool.fund).values() if account.kind == AccountKind.PASSED_DOWN]
    assert queries.outturn(pool.fund, YEAR)["ibcf"].spending_pence == 400_000_00
    # an earlier share is put right by a later one; what was paid stays paid
    actions.share_out_grant(**who, **share, share=Share("Upper Vale", 450_000_00, due))
    assert sorted(one.left_pence for one in queries.pass_downs(pool.fund, YEAR).values()) == [50_000_00, 250_000_00]


def test_nobody_of_another_fund_sees_any_of_it(pool, who, homecare, march):
    actions.set_aside(
        **who, reserve=march["reserve"], source=march["source"], amount_pence=1, day=date(2017, 9, 1), reason="r"
    )
    accrue(who, homecare, Month(2017, 4))
    with scope.within(scope.NOBODY):
        assert not models.ReserveMove.objects.exists()
        assert not models.Accrual.objects.exists()
