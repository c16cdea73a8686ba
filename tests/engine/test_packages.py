"""Hours and their pounds, by hand and against plain reckonings."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engine.packages.expiry import expiry, months_before
from commonweal.engine.packages.hours import Wanted, Weekly, hours_within, missing_hours
from commonweal.engine.packages.paying import Due, due, worth_pence
from commonweal.engine.periods import Period

JULY = Period(date(2017, 7, 1), date(2017, 8, 1))
DAYS = st.integers(0, 60).map(lambda count: date(2017, 6, 15) + timedelta(days=count))


@pytest.mark.parametrize(
    ("minutes", "rate", "pence"),
    [(60, 2731, 2731), (30, 2731, 1366), (15, 2731, 683), (1, 30, 1), (1, 29, 0), (0, 2731, 0), (840, 2731, 38_234)],
)
def test_time_at_a_rate_to_the_nearest_penny(minutes, rate, pence):
    assert worth_pence(minutes, rate) == pence


@given(st.lists(st.integers(0, 10_080), max_size=12), st.integers(0, 10_000))
def test_payments_always_come_to_the_whole(weeks, rate):
    paid = Due(0, 0)
    for place in range(1, len(weeks) + 1):
        owed = due(sum(weeks[:place]), rate, paid)
        paid = Due(paid.minutes + owed.minutes, paid.amount_pence + owed.amount_pence)
    exact = Fraction(sum(weeks) * rate, 60)
    assert paid.minutes == sum(weeks)
    assert -Fraction(1, 2) <= exact - paid.amount_pence < Fraction(1, 2)  # half a penny goes up


def test_hours_of_july_by_hand():
    # 14 hours a week from 25 July: seven days of July, 14 hours
    assert hours_within([Weekly(840, date(2017, 7, 25))], JULY) == 14
    assert hours_within([Weekly(840, date(2017, 6, 1), date(2017, 7, 4))], JULY) == 6
    assert hours_within([Weekly(840, date(2017, 8, 1))], JULY) == 0
    # asked on the 3rd, ready on the 5th, placed from the 12th: seven days missing
    assert missing_hours([Wanted(840, date(2017, 7, 3), date(2017, 7, 5), date(2017, 7, 12))], JULY) == 14
    assert missing_hours([Wanted(840, date(2017, 7, 9), date(2017, 7, 5), date(2017, 7, 9))], JULY) == 0
    with pytest.raises(ValueError, match="period that ends"):
        hours_within([Weekly(840, date(2017, 7, 1))], Period(date(2017, 7, 1)))


@given(st.lists(st.tuples(st.integers(1, 10_080), DAYS, DAYS, st.none() | DAYS), max_size=6))
def test_missing_hours_day_by_day(rows):
    wanted = [Wanted(*row) for row in rows]
    plain = Fraction(0)
    for count in range(31):
        day = date(2017, 7, 1) + timedelta(days=count)
        for minutes, asked, ready, over in rows:
            if asked <= day and ready <= day and (over is None or day < over):
                plain += Fraction(minutes, 420)
    assert missing_hours(wanted, JULY) == plain


def test_when_procurement_should_begin():
    # Hertfordshire: contracts end in March 2020, procurement from July 2019 (domain: worked example 3)
    told = expiry(date(2020, 4, 1), 9, date(2019, 7, 1))
    assert (told.procure_by, told.is_late, told.days_left) == (date(2019, 7, 1), False, 275)
    assert expiry(date(2020, 4, 1), 9, date(2019, 7, 2)).is_late
    assert not expiry(date(2020, 4, 1), 9, date(2020, 3, 1), is_followed=True).is_late
    assert expiry(date(2020, 4, 1), 9, date(2020, 5, 1)).days_left == 0
    assert months_before(date(2020, 3, 31), 1) == date(2020, 2, 29)
