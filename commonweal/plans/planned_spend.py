"""The planned spending of 2022-23 that ships, read once."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from commonweal.engine.rulebook.planned import Published, read_planned

FOLDER = Path(__file__).parent / "data"
NAME = "planned-spend-2022-23"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Where the table comes from and what its columns mean; `year` is the financial year's first."""

    title: str
    publisher: str
    licence: str
    year: int
    people_as_at: date
    source_sha256: str
    columns: Mapping[str, str]


@cache
def about() -> About:
    """What is to be known of the table."""
    return About(**tomllib.loads((FOLDER / f"{NAME}.toml").read_text(encoding="utf-8")))


@cache
def published() -> Published:
    """The table."""
    with (FOLDER / f"{NAME}.csv").open(encoding="utf-8", newline="") as file:
        return read_planned(csv.DictReader(file))
