"""A section's page: what it is called, what of it is left, its rows, and what somebody else changed meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from commonweal.engine.findings import Finding, Severity, note
from commonweal.engine.rulebook.comparing import compare_plans
from commonweal.engine.rulebook.model import Cell, Column, Rulebook
from commonweal.engine.rulebook.plan import Plan
from commonweal.engine.rulebook.sections import PARENT, columns_of, fixed_rows, list_of_rows, part_of
from commonweal.engine.rulebook.tables import Row, read_address, rows_of
from commonweal.plans.presenters.cells import shown
from commonweal.plans.presenters.changes import ChangeRow, changes
from commonweal.plans.presenters.words import count, section_name
from commonweal.plans.queries import Edited

READERS_ONLY = (
    note("reader", "plan", "You may read this plan.", "Whoever prepares plans of this area can change it."),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding in a list: its words, and where the field is (empty: nowhere in particular)."""

    text: str
    href: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row of a section in its table; `place` counts from 1, as its page's address does."""

    place: int
    key: str
    cells: tuple[str, ...]
    problems: int
    under: ListedRows | None = None


@dataclass(frozen=True, slots=True)
class ListedRows:
    """The rows of a section as a table."""

    section: str
    name: str
    headings: tuple[str, ...]
    rows: tuple[ListedRow, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else saved the section since it was looked at: who, and what they changed."""

    by: Edited
    changes: tuple[ChangeRow, ...]


def heading(rulebook: Rulebook, section: str) -> str:
    """What the section is called, with the names of further sheets that fill it."""
    names = [sheet.name.partition(". ")[2] or sheet.name for sheet in rulebook.sheet if sheet.section == section]
    return " and ".join(dict.fromkeys(names)) or section_name(rulebook, section)


def lead(rulebook: Rulebook, section: str, plan: Plan, findings: Sequence[Finding], edit: Edited | None) -> str:
    """How much is there and how much is left."""
    if edit is None:
        return "Nothing is written here yet."
    errors = sum(one.severity is Severity.ERROR for one in findings)
    left = f"{count(errors, 'thing')} left to put right" if errors else "nothing left to put right"
    held = len(getattr(plan, part_of(section)))
    whole = len(fixed_rows(rulebook, section))
    rows = f"{held:,} of {whole:,} answered" if list_of_rows(rulebook, section) else count(held, "row")
    return f"{rows[:1].upper()}{rows[1:]}, {left}."


def problems(findings: Iterable[Finding], href: Callable[[str], str]) -> tuple[Problem, ...]:
    """Findings as links to where they are put right."""
    return tuple(Problem(f"{one.message} {one.what_to_do}".strip(), href(one.where), one.severity) for one in findings)


def of_part(findings: Iterable[Finding], part: str) -> tuple[Finding, ...]:
    """The findings that are put right in a part of the plan."""
    return tuple(one for one in findings if part_of(read_address(one.where)[0]) == part)


def of_row(findings: Iterable[Finding], row: Row) -> tuple[Finding, ...]:
    """The findings about one row."""
    return tuple(one for one in findings if read_address(one.where)[:2] == (row.section, row.key))


def listed(plan: Plan, rulebook: Rulebook, section: str, findings: Sequence[Finding]) -> ListedRows:
    """The rows of a free section; schemes with their lines under them."""
    rows = rows_of(plan, rulebook)
    child = next((name for name, parent in PARENT.items() if parent == section), "")
    columns = _columns(rulebook, section)
    made = []
    for place, row in enumerate(rows[section], start=1):
        under = _under(rulebook, child, row, rows, findings) if child and columns_of(rulebook, child) else None
        made.append(_listed_row(rulebook, columns, place, row, findings, under))
    return ListedRows(section, heading(rulebook, section), tuple(one.heading for one in columns), tuple(made))


def _under(
    rulebook: Rulebook, child: str, row: Row, rows: dict[str, tuple[Row, ...]], findings: Sequence[Finding]
) -> ListedRows:
    columns = [one for one in _columns(rulebook, child) if one.field != "scheme"]
    of_it = [(place, one) for place, one in enumerate(rows[child], start=1) if one.values["scheme"] == row.key]
    made = tuple(_listed_row(rulebook, columns, place, one, findings, None) for place, one in of_it)
    return ListedRows(child, heading(rulebook, child), tuple(one.heading for one in columns), made)


def _listed_row(
    rulebook: Rulebook,
    columns: Sequence[Column],
    place: int,
    row: Row,
    findings: Sequence[Finding],
    under: ListedRows | None,
) -> ListedRow:
    cells = tuple(shown(column, row.values.get(column.field), rulebook) for column in columns)
    return ListedRow(place, row.key, cells, len(of_row(findings, row)), under)


def _columns(rulebook: Rulebook, section: str) -> list[Column]:
    return [one for one in columns_of(rulebook, section) if one.kind is not Cell.LONG_TEXT]


def told(row: Row, rulebook: Rulebook, metric: str) -> tuple[tuple[str, str], ...]:
    """A row's fields with their headings, for somebody who may only read."""
    columns = columns_of(rulebook, row.section)
    return tuple((one.heading, shown(one, row.values.get(one.field), rulebook, metric)) for one in columns)


def conflict(before: Plan, now: Plan, rulebook: Rulebook, part: str, by: Edited) -> Conflict:
    """What somebody else made of a part since it was looked at."""
    found = [one for one in compare_plans(before, now, rulebook) if part_of(read_address(one.where)[0]) == part]
    return Conflict(by, tuple(row for group in changes(found, rulebook, (before, now)) for row in group.rows))
