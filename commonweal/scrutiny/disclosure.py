"""The rule for small counts that ships, read once and checked when it is read; what it makes of a return's figures."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from commonweal.engine.measures import suppression
from commonweal.engine.measures.suppression import SmallCounts
from commonweal.engine.reporting.cells import Cell, Evidence, Rule, Unit, show

FILE = Path(__file__).parent / "rules" / "small-counts.toml"
COUNTED = frozenset({Unit.DAYS, Unit.PEOPLE})
PEOPLE = "people-left"


@dataclass(frozen=True, slots=True)
class Disclosure:
    """The rule, whether it was verified, and where it comes from."""

    rule: SmallCounts
    status: str
    source: str
    ours: str


@cache
def disclosure() -> Disclosure:
    """The rule; ValueError if our own file is faulty."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    rule = SmallCounts(told["smallest_shown"], told["round_to"])
    if faults := suppression.check(rule):
        raise ValueError("; ".join(map(str, faults)))
    return Disclosure(rule, told["status"], told["source"], told["ours"])


def public_texts(evidence: Evidence) -> dict[str, str]:
    """What everybody reads in the place of figures that count people or their days, by the cells' addresses."""
    rule = disclosure().rule
    counts = {cell.address: cell for cell in evidence.cells if cell.unit in COUNTED and isinstance(cell.value, int)}
    sums = {address: parts for address, cell in counts.items() if (parts := _parts(cell, counts))}
    values = {address: int(cell.value or 0) for address, cell in counts.items()}
    shown = suppression.protect(values, sums, rule)
    found = {key: suppression.words(one, rule, lambda n: show(Unit.PEOPLE, n)) for key, one in shown.items()}
    return found | {cell.address: f"not told: fewer than {rule.smallest_shown} people" for cell in _of_few(evidence)}


def _parts(cell: Cell, counts: Iterable[str]) -> tuple[str, ...]:
    """The cells that a cell is the sum of."""
    known = set(counts)
    return tuple(row.key for row in cell.rows if row.kind == "cell" and row.key in known)


def _of_few(evidence: Evidence) -> Iterable[Cell]:
    """Means of people too few to be told."""
    fewest = disclosure().rule.smallest_shown
    for cell in evidence.cells:
        people = [row.amount or 0 for row in cell.rows if row.kind == PEOPLE]
        if cell.rule is Rule.MEAN and people and sum(people) < fewest:
            yield cell
