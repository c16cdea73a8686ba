"""The manual's examples are run as they stand, and its names of tests are names of tests."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys

import pytest

from tests.shared import TOP

PAGES = ("tutorials/simulate-a-place.md", "reference/flow-engine.md")


@pytest.mark.parametrize("page", PAGES)
def test_examples_of_the_manual_give_what_they_say(page):
    found = doctest.testfile(str(TOP / "docs" / page), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.attempted >= 10
    assert found.failed == 0


def test_every_property_names_tests_that_are_there():
    page = (TOP / "docs/reference/flow-properties.md").read_text(encoding="utf-8")
    tests = "\n".join(file.read_text(encoding="utf-8") for file in (TOP / "tests/engine/flow").glob("test_*.py"))
    named = set(re.findall(r"`(test_\w+)`", page))
    assert len(named) > 20
    assert sorted(name for name in named if f"def {name}(" not in tests) == []


def test_the_notebook_needs_no_django():
    said = "import sys; from commonweal.flow import notebook; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", said], check=False).returncode == 0
