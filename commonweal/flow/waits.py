"""Reasons for delay and the care that they wait for, read once and checked against the published list."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from commonweal.engine.packages.service import Service
from commonweal.engine.periods import Month
from commonweal.engine.workbook.codelists import Reason
from commonweal.observations import queries as observations

FILE = Path(__file__).parent / "data" / "waits.toml"
OURS = Month(2024, 7)
"""The list in which delays are recorded here: the one in force since June 2024."""


@cache
def reasons() -> dict[str, Reason]:
    """The published reasons by id, in the list's order."""
    return {reason.id: reason for reason in observations.reason_list(OURS).reasons}


@cache
def waits() -> dict[str, Service]:
    """The reasons that are waits for a service; ValueError if our own file names one that is not in the list."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))["wait"]
    found = {one["reason"]: Service(one["service"]) for one in told}
    if unknown := sorted(found.keys() - reasons().keys()):
        raise ValueError(f"{FILE.name} names reasons that are not published: {', '.join(unknown)}")
    return found
