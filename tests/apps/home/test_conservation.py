"""Whatever is posted, placed and waited: the sums at each step of the line equal the ones at its ends."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from commonweal.core import scope
from commonweal.engine.packages.paying import worth_pence
from commonweal.engine.periods import Period
from commonweal.flow import actions as doing
from commonweal.flow import queries as flow
from commonweal.home import queries
from commonweal.observations import queries as observations
from commonweal.returns import actions as returns
from commonweal.returns import queries as returned
from commonweal.scrutiny import actions as scrutiny
from tests.factories.accounted import LATER, YEAR
from tests.factories.pool import MAKER
from tests.factories.walked import MONDAY, QUARTER, RATE_PENCE, TODAY, Walked, walked

SOURCES = ("nhs-minimum", "better-care-grant")
FIRST = date(YEAR, 6, 20)  # some days before the quarter, and beyond its end
days = st.integers(0, 120).map(lambda count: FIRST + timedelta(days=count))
areas = st.sampled_from(["North", "South", "Nowhere"])
minutes = st.integers(0, 840)
placements = st.lists(st.tuples(st.sampled_from(["North", "South"]), st.lists(minutes, max_size=4)), max_size=4)
spending = st.lists(st.tuples(days, st.sampled_from(SOURCES), st.integers(1, 10_000_00)), max_size=4)
waits = st.lists(st.tuples(days, st.integers(0, 40), areas, st.booleans()), max_size=5)
paid_weeks = st.lists(st.integers(1, 5), max_size=3).map(sorted)
FEW = settings(max_examples=15, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck))


def live(made: Walked, placed, spent, waited, paid) -> dict[str, int]:
    """Do all that, and reckon by hand what came of it in the quarter."""
    first, end = date(YEAR, 7, 1), date(YEAR, 10, 1)
    delivered = {}
    for area, weeks in placed:
        placement = made.placed(MONDAY, area=area)
        for week, count in enumerate(weeks):
            made.deliver(placement, week, count)
            delivered[week] = delivered.get(week, 0) + count
    worth = 0
    for weeks in paid:
        now = worth_pence(sum(count for week, count in delivered.items() if week < weeks), RATE_PENCE)
        if now > worth:
            made.pay(weeks)
            worth = now
    for day, source, pence in spent:
        made.spend(day, "homecare", source, pence)
    for_lots = for_care = 0
    for ready, count, area, is_care in waited:
        made.wait(ready, count, made.request(ready, area=area) if is_care else None, area)
        inside = sum(first <= ready + timedelta(days=i) < end for i in range(count))
        for_care += inside * is_care
        for_lots += inside * (is_care and area != "Nowhere")
    spent_in_quarter = sum(pence for day, _, pence in spent if first <= day < end)
    return {"pounds": worth + spent_in_quarter, "lots": for_lots, "care": for_care, "minutes": sum(delivered.values())}


def account(made: Walked) -> None:
    """A return of the quarter, certified, and a paper on it."""
    manager, finance = (made.place.people[kind].actor for kind in ("programme-manager", "council-finance"))
    of = returns.start_return(by=manager, at=LATER, plan=made.place.plan, year=YEAR, quarter=QUARTER)
    kept = returns.submit(by=manager, at=LATER, of=of)
    returns.certify(by=finance, at=LATER, of=of, digest=kept.digest)
    told = {"template": "quarterly", "committee": "Board", "meets": TODAY}
    scrutiny.write_paper(by=manager, at=LATER, of=of, **told)
    assert returned.is_rebuilt(of)


@FEW
@given(placed=placements, spent=spending, waited=waits, paid=paid_weeks)
def check_one_life(made: Walked, placed, spent, waited, paid):
    with transaction.atomic():
        with scope.within(scope.SYSTEM_SCOPE):
            by_hand = live(made, placed, spent, waited, paid)
            account(made)
            reckon(made, by_hand)
            keep_months(made)
        transaction.set_rollback(True)


def reckon(made: Walked, by_hand: dict[str, int]) -> None:
    """The sums at each step against those at the next, and both ends and the middle against what was done by hand."""
    pounds = 0
    for source in SOURCES:
        walk = queries.walk(made.place.plan, YEAR, QUARTER, "homecare", source, TODAY)
        found = queries.checks(walk)
        assert [check for check in found if not check.holds] == []
        assert len(found) >= 11
        pounds += sum(one.amount_pence for one in walk.entries)
    cells = {cell.address: cell.value for cell in walk.evidence.cells}
    assert cells["spend/homecare/quarter"] == pounds == by_hand["pounds"]
    assert cells["delays/care/days"] == by_hand["care"]
    assert sum(walk.people.values()) == by_hand["lots"] == by_hand["care"] - walk.elsewhere
    assert sum(row.delivered_minutes for row in walk.deliveries) == by_hand["minutes"]
    assert cells["outputs/homecare/hours"] == by_hand["minutes"]
    said = {address for _, one in walk.sentences for address in one.cells}
    assert "outputs/homecare/hours" in said


def keep_months(made: Walked) -> None:
    """The place's own months come to the days of the record, and the plan's sum leads to the pool's."""
    months = Period(date(YEAR, 4, 1), date(LATER.year, LATER.month, 1))
    days = flow.total(flow.delayed_days(made.fund, months, TODAY))
    if flow.departures(made.fund).exists():
        doing.keep_actuals(by=MAKER, at=LATER, fund=made.fund, on=TODAY)
    assert sum(one.value for one in observations.local_readings(made.fund.host_id)) == days
    assert queries.bridge(made.place.plan, made.fund, YEAR).holds


def test_any_life_of_a_place_is_conserved_from_end_to_end(db):
    check_one_life(walked())
