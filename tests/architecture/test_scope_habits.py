"""Views, API and presenters reach rows through queries, never through a model's bare manager."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.layers import ROOMS
from tests.shared import TOP

READERS = {"views", "api", "presenters", "forms"}


def bare_managers(source: str) -> list[int]:
    """The lines that touch a manager by name."""
    names = {"objects", "_default_manager", "_base_manager"}
    return sorted(
        node.lineno for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute) and node.attr in names
    )


def reader_files() -> list[Path]:
    """Every module that answers requests, whether a file or a package of files."""
    return [
        file
        for room in sorted(ROOMS)
        for file in sorted((TOP / "commonweal" / room).rglob("*.py"))
        if READERS & {part.removesuffix(".py") for part in file.relative_to(TOP / "commonweal" / room).parts}
    ]


def test_no_bare_manager_answers_a_request():
    assert reader_files(), "no views found: has the house moved?"
    assert {
        str(file.relative_to(TOP)): bare_managers(file.read_text())
        for file in reader_files()
        if bare_managers(file.read_text())
    } == {}


def test_a_planted_bare_manager_is_found():
    assert bare_managers("def page(request):\n    return Job.objects.all()\n") == [2]
