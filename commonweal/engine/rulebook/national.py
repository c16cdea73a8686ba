"""The national money of each year, in £m as published, each figure with how far it is to be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from commonweal.engine.findings import Finding, error
from commonweal.engine.rulebook.model import Status
from commonweal.engine.rulebook.reading import read_record


@dataclass(frozen=True, slots=True, kw_only=True)
class NationalYear:
    """A financial year by the year it begins in: £m and status by source, and what was published of the whole."""

    year: int
    amounts: Mapping[str, Any]
    status: Mapping[str, str]
    source: str
    published_total: int = 0
    published_status: Status = Status.UNVERIFIED
    note: str = ""

    @property
    def total(self) -> int:
        """The sum of the parts, £m."""
        return sum(int(amount) for amount in self.amounts.values())

    @property
    def difference(self) -> int | None:
        """Parts less what was published; None where nothing was."""
        return self.total - self.published_total if self.published_total else None


def read_national(data: Mapping[str, Any]) -> tuple[tuple[NationalYear, ...], list[Finding]]:
    """The file's years in their order, and what is wrong with it."""
    years, found = [], []
    for number, row in enumerate(data.get("year", ()), start=1):
        one, faults = read_record(NationalYear, row, f"year[{number}]")
        found += faults
        if one is not None:
            years.append(one)
            found += _check(one)
    order = [one.year for one in years]
    if order != sorted(set(order)):
        found.append(error("national-order", "year", f"The years stand as {order}.", "Put each once, in order."))
    return tuple(years), found


def _check(one: NationalYear) -> list[Finding]:
    where = f"year[{one.year}]"
    found = [
        error("national-amount", f"{where}.amounts.{name}", f"{amount!r} is no sum of £m.", "Write whole £m.")
        for name, amount in one.amounts.items()
        if type(amount) is not int or amount < 0
    ]
    if one.amounts.keys() != one.status.keys() or not set(one.status.values()) <= set(Status):
        message = "Amounts and statuses do not belong together."
        found.append(error("national-status", f"{where}.status", message, "Give each amount one status."))
    return found
