"""The rows of the reference tables, and how they are written: sorted, compact, the same bytes every time."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

BEGIN = date(2009, 4, 1)
"""Where the tables begin: the local government structure of 1 April 2009. A period from then may be older."""

LAYOUTS = {
    "organisations": ("organisation", "kind", "start", "end"),
    "identities": ("organisation", "name", "official_name", "start", "end", "note"),
    "codes": ("scheme", "code", "organisation", "start", "end"),
    "duties": ("organisation", "duty", "start", "end"),
    "containments": ("inner", "outer", "start", "end"),
    "successions": ("predecessor", "successor", "day", "share", "basis", "note"),
    "populations": ("organisation", "year", "basis", "ages", "persons", "label"),
    "catchments": ("trust", "area", "year", "share"),
}
PACKED = {"populations", "catchments"}
Row = tuple[str, ...]


@dataclass
class Organisation:
    """One body: `key` is the stable name of its rows in all tables; half-open from `start` to `end`."""

    key: str
    kind: str
    start: date
    end: date | None


@dataclass
class Tables:
    """What has been gathered so far."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    rows: dict[str, set[Row]] = field(default_factory=lambda: {name: set() for name in LAYOUTS})

    def add_organisation(self, key: str, kind: str, start: date | None, end: date | None) -> Organisation:
        """An organisation; before the tables begin counts as their beginning."""
        if key in self.organisations:
            raise ValueError(f"{key} is there already")
        organisation = Organisation(key, kind, max(start or BEGIN, BEGIN), end)
        self.organisations[key] = organisation
        self.rows["organisations"].add((key, kind, *days(organisation.start, end)))
        return organisation

    def add_name(
        self,
        key: str,
        name: str,
        official: str = "",
        start: date | None = None,
        end: date | None = None,
        note: str = "",
    ) -> None:
        """A name of an organisation, by default as long as it lives."""
        whole = self.organisations[key]
        self.rows["identities"].add((key, name, official or name, *days(start or whole.start, end or whole.end), note))

    def add_code(self, scheme: str, code: str, key: str, start: date | None = None, end: date | None = None) -> None:
        """A code of an organisation, by default as long as it lives."""
        whole = self.organisations[key]
        self.rows["codes"].add((scheme, code, key, *days(start or whole.start, end or whole.end)))

    def add_containment(self, inner: str, outer: str, start: date | None = None, end: date | None = None) -> None:
        """One lies in the other: the days on which both live, or those given."""
        a, b = self.organisations[inner], self.organisations[outer]
        first = max(a.start, b.start, start or BEGIN)
        last = min((day for day in (a.end, b.end, end) if day), default=None)
        if last is None or first < last:
            self.rows["containments"].add((inner, outer, *days(first, last)))

    def add_succession(
        self, predecessor: str, successor: str, day: date, share: str, basis: str, note: str = ""
    ) -> None:
        """What followed what; `share` of the predecessor as a decimal fraction, empty where it is not known."""
        self.rows["successions"].add((predecessor, successor, day.isoformat(), share, basis, note))

    def add_catchment(self, trust: str, area: str, year: int, share: str) -> None:
        """What part of everybody whom a trust admitted came from an area of that year."""
        if {trust, area} <= self.organisations.keys():
            self.rows["catchments"].add((trust, area, str(year), share))
        else:
            raise ValueError(f"nobody is known as {trust} or as {area}")

    def name(self, key: str) -> str:
        """The last name of an organisation."""
        return max((row[3], row[1]) for row in self.rows["identities"] if row[0] == key)[1]


def days(start: date, end: date | None) -> tuple[str, str]:
    """A half-open period as text."""
    return start.isoformat(), end.isoformat() if end else ""


def end_of(last_day: str) -> date | None:
    """The first day after a register's last day (`20190331`); None where it goes on."""
    return date.fromisoformat(last_day) + timedelta(days=1) if last_day else None


def read(path: Path, names: list[str] | None = None) -> list[dict[str, str]]:
    """A CSV file as dictionaries."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, fieldnames=names))


def write(folder: Path, rows: dict[str, set[Row]]) -> None:
    """Every table into the folder; the largest compressed, without a time stamp."""
    for name, columns in LAYOUTS.items():
        text = as_csv(columns, sorted(rows[name])).encode()
        if name in PACKED:
            (folder / f"{name}.csv.gz").write_bytes(gzip.compress(text, mtime=0))
        else:
            (folder / f"{name}.csv").write_bytes(text)


def as_csv(columns: tuple[str, ...], rows: Iterable[Row]) -> str:
    """A table as text with Unix line ends."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
