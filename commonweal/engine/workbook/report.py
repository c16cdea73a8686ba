"""Findings of one reading, and where every cell of a sheet went."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from commonweal.engine.findings import Finding

LISTED_OF_A_KIND = 40  # one fault repeated down a sheet is told so often, then counted


class Note(NamedTuple):
    """Text of a publication that is no figure: a footnote, a list of revisions."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class SheetAccount:
    """How many filled cells a sheet has, and how many went where; nothing is lost while the parts add up."""

    sheet: str
    filled: int
    figures: int
    keys: int
    headings: int
    metadata: int
    notes: int
    reported: int

    @property
    def is_complete(self) -> bool:
        """Whether every filled cell is a figure, a key, a heading, metadata, a note, or stands in a finding."""
        parts = self.figures + self.keys + self.headings + self.metadata + self.notes + self.reported
        return parts == self.filled


@dataclass(slots=True)
class Report:
    """Findings as they come: the first of each kind on each sheet in full, the rest counted."""

    listed: list[Finding] = field(default_factory=list)
    more: Counter[tuple[str, str]] = field(default_factory=Counter)
    last: dict[tuple[str, str], Finding] = field(default_factory=dict)
    _seen: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, finding: Finding) -> None:
        """Take a finding; `where` up to the exclamation mark is the sheet."""
        kind = (finding.code, finding.where.partition("!")[0])
        self._seen[kind] += 1
        if self._seen[kind] <= LISTED_OF_A_KIND:
            self.listed.append(finding)
        else:
            self.more[kind] += 1
            self.last[kind] = finding

    def findings(self) -> tuple[Finding, ...]:
        """All findings, each flood ended by how many more there are."""
        rest = [
            Finding(code, last.severity, sheet, f"There are {self.more[kind]:,} more like this, to {last.where}.", "")
            for kind, last in self.last.items()
            for code, sheet in [kind]
        ]
        return (*self.listed, *rest)
