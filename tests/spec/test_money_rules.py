"""Money in and out over a year: schedules, accruals, forecasts, year end, transfers, passing down, VAT, by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engine.ledger import accruals, forecasting, passingdown, schedule, transfers, vat, yearend
from commonweal.engine.ledger.balances import StatementLine
from commonweal.engine.ledger.contributions import Instalment, instalments
from commonweal.engine.ledger.journal import Leg
from commonweal.engine.ledger.ringfence import Amounts
from commonweal.engine.periods import Month

MONTHS = [date(2024, month, 15) for month in range(4, 13)] + [date(2025, month, 15) for month in (1, 2, 3)]
BARNET = instalments(9_621_518_00, MONTHS)


def codes(findings):
    return [finding.code for finding in findings]


def test_barnets_schedule_with_two_and_a_half_instalments_received():
    """Grant determination 31/7245, twelve of £801,793.17 and .16; £2,004,482.92 received by 20 July 2024."""
    rows = schedule.standings(BARNET, 2_004_482_92, on=date(2024, 7, 20))
    assert [row.received_pence for row in rows[:4]] == [801_793_17, 801_793_17, 400_896_58, 0]
    assert [row.is_overdue for row in rows[:5]] == [False, False, True, True, False]
    assert schedule.overdue_pence(rows) == 400_896_59 + 801_793_17
    assert schedule.next_missing(rows).due == date(2024, 6, 15)
    assert sum(row.amount_pence for row in rows) == 9_621_518_00


def test_an_instalment_is_not_overdue_on_its_own_day():
    rows = schedule.standings(BARNET, 0, on=date(2024, 4, 15))
    assert not rows[0].is_overdue
    assert schedule.standings(BARNET, 0, on=date(2024, 4, 16))[0].is_overdue


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=12), st.integers(-(10**9), 2 * 10**10))
def test_what_was_received_is_set_against_instalments_and_never_made_more(amounts, received):
    rows = schedule.standings([Instalment(MONTHS[n], pence) for n, pence in enumerate(amounts)], received, on=MONTHS[3])
    assert sum(row.received_pence for row in rows) == min(max(received, 0), sum(amounts))
    started = [row for row in rows if row.received_pence]
    assert all(row.missing_pence == 0 for row in started[:-1])


def test_due_days_are_equal_steps_over_the_year():
    assert schedule.due_days(2024, date(2024, 4, 15), 12) == tuple(MONTHS)
    quarters = (date(2024, 5, 31), date(2024, 8, 31), date(2024, 11, 30), date(2025, 2, 28))
    assert schedule.due_days(2024, date(2024, 5, 31), 4) == quarters
    for first, count in [(date(2024, 5, 1), 12), (date(2024, 3, 31), 1), (date(2024, 4, 1), 5), (date(2024, 4, 1), 0)]:
        with pytest.raises(ValueError, match="instalments"):
            schedule.due_days(2024, first, count)


def test_client_charges_net_the_councils_contribution():
    """Gross £1,000,000, charges £180,000: the council pays £820,000, has paid £615,000, owes £205,000."""
    netting = schedule.Netting(1_000_000_00, 180_000_00, 615_000_00)
    assert (netting.net_pence, netting.left_pence) == (820_000_00, 205_000_00)


def test_a_variation_needs_a_reason_an_instalment_and_at_least_what_was_due():
    day = date(2024, 9, 1)
    assert schedule.check_variation(BARNET, 9_000_000_00, day, "Agreed") == []
    assert codes(schedule.check_variation(BARNET, 9_000_000_00, day, " ")) == ["reason-missing"]
    assert codes(schedule.check_variation(BARNET, 9_000_000_00, date(2025, 4, 1), "r")) == ["variation-too-late"]
    # five of £801,793.17 were due before September: £4,008,965.85
    assert codes(schedule.check_variation(BARNET, 4_008_965_84, day, "r")) == ["variation-below-due"]
    assert schedule.check_variation(BARNET, 4_008_965_85, day, "r") == []


OCTOBER, NOVEMBER, DECEMBER, JANUARY = (Month(2024, 10) + count for count in range(4))
HOMECARE = accruals.Accrual(7, date(2024, 10, 31), "Homecare: October hours", 12_000_00)


def test_an_accrual_is_dated_the_months_last_day_and_charges_the_line():
    assert accruals.accrual_day(OCTOBER) == date(2024, 10, 31)
    assert accruals.accrual_day(Month(2024, 2)) == date(2024, 2, 29)
    legs = accruals.accrual_legs("HOMECARE", "ACCRUED", 12_000_00)
    assert legs == (Leg("HOMECARE", 12_000_00), Leg("ACCRUED", -12_000_00))
    assert codes(accruals.check_accrual(0, "")) == ["accrual-amount", "reason-missing"]


@pytest.mark.parametrize(
    ("open_months", "day"),
    [
        ({OCTOBER, NOVEMBER}, date(2024, 11, 1)),
        ({OCTOBER, DECEMBER, JANUARY}, date(2024, 12, 1)),  # November is closed
        ({OCTOBER}, None),
        ({Month(2024, 9)}, None),
    ],
)
def test_it_is_taken_back_on_the_first_day_of_the_next_open_month(open_months, day):
    assert accruals.reversal_day(HOMECARE.day, open_months) == day


def test_only_what_has_begun_is_taken_back():
    months = {OCTOBER, NOVEMBER}
    assert accruals.to_reverse([HOMECARE], months, on=date(2024, 10, 31)) == []
    assert accruals.to_reverse([HOMECARE], months, on=date(2024, 11, 1)) == [(HOMECARE, date(2024, 11, 1))]


def test_closing_a_month_warns_of_earlier_accruals_and_not_of_its_own():
    assert accruals.check_close(OCTOBER, [HOMECARE]) == []
    (found,) = accruals.check_close(NOVEMBER, [HOMECARE])
    assert "£12,000 accrued for October 2024" in found.message


def test_a_years_forecast_keeps_over_and_under_apart():
    lines = [Amounts(100_00, 0, 0, 112_00), Amounts(50_00, 0, 0, 45_00), Amounts(70_00, 0, 0, 70_00)]
    year = forecasting.year_forecast(lines)
    assert (year.over_pence, year.under_pence, year.variance_pence) == (12_00, 5_00, 7_00)


@pytest.mark.parametrize(
    ("pence", "reason", "found"),
    [
        (100_00, "", []),
        (120_00, "", ["reason-missing"]),
        (120_00, "Winter", []),
        (70_00, "Fewer hours", ["forecast-below-known"]),
        (-1, "x", ["forecast-amount"]),
    ],
)
def test_a_forecast_that_differs_says_why(pence, reason, found):
    """Planned £100, paid £60, committed £20."""
    assert codes(forecasting.check_forecast(Amounts(100_00, 60_00, 20_00), pence, reason)) == found


GRANT = yearend.Carry("grant", 30_000_00, "homecare")


@pytest.mark.parametrize(
    ("rule", "carry", "found"),
    [
        (yearend.CarryRule.FREE, GRANT, []),
        (yearend.CarryRule.SAME_PURPOSE, GRANT, []),
        (yearend.CarryRule.SAME_PURPOSE, yearend.Carry("grant", 1, "carers"), ["carry-other-purpose"]),
        (yearend.CarryRule.SAME_PURPOSE, yearend.Carry("grant", 1), []),  # held in a reserve
        (yearend.CarryRule.FREE, yearend.Carry("grant", 1, "carers"), []),
        (yearend.CarryRule.RETURN, GRANT, ["carry-not-allowed"]),
        (yearend.CarryRule.UNKNOWN, GRANT, ["carry-unknown"]),
        (yearend.CarryRule.FREE, yearend.Carry("grant", 40_000_01), ["set-aside-uncovered"]),
        (yearend.CarryRule.FREE, yearend.Carry("grant", 0), ["reserve-amount"]),
    ],
)
def test_an_underspend_is_carried_as_its_conditions_allow(rule, carry, found):
    """£40,000 is unspent of a grant that paid for homecare."""
    assert codes(yearend.check_carry(carry, rule, 40_000_00, {"homecare"}, "Late start")) == found


def test_a_year_end_tells_what_must_go_back_and_what_nobody_decided():
    lines = [
        StatementLine("dfg", 0, 500_00, 420_00, 0),
        StatementLine("grant", 10_00, 90_00, 100_00, 0),
        StatementLine("nhs", 0, 90_00, 95_00, 0),
        StatementLine("other", 0, 90_00, 60_00, 10_00),
    ]
    found = yearend.check_year_end(lines, {"dfg": yearend.CarryRule.RETURN})
    assert [(one.code, one.where) for one in found] == [
        ("carry-not-allowed", "source dfg"),
        ("source-overspent", "source nhs"),
        ("carry-unknown", "source other"),
    ]
    assert found[0].message == "£80 is unspent and may not be carried."


def test_setting_aside_is_no_spending_and_drawing_no_income():
    assert yearend.set_aside_legs("TO", "RISK", 5_00) == (Leg("TO", 5_00), Leg("RISK", -5_00))
    assert yearend.set_aside_legs("TO", "RISK", -5_00) == (Leg("TO", -5_00), Leg("RISK", 5_00))
    assert codes(yearend.check_draw(6_00, 5_00, "Winter")) == ["reserve-overdrawn"]
    assert yearend.check_draw(5_00, 5_00, "Winter") == []
    assert codes(yearend.check_draw(5_00, 5_00, "")) == ["reason-missing"]
    assert (yearend.year_ends(2023), yearend.next_begins(2023)) == (date(2024, 3, 31), date(2024, 4, 1))


def transfer(kind=transfers.TransferKind.SECTION_256, *, from_nhs=True, **more):
    told = {"amount_pence": 60_000_00, "purpose": "Falls", "conditions": "Spend by March"} | more
    return transfers.Transfer(kind, "one", "other", from_nhs, not from_nhs, **told)


def test_section_256_goes_to_the_council_and_76_to_the_nhs():
    assert transfers.check_transfer(transfer()) == []
    assert codes(transfers.check_transfer(transfer(from_nhs=False))) == ["transfer-direction"]
    back = transfers.TransferKind.SECTION_76
    assert transfers.check_transfer(transfer(back, from_nhs=False)) == []
    assert codes(transfers.check_transfer(transfer(back))) == ["transfer-direction"]
    assert codes(transfers.check_transfer(transfer(purpose=" ", conditions="", amount_pence=0))) == [
        "transfer-amount",
        "transfer-without-purpose",
        "transfer-without-conditions",
    ]


def test_a_voucher_adds_up_and_says_so():
    """£5,000 brought forward, £60,000 received, £52,345.67 spent: £12,654.33 is left."""
    voucher = transfers.Voucher(5_000_00, 60_000_00, 52_345_67)
    assert voucher.unspent_pence == 12_654_33
    assert codes(transfers.check_voucher(voucher, 60_000_00)) == ["voucher-unspent"]
    assert codes(transfers.check_voucher(transfers.Voucher(0, 50_00, 51_00), 60_00)) == [
        "voucher-overspent",
        "voucher-received",
    ]
    text = transfers.voucher_text(voucher, {"payee": "{spent}"}, "{payee}: {received}, {spent}, {unspent}")
    assert text == "{spent}: £60,000, £52,345.67, £12,654.33"


def district(paid=(), kept=0, agreement="", share=400_000_00):
    payments = tuple(passingdown.Payment(day, pence) for day, pence in paid)
    return passingdown.Share("Upper Vale", share, date(2017, 6, 30), kept, agreement, payments)


BEFORE, AFTER = date(2017, 6, 30), date(2017, 7, 1)


@pytest.mark.parametrize(
    ("share", "on", "found"),
    [
        (district(), BEFORE, []),
        (district(), AFTER, ["passed-down-short"]),
        (district([(BEFORE, 400_000_00)]), AFTER, []),
        (district([(AFTER, 400_000_00)]), AFTER, ["passed-down-late"]),
        (district([(BEFORE, 399_999_99)]), AFTER, ["passed-down-short"]),
        (district([(BEFORE, 400_000_01)]), AFTER, ["passed-down-too-much"]),
        (district([(BEFORE, 350_000_00)], 50_000_00, "Cabinet, 3 May 2017"), AFTER, []),
    ],
)
def test_disabled_facilities_grant_is_passed_down_in_full_by_30_june_2017(share, on, found):
    assert codes(passingdown.check_passing_down([share], 400_000_00, on=on)) == found


def test_part_is_kept_only_by_the_districts_agreement_and_the_shares_come_to_the_grant():
    assert codes(passingdown.check_share(district(kept=1))) == ["kept-without-agreement"]
    assert codes(passingdown.check_share(district(kept=400_000_01, agreement="a"))) == ["share-kept"]
    assert codes(passingdown.check_passing_down([district()], 500_000_00, on=BEFORE)) == ["grant-not-shared"]
    assert passingdown.check_passing_down([], 500_000_00, on=BEFORE) == []


INVOICE = vat.Invoice(1_000_00, 200_00)


@pytest.mark.parametrize(
    ("treatment", "legs"),
    [
        (
            vat.Treatment.SECTION_33,
            (Leg("CARE", 1_000_00), Leg("VAT", 200_00, "recoverable VAT"), Leg("BANK", -1_200_00)),
        ),
        (vat.Treatment.NOT_RECOVERABLE, (Leg("CARE", 1_200_00), Leg("BANK", -1_200_00))),
    ],
)
def test_the_same_invoice_costs_more_where_vat_is_not_recovered(treatment, legs):
    made = vat.invoice_legs(INVOICE, treatment, spending="CARE", recoverable="VAT", paid_from="BANK")
    assert made == legs
    assert sum(leg.amount_pence for leg in made) == 0


@pytest.mark.parametrize("treatment", [None, *vat.Treatment])
@pytest.mark.parametrize("host", vat.HostKind)
def test_host_and_treatment_fit_or_not(treatment, host):
    fits = {
        (vat.Treatment.SECTION_33, vat.HostKind.COUNCIL),
        (vat.Treatment.SECTION_41, vat.HostKind.NHS),
        *((vat.Treatment.NOT_RECOVERABLE, any_host) for any_host in vat.HostKind),
    }
    found = codes(vat.check_treatment("line", treatment, host))
    assert found == (["vat-undecided"] if treatment is None else [] if (treatment, host) in fits else ["vat-misfit"])


def test_an_invoice_that_cannot_be():
    assert vat.check_invoice(vat.Invoice(10_00, 0), None) == []
    assert codes(vat.check_invoice(INVOICE, None)) == ["vat-undecided"]
    assert codes(vat.check_invoice(vat.Invoice(0, 0), None)) == ["invoice-net"]
    assert codes(vat.check_invoice(vat.Invoice(10_00, 10_01), vat.Treatment.SECTION_33)) == ["invoice-vat"]
