"""The reference tables, loaded once for a module and taken back after it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import transaction

from commonweal.core import scope
from commonweal.core.actor import COMMAND_LINE
from commonweal.places import actions
from commonweal.places.models import Organisation

AT = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)


def load(**arguments) -> actions.Loaded:
    """Load as the command does."""
    with scope.within(scope.SYSTEM_SCOPE):
        return actions.load_reference(by=COMMAND_LINE, at=AT, report=lambda text, done, total: None, **arguments)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield load()
        transaction.set_rollback(True)


@pytest.fixture
def key_of(loaded) -> dict[int, str]:
    """The key in the tables of each organisation's id."""
    return dict(Organisation.objects.values_list("id", "key"))


@pytest.fixture
def id_of(key_of) -> dict[str, int]:
    return {key: id for id, key in key_of.items()}
