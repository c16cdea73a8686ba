"""The reference pages are what `make docs` makes, and name everything that there is."""

from __future__ import annotations

import tomllib

import pytest

from commonweal.accounts import access
from commonweal.cli import docs
from commonweal.observations.definitions import FOLDER


@pytest.mark.parametrize("name", docs.pages())
def test_the_committed_page_is_the_made_one(name):
    assert (docs.FOLDER / name).read_text(encoding="utf-8") == docs.pages()[name], "run `make docs`"


def test_every_route_stands_on_its_page_once():
    page = docs.pages()["routes.md"]
    assert {route: page.count(f"| `{route}` |") for route in access.ROUTES} == dict.fromkeys(access.ROUTES, 1)


def test_every_measure_of_the_data_files_stands_on_its_page():
    page = docs.pages()["measures.md"]
    entries = [tomllib.loads(file.read_text(encoding="utf-8")) for file in FOLDER.glob("*.toml")]
    assert len(entries) > 0
    assert [
        one["id"] for one in entries if f"## {one['name']}\n\n`{one['id']}`. {one['why'].strip()}" not in page
    ] == []
