"""Content that is the same for everybody is rendered once for a state of the data, and stays markup."""

from __future__ import annotations

import pytest

from commonweal.core import kept


@pytest.fixture
def made():
    return []


def make(made, words="It <b>counts</b>"):
    def page():
        made.append(words)
        return "Title", {"name": words, "asked": words, "lead": words, "groups": []}

    return page


def test_it_is_made_once_for_a_state_and_again_for_another(made):
    for version in (1, 1, 2):
        kept.content("observations/_areas.jinja", (version, "asked"), make(made))
    assert len(made) == 2


def test_it_is_markup_whose_values_were_escaped(made):
    found = kept.content("observations/_areas.jinja", (1, "markup"), make(made))
    assert hasattr(found.content, "__html__")
    assert "<h1" in found.content
    assert "It &lt;b&gt;counts&lt;/b&gt;" in found.content


def test_only_so_many_are_kept():
    made, shelf = [], kept.Shelf(2)
    for key in (1, 2, 1, 3, 1, 2):
        assert shelf.get(key, lambda key=key: made.append(key) or key) == key
    assert made == [1, 2, 3, 2]  # 2 was not asked for longest when 3 came
    assert len(shelf) == 2
