import pytest

from tests.factories.plan import InventedPlan, invented_plan


@pytest.fixture
def invented(db) -> InventedPlan:
    return invented_plan()
