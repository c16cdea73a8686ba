"""The cells of a return: each with its address, value and lineage; frozen as bytes that are always the same.

A value is a whole number in its unit, a decimal as text, a yes or no, or nothing where nothing is known. What was
frozen is read back from its bytes alone, and another making of the same return is compared with it cell by cell.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from commonweal.engine.findings import Finding, error
from commonweal.engine.money import pounds

Value = int | str | bool | None
FORM = 1
NOT_KNOWN = "not known"
PUBLISHED = "publication"  # the kind of a row that names where a figure is published that the record does not hold


class Unit(StrEnum):
    """What a value counts."""

    PENCE = "pence"
    DAYS = "days"
    MINUTES = "minutes"  # shown as hours
    PEOPLE = "people"
    DECIMAL = "decimal"  # a decimal number as text
    YES_NO = "yes-no"


class Rule(StrEnum):
    """How a value comes from the rows behind it."""

    SUM = "sum"  # the rows' amounts added
    ROW = "row"  # one row says it
    MEAN = "mean"  # the first row's amount divided by the second's, rounded half up
    RATE = "rate"  # the first row's amount divided by the second's and third's, per 100,000, rounded half up


@dataclass(frozen=True, slots=True)
class Behind:
    """A row behind a cell: its kind, the key by which it is found, and its amount in the cell's unit."""

    kind: str
    key: str
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of a return; `query` names what was asked of the record, `rows` what it answered."""

    address: str
    section: str
    label: str
    unit: Unit
    value: Value
    rule: Rule
    query: str
    rows: tuple[Behind, ...] = ()

    @property
    def shown(self) -> str:
        """The value for people's eyes; of what is not known, where it is published, if it is."""
        publication = next((row.key for row in self.rows if row.kind == PUBLISHED), "")
        if self.value is None and publication:
            return f"{NOT_KNOWN} here: {publication}"
        return show(self.unit, self.value)


@dataclass(frozen=True, slots=True)
class Basis:
    """As at which state of the record a return is made: later rows of it are not looked at."""

    plan_edit: int  # the plan's latest edit
    ledger_number: int  # the fund's last entry
    moment: str  # of day and time, in ISO 8601 with its offset


@dataclass(frozen=True, slots=True)
class Evidence:
    """A whole return: of which place, round and quarter, on which basis, with its cells in their order."""

    area: str
    round: str
    year: int
    quarter: int
    basis: Basis
    cells: tuple[Cell, ...]

    def cell(self, address: str) -> Cell | None:
        """The cell of that address."""
        return next((one for one in self.cells if one.address == address), None)


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that another making of the return gives otherwise; None where it has no such cell."""

    address: str
    label: str
    frozen: str | None
    now: str | None


def show(unit: Unit, value: Value) -> str:
    """A value as people read it: £1,234, 1,234, 0.74, Yes."""
    if value is None:
        return NOT_KNOWN
    if unit is Unit.PENCE:
        return pounds(int(value))
    if unit is Unit.MINUTES:
        return f"{int(value) / 60:,.1f}"
    if unit is Unit.YES_NO:
        return "Yes" if value else "No"
    return str(value) if isinstance(value, str) else f"{value:,}"


def mean(total: int, count: int, decimals: int) -> str:
    """A total divided by a count as decimal text, rounded half up; neither is below nothing, the count above it."""
    return rate(total, count, 1, decimals)


def rate(total: int, count: int, per: int, decimals: int) -> str:
    """A total for each so many of a count as decimal text, rounded half up; neither is below nothing."""
    scale = per * 10**decimals
    units = (2 * total * scale + count) // (2 * count)
    scale //= per
    whole, part = divmod(units, scale)
    return f"{whole}.{part:0{decimals}d}" if decimals else str(whole)


def freeze(evidence: Evidence) -> bytes:
    """The return as canonical bytes: sorted keys, no spaces, UTF-8, a newline at the end."""
    plain = {"form": FORM, **asdict(evidence)}
    return (json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n").encode()


def digest(content: bytes) -> str:
    """The SHA-256 of frozen bytes."""
    return sha256(content).hexdigest()


def read(content: bytes) -> Evidence:
    """A frozen return back from its bytes; ValueError where they are none of ours."""
    plain = json.loads(content)
    if plain.pop("form", None) != FORM:
        raise ValueError("These bytes are not a frozen return of this form")
    basis, cells = Basis(**plain.pop("basis")), plain.pop("cells")
    return Evidence(**plain, basis=basis, cells=tuple(_cell(one) for one in cells))


def _cell(plain: Mapping[str, Any]) -> Cell:
    rows = tuple(Behind(**row) for row in plain["rows"])
    kinds = {"unit": Unit(plain["unit"]), "rule": Rule(plain["rule"]), "rows": rows}
    return Cell(**{**plain, **kinds})


def check(cells: Iterable[Cell]) -> list[Finding]:
    """Findings where a cell does not follow from its rows, or an address stands twice: then it is not frozen."""
    found, seen = [], set[str]()
    for cell in cells:
        if cell.address in seen:
            found.append(error("cell-twice", cell.address, "Two cells have this address.", "Tell the service's team."))
        seen.add(cell.address)
        if cell.rule is Rule.SUM and cell.value is not None and sum(row.amount or 0 for row in cell.rows) != cell.value:
            message = f"{cell.label} is {cell.shown}, which is not the sum of its rows."
            found.append(error("cell-not-its-rows", cell.address, message, "Tell the service's team."))
    return found


def differences(frozen: Evidence, now: Evidence) -> tuple[Difference, ...]:
    """What the record says otherwise now, in the order of the cells; what is behind a cell is compared by its value."""
    before, after = ({one.address: one for one in each.cells} for each in (frozen, now))
    found = []
    for address in dict.fromkeys([*before, *after]):
        old, new = before.get(address), after.get(address)
        if old is None or new is None or old.value != new.value:
            label = (old or after[address]).label
            shown = (one.shown if one else None for one in (old, new))
            found.append(Difference(address, label, *shown))
    return tuple(found)
