"""An entry before it is posted: without a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from commonweal.engine.ledger.journal import Entry, Leg


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants posted; `reverses` is the number of the entry that it takes back."""

    day: date
    description: str
    legs: tuple[Leg, ...]
    reference: str = ""
    reverses: int | None = None

    def numbered(self, fund: str, number: int, posted_by: str) -> Entry:
        """The entry that it would become."""
        return Entry(fund, number, self.day, self.description, self.legs, self.reference, self.reverses, posted_by)
