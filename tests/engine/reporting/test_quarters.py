"""Quarters of a financial year."""

from datetime import date

import pytest

from commonweal.engine.periods import Month, Period, quarter_name
from commonweal.engine.reporting.quarters import latest_ended, months_of, period_of, year_to_date


def test_the_last_quarter_lies_in_the_next_calendar_year():
    assert months_of(2026, 4) == (Month(2027, 1), Month(2027, 2), Month(2027, 3))
    assert period_of(2026, 2) == Period(date(2026, 7, 1), date(2026, 10, 1))
    assert year_to_date(2026, 2) == Period(date(2026, 4, 1), date(2026, 10, 1))
    assert quarter_name(period_of(2026, 4)) == "January to March 2027"


@pytest.mark.parametrize(
    ("day", "quarter"),
    [(date(2026, 6, 30), 0), (date(2026, 7, 1), 1), (date(2026, 11, 27), 2), (date(2027, 4, 1), 4)],
)
def test_the_latest_quarter_that_has_ended(day, quarter):
    assert latest_ended(2026, day) == quarter


def test_there_is_no_fifth():
    with pytest.raises(ValueError, match="not a quarter"):
        months_of(2026, 5)
