"""Ticks, month labels, labels kept apart; classes and projection of maps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.charts.areas_map import class_bounds, class_of
from commonweal.charts.geometry import geometry, project
from commonweal.charts.scales import month_ticks, scale, spread
from commonweal.engine.periods import Month


@pytest.mark.parametrize(
    ("values", "ticks", "labels"),
    [
        ([3.0, 6660.0], (0, 2000, 4000, 6000, 8000), ["0", "2,000", "4,000", "6,000", "8,000"]),
        ([0.0, 0.9], (0, 0.2, 0.4, 0.6, 0.8, 1.0), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        ([-3.0, 9.0], (-5, -2.5, 0, 2.5, 5, 7.5, 10), ["-5.0", "-2.5", "0.0", "2.5", "5.0", "7.5", "10.0"]),
        ([], (0, 0.2, 0.4, 0.6, 0.8, 1.0), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    ],
)
def test_ticks(values, ticks, labels):
    axis = scale(values)
    assert axis.ticks == pytest.approx(ticks)
    assert [axis.label(tick) for tick in axis.ticks] == labels


@given(st.lists(st.floats(-1e9, 1e9).map(lambda v: round(v, 4)), min_size=1, max_size=20))
def test_every_value_lies_on_the_axis_and_ticks_are_few(values):
    axis = scale(values)
    slack = (axis.high - axis.low) * 1e-9
    assert axis.low - slack <= min(values)
    assert max(values) <= axis.high + slack
    assert 2 <= len(axis.ticks) <= 8


def test_month_labels():
    years = month_ticks([Month(2011, 4) + i for i in range(98)], 4)
    assert list(years.values()) == ["2013", "2015", "2017", "2019"]
    assert month_ticks([Month(2019, 3) + i for i in range(7)], 4) == {
        0: "Mar 2019",
        2: "May 2019",
        4: "Jul 2019",
        6: "Sep 2019",
    }
    assert month_ticks([], 4) == {}


@given(st.lists(st.floats(0, 300), max_size=6))
def test_labels_keep_their_order_distance_and_bounds(wanted):
    placed = spread(wanted, 20, 0, 300)
    ordered = [y for _, y in sorted(zip(wanted, placed, strict=True), key=lambda pair: pair[0])]
    assert all(b - a >= 20 - 1e-6 for a, b in zip(sorted(placed), sorted(placed)[1:], strict=False))
    assert sorted(ordered) == pytest.approx(ordered)
    assert all(-1e-9 <= y <= 300 + 1e-9 for y in placed)


def test_classes_are_about_equally_filled_and_bounds_round():
    values = [float(v) for v in range(1, 101)]
    assert class_bounds(values) == (20, 40, 60, 80)
    assert [class_of(v, (20, 40)) for v in (20, 20.1, 40, 99)] == [0, 1, 1, 2]
    assert class_bounds([5.0, 5.0, 5.0, 9.0]) == (5,)
    assert class_bounds([5.0, 5.0]) == ()
    assert class_bounds([]) == ()


@given(st.lists(st.floats(0.01, 1e6), min_size=2, max_size=150))
def test_every_bound_has_areas_on_both_sides(values):
    for bound in class_bounds(values):
        assert min(values) <= bound < max(values)


def test_projection_is_near_the_british_national_grid():
    # Ordnance Survey's worked example, Caister water tower: 52 39 27.2531 N, 1 43 4.5177 E is 651409.903, 313177.270,
    # from a false origin at 400000, -100000.
    east, north = project(1 + 43 / 60 + 4.5177 / 3600, 52 + 39 / 60 + 27.2531 / 3600)
    assert (east, north) == pytest.approx((651409.903 - 400000, 313177.270 + 100000), rel=0.005)
    assert project(-2, 49) == pytest.approx((0, 0), abs=1e-6)


def test_shapes_know_their_digest():
    here, there = ({"E1": [[(-1.0, 51.0), (0.0, 51.0), (0.0, north)]]} for north in (52.0, 52.1))
    assert geometry(here).digest == geometry(here).digest != geometry(there).digest
