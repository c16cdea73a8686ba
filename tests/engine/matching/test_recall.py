"""Planted double counts are found, in 20,000 lines at every change and in 500,000 in the drill."""

import pytest

from tests.engine.matching.recall import PRECISION_LEAST, measured, shortfalls
from tests.factories.two_books import PLANTS


@pytest.mark.parametrize("seed", [1, 2])
def test_recall_and_precision_in_20_000_lines(seed):
    recall, precision = measured(20_000, seed)
    assert set(recall) == {f"{kind} {disguise}" for kind, disguise, _ in PLANTS} and set(precision) == set(
        PRECISION_LEAST
    )
    assert shortfalls(recall, precision) == {}


@pytest.mark.drill
def test_recall_and_precision_in_500_000_lines(record_property):
    recall, precision = measured(500_000, 1)
    for name, share in {**recall, **{f"precision {kind}": share for kind, share in precision.items()}}.items():
        record_property(name, round(share, 3))
    assert shortfalls(recall, precision) == {}
