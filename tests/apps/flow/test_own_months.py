"""What the record counts of a place goes into observations: whole months, by cause, corrected by versions, apart."""

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from commonweal.core import scope
from commonweal.core.clock import today
from commonweal.engine.delays.days import Cause, Side, Stay, delayed_days
from commonweal.engine.measures.spc.rules import Direction
from commonweal.engine.periods import Month, Period
from commonweal.flow import actions, queries
from commonweal.flow.actions import Said
from commonweal.observations import queries as observations
from commonweal.observations.models import Figure, LocalReading
from commonweal.observations.presenters.local import per_day
from commonweal.observations.presenters.pictures import reading_of
from tests.factories.line import HOMECARE_WAIT, MADE, TRANSPORT, invented_line
from tests.factories.world import add_person, give

ON = date(2017, 9, 14)
HUB = "care-transfer-hub-process-waiting-for-confirmation-of-immediate-care-needs-and-pathway"


@pytest.fixture
def line(db):
    return invented_line()


def waited(line, ready: date, days: int, cause: Said):
    departure = line.departure(ready, cause)
    actions.leave(**MADE, departure=departure, left_on=ready + timedelta(days=days))
    return departure


def kept(line, on: date = ON):
    return actions.keep_actuals(**MADE, fund=line.fund, on=on)


def told(line) -> dict[str, tuple[int, dict[str, int]]]:
    found = observations.local_readings(line.pool.council.pk)
    return {one.month.iso: (one.value, dict(one.reasons)) for one in found}


def test_whole_months_by_cause_reckoned_by_hand(line):
    with scope.within(scope.SYSTEM_SCOPE):
        care = Said(HOMECARE_WAIT, Side.SOCIAL_CARE, line.request(date(2017, 6, 28)))
        waited(line, date(2017, 6, 28), 5, care)  # 28, 29, 30 June, 1 and 2 July
        waited(line, date(2017, 8, 1), 31, Said(TRANSPORT, Side.NHS))  # all of August
        waited(line, date(2017, 9, 1), 4, Said(TRANSPORT, Side.NHS))  # September has not ended
        kept(line)
        assert told(line) == {
            "2017-06": (3, {HOMECARE_WAIT: 3}),
            "2017-07": (2, {HOMECARE_WAIT: 2}),
            "2017-08": (31, {TRANSPORT: 31}),
        }


def test_a_second_time_nothing_is_written_and_a_correction_is_a_version(line):
    with scope.within(scope.SYSTEM_SCOPE):
        departure = waited(line, date(2017, 6, 1), 10, Said(TRANSPORT, Side.NHS))
        assert [(row.reason, row.version, row.value) for row in kept(line)][:2] == [
            (TRANSPORT, 1, 10), ("all", 1, 10),
        ]  # fmt: skip
        assert kept(line) == []
        # somebody says later that from the fourth day the hub was waited for
        actions.propose_cause(**MADE, departure=departure, from_day=date(2017, 6, 4), cause=Said(HUB, Side.BOTH))
        again = {(row.reason, row.version, row.value) for row in kept(line)}
        assert again == {(TRANSPORT, 2, 3), (HUB, 1, 7)}  # the sum is what it was
        actions.propose_cause(**MADE, departure=departure, from_day=date(2017, 6, 1), cause=Said(HUB, Side.BOTH))
        assert {(row.reason, row.version, row.value) for row in kept(line)} == {(TRANSPORT, 3, 0), (HUB, 2, 10)}
        assert told(line)["2017-06"] == (10, {HUB: 10})


def test_before_a_month_has_ended_there_is_nothing_to_write(line):
    with scope.within(scope.SYSTEM_SCOPE):
        with pytest.raises(actions.Refused, match="No month of this record has ended yet"):
            kept(line)
        waited(line, date(2017, 9, 1), 4, Said(TRANSPORT, Side.NHS))
        with pytest.raises(actions.Refused, match="No month of this record has ended yet"):
            kept(line)
        assert len(kept(line, date(2017, 10, 1))) == 2


stays = st.lists(st.tuples(st.integers(0, 120), st.integers(0, 40), st.sampled_from([TRANSPORT, HUB])), max_size=5)


