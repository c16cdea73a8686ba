"""Organisations by their key in the reference tables."""

from __future__ import annotations

import pytest

from commonweal.places.models import Organisation


@pytest.fixture
def key_of(db) -> dict[int, str]:
    """The key in the tables of each organisation's id."""
    return dict(Organisation.objects.values_list("id", "key"))


@pytest.fixture
def id_of(key_of) -> dict[str, int]:
    return {key: id for id, key in key_of.items()}
