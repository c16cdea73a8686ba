"""A place that has spent in two quarters, seen with its manager's eyes."""

import pytest

from tests.factories.accounted import Accounted, spent_place


@pytest.fixture
def place(db) -> Accounted:
    """The place."""
    return spent_place()
