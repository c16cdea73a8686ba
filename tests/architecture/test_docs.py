"""The manual keeps up: made pages are as `make docs` would make them, and links between pages lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

from commonweal.cli import docs
from tests.shared import TOP

LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


def manual() -> list[Path]:
    return [TOP / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(
        (TOP / "docs").rglob("*.md")
    )


def test_made_pages_are_up_to_date():
    behind = [name for name, page in docs.pages().items() if (docs.FOLDER / name).read_text(encoding="utf-8") != page]
    assert behind == [], "run `make docs`"


def test_links_between_pages_lead_somewhere():
    dead = [
        f"{page.relative_to(TOP)}: {link}"
        for page in manual()
        for link in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]
    assert dead == []


def test_the_evidence_names_tests_that_are_there():
    named = re.findall(r"tests/[\w/.]+", (docs.FOLDER / "evidence.md").read_text(encoding="utf-8"))
    assert len(named) > 20
    assert [path for path in named if not (TOP / path).exists()] == []
