"""The rounds by their rulebooks: those that ship and an installation's own, read once and checked when they are read.

A round of our own is a file in the folder that `COMMONWEAL_ROUNDS` names, by default `rounds` in the data folder. A
fault in one of them leaves that round out and is told; a fault in one that ships is a fault of the program.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import commonweal
from commonweal.engine.findings import Finding, Severity, error, warning
from commonweal.engine.rulebook.loading import load_all
from commonweal.engine.rulebook.model import Rulebook
from commonweal.engine.rulebook.sums_plain import made_by

PACKAGE = Path(commonweal.__file__).parent
FOLDER = PACKAGE / "rulebooks" / "rounds"
MEASURES = PACKAGE / "measures"


def own_folder() -> Path:
    """Where an installation keeps the rounds of its own; it need not be there."""
    data = Path(os.environ.get("COMMONWEAL_DATA", PACKAGE.parent / "var"))
    return Path(os.environ.get("COMMONWEAL_ROUNDS", data / "rounds"))


def read(*folders: Path) -> tuple[dict[str, Rulebook], tuple[Finding, ...]]:
    """Every sound round of the folders by its id, the oldest first, and what is wrong with the other files."""
    files: dict[str, Mapping[str, Any]] = {}
    findings: list[Finding] = []
    for path in (path for folder in folders for path in sorted(folder.glob("*.toml"))):
        content = _content(path, files)
        if isinstance(content, Finding):
            findings.append(content)
        else:
            files[path.stem] = content
    found, wrong = load_all(files)
    known = dict(sorted(found.items(), key=lambda item: item[1].years))
    return known, (*findings, *wrong, *(one for rulebook in known.values() for one in _unobserved(rulebook)))


def _unobserved(rulebook: Rulebook) -> Iterator[Finding]:
    """Metrics said to be observed as a measure that is not there: the round stands, nothing is suggested for them."""
    for one in rulebook.metric:
        if one.definition and not (MEASURES / f"{one.definition}.toml").exists():
            told = "Leave definition out where nothing is observed, or add the measure to commonweal/measures."
            where = f"{rulebook.written_in['metric', one.id]}: metric[{one.id}].definition"
            yield warning("rulebook-no-measure", where, f"There is no measure {one.definition!r}.", told)


def _content(path: Path, known: Mapping[str, object]) -> Mapping[str, Any] | Finding:
    if path.stem in known:
        told = "Give the file another name, and its round the same id."
        return error("rulebook-twice", str(path), f"A round {path.stem!r} is there already.", told)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:  # a fault of TOML or of its letters is a ValueError
        told = "Mend the file: TOML, in UTF-8, that this account may read."
        return error("rulebook-unreadable", str(path), f"It cannot be read: {fault}.", told)


@cache
def shipped() -> dict[str, Rulebook]:
    """The rounds that ship; ValueError if one of our own files is faulty."""
    found, findings = read(FOLDER)
    if errors := [str(one) for one in findings if one.severity is Severity.ERROR]:
        raise ValueError("; ".join(errors))
    return found


@cache
def rounds() -> dict[str, Rulebook]:
    """Every round that plans can be made for."""
    shipped()
    found, _ = read(FOLDER, own_folder())
    return found


@cache
def faults() -> tuple[Finding, ...]:
    """What is wrong with the installation's own files: with an error a round is left out, with a warning it is not."""
    return read(FOLDER, own_folder())[1]


@cache
def edition(round_id: str) -> str:
    """The digest of all that a round says: what was worked under another edition of it is worked again."""
    return made_by(rounds()[round_id])
