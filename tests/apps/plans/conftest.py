import pytest

from tests.apps.plans.town import Town
from tests.factories.plan import InventedPlan, invented_plan


@pytest.fixture
def invented(db) -> InventedPlan:
    return invented_plan()


@pytest.fixture
def town(client, db) -> Town:
    return Town(client)
