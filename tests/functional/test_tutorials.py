"""The tutorial of the public API, run line by line against the product as a user starts it."""

from __future__ import annotations

import doctest

import pytest

from tests.shared import TOP

pytestmark = pytest.mark.browser


def test_taking_the_figures_goes_as_the_tutorial_says(product, monkeypatch):
    monkeypatch.setenv("COMMONWEAL", product)
    page = str(TOP / "docs/tutorials/take-the-figures.md")
    found = doctest.testfile(page, module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.attempted >= 25
    assert found.failed == 0
