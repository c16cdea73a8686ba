"""Planted double counts are found, in 20,000 lines at every change and in 500,000 in the drill.

Twice: by the hand that the rules were made with, and by another hand, the hold-out, that they were not made for.
"""

import pytest

from tests.engine.matching.recall import PRECISION_LEAST, interval, measured, shortfalls, told
from tests.factories.two_books import PLANTS


@pytest.mark.parametrize("other_hand", [False, True])
@pytest.mark.parametrize("seed", [1, 2])
def test_recall_and_precision_in_20_000_lines(seed, other_hand):
    recall, precision = measured(20_000, seed, other_hand=other_hand)
    assert set(recall) == {f"{kind} {disguise}" for kind, disguise, _ in PLANTS}
    assert set(precision) == set(PRECISION_LEAST[other_hand])
    assert shortfalls(recall, precision, other_hand=other_hand) == {}


def test_a_share_far_below_its_promise_is_a_shortfall():
    assert shortfalls({"transfer plain": (80, 100)}, {}) == {"transfer plain": (80, 100)}
    assert shortfalls({}, {"reversal": (10, 100)}, other_hand=True) == {"precision reversal": (10, 100)}


def test_wilsons_interval_is_the_published_one():
    """Newcombe 1998, table I: 81 of 263 and 0 of 20."""
    assert interval((81, 263)) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert interval((0, 20)) == pytest.approx((0.0, 0.1611), abs=5e-5)


@pytest.mark.drill
@pytest.mark.parametrize("other_hand", [False, True])
def test_recall_and_precision_in_500_000_lines(record_property, other_hand):
    recall, precision = measured(500_000, 1, other_hand=other_hand)
    for line in told(recall, precision):
        record_property(*line.split(": "))
        print(line)
    assert shortfalls(recall, precision, other_hand=other_hand) == {}
