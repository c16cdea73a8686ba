"""A place whose line through the record is short enough to be reckoned by hand."""

import pytest

from tests.factories.walked import Walked, small_line


@pytest.fixture
def line(db) -> Walked:
    """The place."""
    return small_line()
