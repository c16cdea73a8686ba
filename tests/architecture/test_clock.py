"""The clock is read in one place, so that a day can be taken for today everywhere or nowhere."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.shared import TOP

CLOCK = TOP / "commonweal" / "core" / "clock.py"
READERS = {"now", "today", "utcnow", "localdate", "localtime"}


def readings(source: str) -> list[int]:
    """The lines that ask what day or time it is: a clock's method without an argument."""
    return sorted(
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in READERS
        and not (node.func.attr.startswith("local") and node.args)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"timezone", "datetime", "date"}
    )


def files() -> list[Path]:
    return [file for file in sorted((TOP / "commonweal").rglob("*.py")) if file != CLOCK]


def test_only_one_file_reads_the_clock():
    assert readings(CLOCK.read_text()) != []
    assert {str(file.relative_to(TOP)): found for file in files() if (found := readings(file.read_text()))} == {}


def test_a_planted_reading_is_found():
    assert readings("at = timezone.now()\nday = timezone.localdate()\nkept = timezone.localdate(at)\n") == [1, 2]
    assert readings("date.today()\ndatetime.now(UTC)\nclock.today()\ntoday()\n") == [1, 2]
