"""Another room is entered by its actions and queries; its other modules are its own."""

from __future__ import annotations

import grimp
import pytest

from tests.architecture.layers import ROOMS, ranks

DOORS = {"actions", "queries"}
FLOOR = {"core"}  # what every room stands on is open to all


def trespasses(graph: grimp.ImportGraph) -> list[str]:
    """Imports of one room into another by any other way than its doors."""
    found = []
    for importer in sorted(graph.modules):
        for imported in graph.find_modules_directly_imported_by(importer):
            here, there = importer.split("."), imported.split(".")
            if len(here) < 2 or len(there) < 3 or here[1] == there[1] or here[1] not in ROOMS:
                continue
            foreign_key = there[2] == "models" and len(here) > 2 and here[2] in {"models", "migrations"}
            if there[1] in ROOMS - FLOOR and there[2] not in DOORS and not foreign_key:
                found.append(f"{importer} -> {imported}")
    return found


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("commonweal", exclude_type_checking_imports=True, cache_dir=None)


def test_rooms_enter_one_another_by_their_doors(graph):
    assert trespasses(graph) == []


def test_a_planted_trespass_is_found(graph):
    graph.add_module("commonweal.observations.planted")
    graph.add_import(importer="commonweal.observations.planted", imported="commonweal.accounts.views")
    assert trespasses(graph) == ["commonweal.observations.planted -> commonweal.accounts.views"]


def test_every_room_is_ranked():
    assert set(ranks()) >= ROOMS
