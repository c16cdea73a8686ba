import pytest

from commonweal.accounts import roles
from tests.apps.plans.drafting import forget_rounds, with_own
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
    """The rounds that ship and two that are data files only."""
    kinds = dict(roles.KINDS)
    yield with_own(tmp_path, monkeypatch)
    monkeypatch.undo()
    forget_rounds()
    roles.KINDS.clear()
    roles.KINDS.update(kinds)
