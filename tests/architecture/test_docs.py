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


def test_assurance_names_tests_and_files_that_are_there():
    """`tests/x.py::test_y` names a function of that file; a path alone a file or folder."""
    pages = sorted((TOP / "docs/assurance").glob("*.md"))
    named = [one for page in pages for one in NAMED.findall(page.read_text(encoding="utf-8"))]
    assert len(pages) == 5 and len(named) > 40
    assert [name for name in named if not _is_there(*name)] == []


NAMED = re.compile(r"`((?:tests|commonweal)/[\w/.]+)(?:::(\w+))?`")


def _is_there(path: str, function: str) -> bool:
    if not (TOP / path).exists():
        return False
    return not function or f"\ndef {function}(" in (TOP / path).read_text(encoding="utf-8")


def test_assurance_would_notice_what_is_gone():
    assert not _is_there("tests/architecture/test_docs.py", "test_that_was_renamed")
    assert not _is_there("tests/architecture/test_gone.py", "")
    assert NAMED.findall("`tests/a/b.py::test_c`, `tests/d`") == [("tests/a/b.py", "test_c"), ("tests/d", "")]
