"""Series: gaps, breaks, and years like for like."""

import pytest

from commonweal.engine.measures.series import Break, Series, compare_years, series
from commonweal.engine.periods import Month

APRIL = Month(2017, 4)


def test_missing_months_become_gaps():
    numbers = series({APRIL: 3.0, APRIL + 3: 5.0, APRIL + 1: None})
    assert numbers.months == tuple(APRIL + i for i in range(4))
    assert numbers.values == (3.0, None, None, 5.0)
    assert numbers.gaps == (APRIL + 1, APRIL + 2)


def test_breaks_cut_the_series_and_label_the_part_they_begin():
    later, earlier = Break(APRIL + 4, "reorganised"), Break(APRIL + 2, "counted anew")
    outside = Break(APRIL + 40, "not yet")
    parts = series({APRIL + i: float(i) for i in range(6)}, [later, earlier, outside]).segments
    assert [part.values for part in parts] == [(0.0, 1.0), (2.0, 3.0), (4.0, 5.0)]
    assert [part.breaks for part in parts] == [(), (earlier,), (later,)]


def test_a_hole_or_two_breaks_in_a_month_are_refused():
    with pytest.raises(ValueError, match="without a hole"):
        Series((APRIL, APRIL + 2), (1.0, 2.0))
    with pytest.raises(ValueError, match="one break a month"):
        series({APRIL: 1.0}, [Break(APRIL, "one"), Break(APRIL, "another")])
    assert series({}).segments == ()


def test_years_are_compared_over_the_months_that_both_have():
    before = {APRIL + i: 10.0 for i in range(12)}
    now = {APRIL + 12: 20.0, APRIL + 13: 10.0, APRIL + 15: 99.0}
    compared = compare_years(series({**before, **now, APRIL + 3: None}), 2017, 2018)
    assert compared.compared == (APRIL + 12, APRIL + 13)
    assert (compared.earlier_mean, compared.later_mean) == (10.0, (20 * 30 + 10 * 31) / 61)
    assert compared.left_out == tuple(APRIL + 12 + i for i in range(2, 12))


def test_years_are_not_compared_across_a_break():
    reorganised = Break(Month(2018, 4), "reorganised")
    numbers = series({APRIL + i: 10.0 for i in range(24)}, [reorganised])
    compared = compare_years(numbers, 2017, 2018)
    assert (compared.earlier_mean, compared.later_mean, compared.broken_by) == (None, None, (reorganised,))
    for outside in (APRIL, APRIL + 24):  # before the first month, or after the last, both years speak of one area
        numbers = series({APRIL + i: 10.0 for i in range(24)}, [Break(outside, "reorganised")])
        assert compare_years(numbers, 2017, 2018).later_mean == 10.0
