"""The rulebooks that ship, read once and checked when they are read."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import commonweal
from commonweal.engine.findings import Finding
from commonweal.engine.rulebook.loading import load_all
from commonweal.engine.rulebook.model import Rulebook

FOLDER = Path(commonweal.__file__).parent / "rulebooks" / "rounds"


def read(folder: Path) -> tuple[dict[str, Rulebook], tuple[Finding, ...]]:
    """Every sound round of a folder by its id, the oldest first, and what is wrong with the others."""
    files = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))}
    rounds, findings = load_all(files)
    return dict(sorted(rounds.items(), key=lambda item: item[1].years)), findings


@cache
def rounds() -> dict[str, Rulebook]:
    """The rounds that ship; ValueError if one of our own files is faulty."""
    found, findings = read(FOLDER)
    if findings:
        raise ValueError("; ".join(map(str, findings)))
    return found
