import pytest

from commonweal.plans import rounds as shipped
from tests.apps.plans.drafting import with_sixth
from tests.apps.plans.town import Town
from tests.factories.plan import InventedPlan, invented_plan


@pytest.fixture
def invented(db) -> InventedPlan:
    return invented_plan()


@pytest.fixture
def town(client, db) -> Town:
    return Town(client)


@pytest.fixture
def known(tmp_path, monkeypatch):
    """The rounds that ship and a sixth, which is a data file only."""
    yield with_sixth(tmp_path, monkeypatch)
    monkeypatch.undo()
    shipped.rounds.cache_clear()
