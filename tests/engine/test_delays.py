"""A delayed day for each day: by hand."""

from datetime import date

from commonweal.engine.delays.days import Cause, DelayedDay, Stay, delayed_days
from commonweal.engine.periods import Period

JULY = Period(date(2017, 7, 1), date(2017, 8, 1))


def day(number):
    return date(2017, 7, number)


def test_days_with_their_causes():
    causes = (Cause(day(3), "medicines"), Cause(day(5), "equipment"), Cause(day(5), "homecare"))
    stay = Stay("A", day(3), day(7), causes)
    assert delayed_days([stay], JULY, on=day(20)) == [
        DelayedDay("A", day(3), "medicines"),
        DelayedDay("A", day(4), "medicines"),
        DelayedDay("A", day(5), "homecare"),  # the later word on the same day
        DelayedDay("A", day(6), "homecare"),
    ]


def test_who_still_waits_counts_up_to_yesterday_and_who_leaves_at_once_not_at_all():
    waits = Stay("B", day(30), None, (Cause(day(30), "x"),))
    assert len(delayed_days([waits], JULY, on=date(2017, 8, 15))) == 2
    assert len(delayed_days([waits], JULY, on=day(31))) == 1
    assert delayed_days([waits], JULY, on=day(30)) == []
    assert delayed_days([Stay("C", day(3), day(3), (Cause(day(3), "x"),))], JULY, on=day(20)) == []
