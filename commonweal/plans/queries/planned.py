"""The published planned spending of 2022-23: whom each row names, and the people of that area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from commonweal.engine.findings import Finding, warning
from commonweal.engine.rulebook.planned import Planned, Published
from commonweal.places import queries as places
from commonweal.plans import planned_spend


@dataclass(frozen=True, slots=True)
class PlannedArea:
    """A row with the council that it is of (None: unsure, then nothing is divided), and that council's people."""

    printed: Planned
    organisation_id: int | None
    people: places.PopulationOf | None

    def per_head_pence(self, what: str) -> Fraction | None:
        """Planned spending for each person, of any age."""
        return _divided(self.printed.planned_pence(what), self.people.total if self.people else None)

    def per_old_pence(self, what: str) -> Fraction | None:
        """Planned spending for each person aged 65 and over."""
        return _divided(self.printed.planned_pence(what), self.people.aged_65_over if self.people else None)


@dataclass(frozen=True, slots=True)
class PlannedSpend:
    """The table with its areas known, where it comes from, and all that is to be said of it."""

    about: planned_spend.About
    published: Published
    areas: tuple[PlannedArea, ...]
    findings: tuple[Finding, ...]


def _divided(pence: int | None, people: int | None) -> Fraction | None:
    return Fraction(pence, people) if pence is not None and people else None


def planned_spend_of_2022() -> PlannedSpend:
    """The table, each row's name matched on the first day of its year.

    The code says whom a row is of where its name agrees; where the name is not that council's, whose money it is stays
    unsure: Cornwall & Scilly is printed under the code of Cornwall alone.
    """
    about, published = planned_spend.about(), planned_spend.published()
    day = date(about.year, 4, 1)
    printed = [places.Printed(f"line {row.line}", (row.ons_code,), row.name) for row in published.areas]
    people = places.populations(day)
    areas, found = [], list(published.findings)
    for row, whom in zip(published.areas, places.resolve(printed, day), strict=True):
        matched = places.match_name(row.name, day)
        settled = whom.organisation_id if matched.id == whom.organisation_id else None
        areas.append(PlannedArea(row, settled, people.get(settled) if settled is not None else None))
        found += whom.findings
        if settled is None:
            found.append(_unsure(row))
    return PlannedSpend(about, published, tuple(areas), tuple(found))


def _unsure(row: Planned) -> Finding:
    message = f"“{row.name}” is not the name of the council {row.ons_code}: whose money this is, is unsure."
    told = "It counts in the sums; nothing is divided by people, and the map shows no data for it."
    return warning("area-unsure", f"line {row.line}", message, told)
