"""Delayed days: the database against the engine, and conserved however they are summed."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonweal.core import scope
from commonweal.core.actor import Actor
from commonweal.engine.delays import days as engine
from commonweal.engine.delays.days import Side
from commonweal.engine.periods import Month, Period
from commonweal.flow import actions, models, queries
from commonweal.flow.actions import Said
from tests.factories.line import HOMECARE_WAIT, MADE, REABLEMENT_WAIT, TRANSPORT, invented_line
from tests.factories.pool import AT

QUARTER = Period(date(2017, 4, 1), date(2017, 7, 1))
ON = date(2017, 6, 20)
NHS, CARE = Said(TRANSPORT, Side.NHS), Side.SOCIAL_CARE
DAYS = st.integers(0, 100).map(lambda count: date(2017, 3, 20) + timedelta(days=count))


def refused(call):
    with pytest.raises(actions.Refused) as found:
        call()
    return [one.code for one in found.value.findings]


def test_days_by_hand(line):
    request = line.request(date(2017, 5, 10))
    departure = line.departure(date(2017, 5, 8), NHS)
    cause = actions.propose_cause(
        **MADE, departure=departure, from_day=date(2017, 5, 10), cause=Said(HOMECARE_WAIT, CARE, request)
    )
    actions.agree_cause(by=Actor(7, "Other"), at=AT, cause=cause)
    actions.leave(**MADE, departure=departure, left_on=date(2017, 6, 2))
    groups = queries.delayed_days(line.fund, QUARTER, ON)
    told = [(one.month, one.reason, one.is_agreed, one.lot_id, one.service, one.days) for one in groups]
    assert told == [
        (Month(2017, 5), TRANSPORT, False, None, None, 2),
        (Month(2017, 5), HOMECARE_WAIT, True, line.lots[0].pk, "homecare", 22),
        (Month(2017, 6), HOMECARE_WAIT, True, line.lots[0].pk, "homecare", 1),
    ]
    assert queries.discharges(line.fund, QUARTER, ON) == {Month(2017, 6): (1, 25)}
    assert queries.waiting(line.fund, date(2017, 6, 1))[0].days == 24
    assert queries.waiting(line.fund, date(2017, 6, 2)) == []


LIFE = st.tuples(
    DAYS, st.none() | st.integers(0, 40), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 2)), max_size=3)
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LIFE, min_size=1, max_size=4), DAYS, DAYS)
def test_the_database_counts_as_the_engine_does_and_conserves(line, lives, on, start):
    period = Period(start, start + timedelta(days=45))
    stays, area = {}, ["North", "South", "Nowhere"]
    for ready_on, length, later in lives:
        departure, causes = line.departure(ready_on), [engine.Cause(ready_on, TRANSPORT)]
        for after, kind in later:
            day = ready_on + timedelta(days=after)
            said = Said(HOMECARE_WAIT, CARE, line.request(day, area=area[kind])) if kind else NHS
            actions.propose_cause(**MADE, departure=departure, from_day=day, cause=said)
            causes.append(engine.Cause(day, said.reason))
        left_on = None if length is None else ready_on + timedelta(days=length)
        if left_on:
            actions.leave(**MADE, departure=departure, left_on=left_on)
        stays[departure.pk] = engine.Stay(departure.pk, ready_on, left_on, tuple(causes))
    plain = engine.delayed_days(stays.values(), period, on)
    groups = [one for one in queries.delayed_days(line.fund, period, on) if one.departure_id in stays]
    assert queries.total(groups) == len(plain)
    for stay in stays:
        ours = queries.by((one for one in groups if one.departure_id == stay), "reason")
        assert ours == {
            reason: count
            for reason in (TRANSPORT, HOMECARE_WAIT)
            if (count := sum(day.stay == stay and day.cause == reason for day in plain))
        }
    for name in ("person_id", "reason", "side", "lot_id", "area", "month", "hospital_id", "is_agreed"):
        assert sum(queries.by(groups, name).values()) == len(plain), name


def test_a_wait_for_care_names_the_package_that_it_waits_for(line):
    departure, request = line.departure(date(2017, 5, 8)), line.request(date(2017, 5, 8))
    of = {"departure": departure, "from_day": date(2017, 5, 9)}
    for said, code in [
        (Said("no-such-reason", CARE), "cause-reason"),
        (Said(HOMECARE_WAIT, CARE), "cause-without-package"),
        (Said(REABLEMENT_WAIT, CARE, request), "cause-other-package"),
        (Said(TRANSPORT, CARE, request), "cause-other-package"),
    ]:
        assert refused(lambda said=said: actions.propose_cause(**MADE, **of, cause=said)) == [code]
    other = invented_line()
    with scope.within(scope.SYSTEM_SCOPE):
        said = Said(HOMECARE_WAIT, CARE, other.request(date(2017, 5, 8)))
    assert refused(lambda: actions.propose_cause(**MADE, **of, cause=said)) == ["cause-other-package"]


def test_what_cannot_be(line):
    departure = line.departure(date(2017, 5, 8))
    early = {"departure": departure, "from_day": date(2017, 5, 7), "cause": NHS}
    assert refused(lambda: actions.propose_cause(**MADE, **early)) == ["cause-before-ready"]
    assert refused(lambda: actions.leave(**MADE, departure=departure, left_on=date(2017, 5, 7))) == [
        "left-before-ready"
    ]
    actions.leave(**MADE, departure=departure, left_on=date(2017, 5, 8))
    assert refused(lambda: actions.leave(**MADE, departure=departure, left_on=date(2017, 5, 9))) == ["already-there"]
    jo = Actor(71, "Jo")
    cause = actions.propose_cause(by=jo, at=AT, departure=departure, from_day=date(2017, 5, 8), cause=NHS)
    assert refused(lambda: actions.agree_cause(by=jo, at=AT, cause=cause)) == ["agreed-by-the-proposer"]
    with pytest.raises(IntegrityError, match="Somebody else agrees"), transaction.atomic():
        models.CauseAgreement.objects.create(fund=line.fund, cause=cause, person_id=71, person_name="Jo", at=AT)


def test_no_day_is_without_a_cause_even_for_the_database(line):
    with pytest.raises(IntegrityError, match="has a cause from the day"), transaction.atomic():
        models.Departure.objects.create(
            fund=line.fund, reference="X", who=line.person(), hospital=line.hospital, area="North",
            ready_on=date(2017, 5, 1), pathway=1, person_name="x", at=AT,
        )  # fmt: skip
        connection.cursor().execute("set constraints departure_has_a_cause immediate")


def test_the_question_is_answered_from_end_to_end(line):
    request = line.request(date(2017, 5, 10), 420)
    departure = line.departure(date(2017, 5, 10), Said(HOMECARE_WAIT, CARE, request))
    line.departure(date(2017, 6, 10))
    actions.leave(**MADE, departure=departure, left_on=date(2017, 5, 31))
    told = queries.answer(line.fund, "North", "homecare", QUARTER, ON)
    assert (told.days, told.all_days, told.people) == (21, 31, 1)
    # the request still waits: 10 May to 19 June, 41 days at an hour a day
    assert [(one.reference, one.hours) for one in told.missing] == [(request.reference, 41)]
    assert [one.reference for one in told.contracts] == ["HC-01"]
    assert [(one.scheme, one.source, one.planned_pence) for one in told.payers] == [
        ("homecare", "nhs-minimum", 1_000_000_00),
        ("homecare", "ibcf", 1_000_000_00),
    ]
    assert queries.areas_asked(line.fund, QUARTER, ON) == {("North", "homecare"): 21}


@pytest.mark.parametrize("table", ["flow_departure", "flow_departureend", "flow_cause", "flow_causeagreement"])
@pytest.mark.parametrize("what", ["update {} set at = now()", "delete from {}", "truncate {}"])
def test_nothing_is_changed_or_removed(line, table, what):
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        connection.cursor().execute(what.format(table))
