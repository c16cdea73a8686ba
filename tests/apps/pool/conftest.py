import pytest

from commonweal.core import scope
from tests.factories.pool import InventedFund, invented_fund


@pytest.fixture
def pool(db) -> InventedFund:
    """An invented fund, seen with the council's eyes for the rest of the test."""
    made = invented_fund()
    scope.enter(made.seen_by(made.jo))
    return made
