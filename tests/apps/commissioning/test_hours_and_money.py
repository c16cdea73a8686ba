"""From a request to a pound in the books and back, by hand; what the actions refuse."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonweal.commissioning import actions, queries
from commonweal.commissioning.actions import Week
from commonweal.engine.packages.service import Service
from commonweal.engine.periods import Period
from commonweal.pool import actions as pool_actions
from commonweal.pool import queries as pool
from tests.factories.line import MADE, YEAR

MONDAY = date(2017, 4, 3)
QUARTER = Period(date(2017, 4, 1), date(2017, 7, 1))


def deliver(line, placement, *minutes, since=MONDAY):
    weeks = [
        Week(placement, since + timedelta(weeks=place), placement.minutes_a_week, each)
        for place, each in enumerate(minutes)
    ]
    actions.deliver(**MADE, fund=line.fund, weeks=weeks)


def pay(line, until, day):
    return actions.pay(**MADE, contract=line.contract, until=until, day=day)


def refused(call):
    with pytest.raises(actions.Refused) as found:
        call()
    return [one.code for one in found.value.findings]


def test_hours_become_pounds_of_the_schemes_that_pay(line):
    deliver(line, line.placed(MONDAY), 840, 825, 800)
    payment = pay(line, date(2017, 4, 17), date(2017, 4, 20))
    # 1,665 minutes at £27.31 an hour: £757.8525, two thirds and one third of £757.85
    assert (payment.minutes, payment.amount_pence) == (1665, 75_785)
    assert [part.amount_pence for part in payment.parts.order_by("id")] == [50_523, 25_262]
    spent = pool.line_amounts(line.fund, YEAR)
    assert spent["homecare", "nhs-minimum"].paid_pence == 50_523
    assert spent["homecare", "ibcf"].paid_pence == 25_262
    rows = queries.paid_parts(line.fund, YEAR)
    assert [(row.contract, row.scheme, row.source, row.amount_pence, row.entry_number) for row in rows] == [
        ("HC-01", "homecare", "nhs-minimum", 50_523, 1),
        ("HC-01", "homecare", "ibcf", 25_262, 2),
    ]
    assert pool.verify(line.fund) == []


def test_the_next_payment_makes_the_whole_right(line):
    placement = line.placed(MONDAY)
    deliver(line, placement, 25, 25)
    assert pay(line, date(2017, 4, 10), date(2017, 5, 1)).amount_pence == 1138  # £11.3792
    deliver(line, placement, 20)  # the first week was five minutes less
    payment = pay(line, date(2017, 4, 17), date(2017, 5, 2))
    assert (payment.minutes, payment.amount_pence) == (20, 910)  # 45 minutes are £20.4825: £20.48
    sums = queries.contract_sums(line.contract)
    assert (sums.worth_pence, sums.paid_pence, sums.parts_pence, sums.unpaid_minutes) == (2048, 2048, 2048, 0)
    assert sums.is_conserved
    assert refused(lambda: pay(line, date(2017, 4, 17), date(2017, 5, 3))) == ["nothing-to-pay"]


def test_a_payment_whose_entries_are_taken_back_is_due_again(line):
    deliver(line, line.placed(MONDAY), 600)
    first = pay(line, date(2017, 4, 10), date(2017, 5, 1))
    for part in first.parts.all():
        pool_actions.reverse(
            **MADE, fund=line.fund, number=part.entry.link.number, day=date(2017, 5, 2), description="Back"
        )
    assert queries.paid_parts(line.fund, YEAR) == []
    assert queries.contract_sums(line.contract).unpaid_minutes == 600
    again = pay(line, date(2017, 4, 10), date(2017, 5, 3))
    assert (again.minutes, again.amount_pence) == (600, 27_310)
    assert sum(one.paid_pence for one in pool.line_amounts(line.fund, YEAR).values()) == 27_310


def test_a_scheme_without_a_budget_of_the_year_cannot_pay(line):
    deliver(line, line.placed(MONDAY), 600)
    assert refused(lambda: pay(line, date(2017, 4, 10), date(2018, 5, 1))) == ["payer-without-budget"]
    assert queries.payments(line.contract).count() == 0


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 1500), st.booleans()), min_size=1, max_size=8))
def test_hours_times_rate_are_the_pounds_posted_whatever_happens(line, happenings):
    placements, held = [line.placed(MONDAY), line.placed(MONDAY, 400, lot=1)], {}
    for place, (week, minutes, is_paid) in enumerate(happenings):
        placement = placements[place % 2]
        deliver(line, placement, minutes, since=MONDAY + timedelta(weeks=week))
        held[placement.pk, week] = minutes
        if is_paid:
            try:
                pay(line, MONDAY + timedelta(weeks=week + 1), date(2017, 6, 30))
            except actions.Refused:
                continue
    sums = queries.contract_sums(line.contract)
    assert sums.delivered_minutes - queries.delivered_minutes(line.contract, MONDAY) == sum(
        row.delivered_minutes for row in queries.latest_deliveries(line.fund).filter(contract=line.contract)
    )
    assert sums.is_conserved
    assert sum(row.amount_pence for row in queries.paid_parts(line.fund, YEAR)) == sum(
        one.paid_pence for one in pool.line_amounts(line.fund, YEAR).values()
    )


def test_hours_of_a_quarter_by_lot(line):
    placement = line.placed(date(2017, 5, 1))
    actions.end_placement(**MADE, placement=placement, ends=date(2017, 5, 29))
    deliver(line, placement, 840, 820, since=date(2017, 5, 1))
    line.request(date(2017, 6, 24), 420)  # seven hours a week, missing in the last week
    line.request(date(2017, 6, 24), 420, area="Nowhere")
    north, south, nowhere = queries.lot_hours(line.fund, QUARTER)
    assert (north.area, north.hours.contracted_least, north.hours.contracted_most) == ("North", 1300, 1820)
    assert (north.hours.placed, north.hours.planned, north.hours.missing) == (56, 28, 7)
    assert float(north.hours.delivered) == pytest.approx(27.6667, abs=1e-4)
    assert (south.area, south.hours.contracted_most, south.hours.missing) == ("South", 910, 0)
    assert (nowhere.lot_id, nowhere.area, nowhere.hours.missing) == (None, "Nowhere", 7)
    assert queries.together([north, south, nowhere]).missing == 14
    for one in (north, south, nowhere):  # asked for alone, each is the same
        assert queries.lot_hours(line.fund, QUARTER, of=(one.area, one.service)) == [one]
    assert queries.lot_hours(line.fund, QUARTER, of=("North", "unknown")) == []


def test_what_blocks_the_enabling_hours(line):
    held = line.placed(date(2017, 5, 1))
    waits = line.request(date(2017, 6, 1), follows=held.request)
    assert queries.blocked(line.fund, date(2017, 5, 31)) == []
    (blocked,) = queries.blocked(line.fund, date(2017, 6, 10))
    assert (blocked.placement_id, blocked.waits_for_id, blocked.since) == (held.pk, waits.pk, date(2017, 6, 1))
    actions.place(**MADE, request=waits, lot=line.lots[0], minutes_a_week=840, starts=date(2017, 6, 12))
    waits.refresh_from_db()
    assert queries.blocked(line.fund, date(2017, 6, 12)) == []


def test_what_cannot_be_placed_or_delivered(line):
    request = line.request(date(2017, 5, 1), asked_on=date(2017, 4, 20))
    of = {"request": request, "lot": line.lots[0], "minutes_a_week": 840}
    assert refused(lambda: actions.place(**MADE, **of, starts=date(2019, 4, 1))) == ["placement-day"]
    assert refused(lambda: actions.place(**MADE, **of, starts=date(2017, 4, 19))) == ["placement-before-request"]
    assert refused(lambda: actions.place(**MADE, **of | {"minutes_a_week": 0}, starts=date(2017, 5, 1))) == [
        "minutes-of-a-week"
    ]
    placement = actions.place(**MADE, **of, starts=date(2017, 5, 1))
    assert refused(lambda: actions.place(**MADE, **of, starts=date(2017, 5, 1))) == ["already-there"]
    assert refused(lambda: actions.end_request(**MADE, request=request, day=date(2017, 5, 2), reason="x")) == [
        "request-placed"
    ]
    assert refused(lambda: deliver(line, placement, 840, since=date(2017, 5, 2))) == ["delivery-week"]
    assert refused(lambda: deliver(line, placement, 840, since=date(2017, 4, 24))) == ["delivery-outside"]
    assert refused(lambda: deliver(line, placement, 10_081, since=date(2017, 5, 1))) == ["delivery-minutes"]
    week = Week(placement, date(2017, 5, 1), 840, 840)
    assert refused(lambda: actions.deliver(**MADE, fund=line.fund, weeks=[week, week])) == ["delivery-twice"]
    reablement = line.request(date(2017, 5, 1), service=Service.REABLEMENT)
    assert reablement.lot is None
    of = {"request": reablement, "lot": line.lots[0], "minutes_a_week": 840, "starts": date(2017, 5, 1)}
    assert refused(lambda: actions.place(**MADE, **of)) == ["placement-service"]


def test_a_request_given_up_is_missing_no_longer(line):
    request = line.request(date(2017, 6, 1), 420)
    actions.end_request(**MADE, request=request, day=date(2017, 6, 8), reason="Went to live with a daughter")
    (one,) = queries.missing(line.fund, QUARTER)
    assert (one.hours, one.over_on) == (7, date(2017, 6, 8))
    of = {"request": request, "lot": line.lots[0], "minutes_a_week": 420, "starts": date(2017, 6, 9)}
    assert refused(lambda: actions.place(**MADE, **of)) == ["placement-of-ended"]
