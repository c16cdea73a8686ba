"""A published table of planned spending by area, as it was printed: amounts to whole pence, its own total set apart.

Nothing printed is dropped in silence: a row without an amount, a total inside the data, a total that is not the sum
of its rows are findings. Amounts are printed with fractions of a penny; each is rounded to the nearest, ties to even.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from commonweal.engine.findings import Finding, error, note, warning
from commonweal.engine.money import pounds

NOT_PRINTED = ("", "NA")
TOTAL = "Total"
PENNY = Decimal("0.01")
MONEY = {"bed_based": "Bed-based intermediate care", "reablement": "Reablement at home"}
PEOPLE = {"adults": "Adults", "aged_65_over": "People aged 65 and over"}


@dataclass(frozen=True, slots=True)
class Planned:
    """A row: which line of the publisher's file, whom it names, amounts and people by column (None: not printed)."""

    line: int
    ons_code: str
    name: str
    region: str
    amounts_pence: Mapping[str, int | None]
    people: Mapping[str, int | None]

    def planned_pence(self, what: str) -> int | None:
        """One kind of spending; `both` where both are printed."""
        if what != "both":
            return self.amounts_pence[what]
        known = [pence for pence in self.amounts_pence.values() if pence is not None]
        return sum(known) if len(known) == len(self.amounts_pence) else None


@dataclass(frozen=True, slots=True)
class Published:
    """The areas' rows, the total that was printed among them, and what is to be said of the table."""

    areas: tuple[Planned, ...]
    total: Planned | None
    findings: tuple[Finding, ...]

    def sum_pence(self, what: str) -> int:
        """The areas' rows added up; what is not printed counts as nothing."""
        return sum(area.planned_pence(what) or 0 for area in self.areas)

    def gap_pence(self, what: str) -> int | None:
        """The printed total less the sum of the rows."""
        printed = self.total.planned_pence(what) if self.total else None
        return None if printed is None else printed - self.sum_pence(what)


def read_planned(rows: Iterable[Mapping[str, str]]) -> Published:
    """Read a table of `line, ons_code, name, region`, the amounts and the people."""
    areas: list[Planned] = []
    total, found = None, []
    for row in rows:
        planned, faults = _row(row)
        found += faults
        if planned.ons_code == TOTAL or planned.name == TOTAL:
            total = planned
            told = "Leave it out of sums, or everything counts twice."
            found.append(note("total-inside", _where(planned), "A total stands among the areas.", told))
        else:
            areas.append(planned)
            found += _missing(planned)
    published = Published(tuple(areas), total, ())
    return Published(published.areas, total, (*_twice(areas), *found, *_check_total(published)))


def _where(row: Planned) -> str:
    return f"line {row.line}, {row.name if row.name not in NOT_PRINTED else row.ons_code}"


def _row(row: Mapping[str, str]) -> tuple[Planned, list[Finding]]:
    found: list[Finding] = []
    where = f"line {row['line']}"
    amounts = {key: _pence(row[key], f"{where}, {name}", found) for key, name in MONEY.items()}
    people = {key: _people(row[key], f"{where}, {name}", found) for key, name in PEOPLE.items()}
    region = "" if row["region"] in NOT_PRINTED else row["region"]
    return Planned(int(row["line"]), row["ons_code"], row["name"], region, amounts, people), found


def _pence(text: str, where: str, found: list[Finding]) -> int | None:
    if text in NOT_PRINTED:
        return None
    try:
        amount = Decimal(text)
        if not amount.is_finite() or amount < 0:
            raise InvalidOperation
        return int(amount.quantize(PENNY, rounding=ROUND_HALF_EVEN) * 100)
    except InvalidOperation:
        found.append(error("not-an-amount", where, f"“{text}” is no amount.", "Write pounds, like 1234567.89."))
        return None


def _people(text: str, where: str, found: list[Finding]) -> int | None:
    if text in NOT_PRINTED:
        return None
    if text.isascii() and text.isdigit():
        return int(text)
    found.append(error("not-a-count", where, f"“{text}” is no number of people.", "Write a whole number."))
    return None


def _missing(row: Planned) -> list[Finding]:
    lacking = [MONEY[key].lower() for key, pence in row.amounts_pence.items() if pence is None]
    if not lacking:
        return []
    message = f"No planned spending is printed for {' and '.join(lacking)}."
    return [warning("amount-missing", _where(row), message, "Ask the area; not printed is not nothing.")]


def _twice(areas: list[Planned]) -> list[Finding]:
    codes = [area.ons_code for area in areas]
    again = [area for place, area in enumerate(areas) if area.ons_code in codes[:place]]
    told = "Keep one of the rows."
    return [error("area-twice", _where(area), f"{area.ons_code} stands there twice.", told) for area in again]


def _check_total(published: Published) -> list[Finding]:
    found = []
    if published.total is None:
        return []
    for key, name in MONEY.items():
        gap = published.gap_pence(key)
        if not gap:
            continue
        message = f"{name}: the total is {pounds(abs(gap))} {'above' if gap > 0 else 'below'} the sum of the rows."
        rounded = sum(area.amounts_pence[key] is not None for area in published.areas)
        if 2 * abs(gap) <= rounded + 1:  # half a penny for each row and the total
            told = "Rounding each amount to the penny can make that much."
            found.append(note("total-rounded", _where(published.total), message, told))
        else:
            told = "The sum of the rows is shown; ask the publisher."
            found.append(warning("total-differs", _where(published.total), message, told))
    for key, name in PEOPLE.items():
        printed, counted = published.total.people[key], sum(area.people[key] or 0 for area in published.areas)
        if printed is not None and printed != counted:
            without = [area.name for area in published.areas if area.people[key] is None]
            message = f"{name}: the total is {printed:,}, the rows come to {counted:,}; {len(without)} have none."
            told = f"Without: {', '.join(without)}." if without else "Ask the publisher."
            found.append(note("people-differ", _where(published.total), message, told))
    return found