@settings(max_examples=12, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck))
@given(lives=stays)
def check_any_lives(line, lives):
    with transaction.atomic():
        with scope.within(scope.SYSTEM_SCOPE):
            plain = []
            for number, (after, days, reason) in enumerate([(0, 3, HUB), *lives]):
                ready = date(2017, 5, 1) + timedelta(days=after)
                waited(line, ready, days, Said(reason, Side.BOTH))
                plain.append(Stay(number, ready, ready + timedelta(days=days), (Cause(ready, reason),)))
            kept(line)
            counted = delayed_days(plain, Period(date(2017, 5, 1), date(2017, 9, 1)), ON)
            want = {}
            for one in counted:
                month = want.setdefault(Month.of(one.day).iso, {})
                month[one.cause] = month.get(one.cause, 0) + 1
            assert {month: parts for month, (_, parts) in told(line).items() if parts} == want
            assert all(value == sum(parts.values()) for value, parts in told(line).values())
            assert list(told(line)) == ["2017-05", "2017-06", "2017-07", "2017-08"]  # months without a day are nought
        transaction.set_rollback(True)


def test_any_lives_are_kept_as_the_plain_reckoning_counts_them(line):
    check_any_lives(line)


def test_they_are_read_by_spc_as_any_series_and_stand_in_no_published_one(line):
    with scope.within(scope.SYSTEM_SCOPE):
        for place in range(14):
            month = Month(2017, 4) + place
            waited(line, month.first, 3 if place < 13 else 28, Said(TRANSPORT, Side.NHS))
        before = Figure.objects.count()
        kept(line, date(2018, 7, 2))
        reading = reading_of(per_day(observations.local_readings(line.pool.council.pk)))
        assert Figure.objects.count() == before
        assert observations.months_of(line.pool.council.pk) == ()
        assert observations.measured(line.pool.council.pk, "delayed-days") is None
    assert len(reading.points) == 15 and reading.direction is Direction.DECREASE
    jump = next(point for point in reading.points if point.month == Month(2018, 5))
    assert jump.value == 28 / 31 and jump.point_class.name == "CONCERN"


def test_another_place_sees_and_writes_nothing_of_it(line):
    other = invented_line()
    with scope.within(scope.SYSTEM_SCOPE):
        waited(line, date(2017, 6, 1), 10, Said(TRANSPORT, Side.NHS))
        kept(line)
    theirs = scope.Scope(person_id=other.worker.pk, organisation_ids=(other.pool.council.pk,))
    with scope.within(theirs):
        assert observations.local_readings(line.pool.council.pk) == ()
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            LocalReading.objects.create(
                organisation=line.pool.council, measure="m", month=date(2017, 6, 1), version=9, value=1,
                person_id=other.worker.pk, person_name="x", at=MADE["at"],
            )  # fmt: skip
    with scope.within(scope.SYSTEM_SCOPE):
        for statement in ("update observations_localreading set value = 0", "delete from observations_localreading"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                connection.cursor().execute(statement)


@pytest.mark.parametrize("kind", ["commissioner", "councillor"])
def test_the_page_writes_them_for_who_may_and_shows_them_to_the_place(client, line, kind):
    person = add_person(f"{kind}-{line.fund.pk}@example.org")
    give(person, line.pool.council, kind)
    first = today().replace(day=1) - timedelta(days=20)
    with scope.within(scope.SYSTEM_SCOPE):
        waited(line, first, 4, Said(TRANSPORT, Side.NHS))
        days = sum(queries.by(queries.delayed_days(line.fund, Period(first, today()), today()), "reason").values())
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    page = reverse("observations:own", args=[line.pool.council.pk])
    assert "No month is counted yet" in client.get(page).content.decode()
    answer = client.post(reverse("flow:keep-actuals", args=[line.fund.pk]))
    offered = "Write the months that ended" in client.get(reverse("flow:days", args=[line.fund.pk])).content.decode()
    if kind == "councillor":
        assert answer.status_code == 403 and not offered
        return
    assert answer.url == page and offered
    told = client.get(page).content.decode()
    assert f"{days} delayed days in {Month.of(first)}" in told
    assert "Not published, and in no sum with published figures." in told
    assert "Hospital process - awaiting patient transport services" in told or "transport" in told
    assert client.get(reverse("observations:own", args=[line.pool.icb.pk])).status_code == 404
    assert client.get(reverse("observations:own", args=[99_999_999])).status_code == 404
