"""Rulebooks from data files: merged with what they inherit, read, and checked as a whole; faults are findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from commonweal.engine.findings import Finding, error
from commonweal.engine.rulebook.formula import BadFormula, read_formula
from commonweal.engine.rulebook.inheritance import Merged, merge
from commonweal.engine.rulebook.kinds import check_rule
from commonweal.engine.rulebook.model import HEAD, KINDS, Cell, FundingSource, Head, Minimum, Rulebook, Sheet
from commonweal.engine.rulebook.reading import read_record
from commonweal.engine.rulebook.tables import FIELDS

_ID = re.compile(r"[\w-]+", re.ASCII)


def load(key: str, files: Mapping[str, Mapping[str, Any]]) -> tuple[Rulebook | None, tuple[Finding, ...]]:
    """A round by its id from every file's content by id; None and what must be mended where it is not sound."""
    merged = merge(key, files)
    if merged.findings:
        return None, tuple(merged.findings)
    lists: dict[str, Any] = {kind: tuple(_items(kind, merged)) for kind in KINDS}
    head = _read_head(key, merged)
    if merged.findings:
        return None, tuple(merged.findings)
    rulebook = Rulebook(**head, **lists, written_in=MappingProxyType(_written(merged)))
    found = tuple(_check(rulebook, merged))
    return (None, found) if found else (rulebook, ())


def load_all(files: Mapping[str, Mapping[str, Any]]) -> tuple[dict[str, Rulebook], tuple[Finding, ...]]:
    """Every sound round by its id, and every file's faults once."""
    loaded = {key: load(key, files) for key in files}
    found = dict.fromkeys(finding for _, findings in loaded.values() for finding in findings)
    return {key: rulebook for key, (rulebook, _) in loaded.items() if rulebook is not None}, tuple(found)


def _read_head(key: str, merged: Merged) -> dict[str, Any]:
    head, found = read_record(Head, merged.head, key)
    merged.findings += found
    if head is None:
        return {}
    if head.id != key:
        merged.fault("rulebook-id", f"{key}: id", f"The file says that it is {head.id!r}.", f'Write id = "{key}".')
    if not _ID.fullmatch(key):
        told = "Name it after its years, for instance 2027-28.toml: letters, digits and hyphens."
        merged.fault("rulebook-id", key, f"{key!r} cannot stand in the address of a page.", told)
    first = head.years[0] if head.years else 0
    if not 2000 <= first <= 2999 or list(head.years) != [first + place for place in range(len(head.years))]:
        message = "The years are not one or more that follow each other."
        merged.fault("rulebook-years", f"{key}: years", message, "Write [2025] for 2025-26, or [2025, 2026].")
    return {name: getattr(head, name) for name in HEAD}


def _written(merged: Merged) -> dict[tuple[str, str], str]:
    return {(kind, key): merged.written_by[kind, key] for kind in KINDS for key in merged.lists[kind]}


def _items(kind: str, merged: Merged) -> Iterator[Any]:
    for key, entry in merged.lists[kind].items():
        item, found = read_record(KINDS[kind], entry, _where(kind, key, merged))
        merged.findings += found
        if item is not None:
            yield item


def _where(kind: str, key: str, merged: Merged) -> str:
    return f"{merged.written_by[kind, key]}: {kind}[{key}]"


def _check(rulebook: Rulebook, merged: Merged) -> Iterator[Finding]:
    for rule in rulebook.rule:
        yield from check_rule(rule, rulebook, _where("rule", rule.id, merged))
    for kind in ("minimum", "funding_source"):
        for one in rulebook.items(kind):
            yield from _check_formula(one, rulebook, _where(kind, one.id, merged))
    for sheet in rulebook.sheet:
        yield from _check_sheet(sheet, _where("sheet", sheet.id, merged))
    for kind, name, wanted in _REFERENCES:
        known = {item.id for item in rulebook.items(wanted)}
        for item in rulebook.items(kind):
            yield from _check_names(getattr(item, name), known, f"{_where(kind, item.id, merged)}.{name}", wanted)
    yield from _check_milestones(rulebook, merged)


def _check_names(names: Iterable[str], known: set[str], where: str, wanted: str) -> Iterator[Finding]:
    for name in names:
        if name not in known:
            told = f"There are: {', '.join(sorted(known)) or 'none'}."
            yield error("rulebook-reference", where, f"There is no {wanted} {name!r} in this round.", told)


def _check_formula(one: Minimum | FundingSource, rulebook: Rulebook, where: str) -> Iterator[Finding]:
    if not one.formula and isinstance(one, FundingSource):
        return
    try:
        formula = read_formula(one.formula)
        for terms in one.terms:
            formula.work({**terms, **dict.fromkeys(one.area_terms, 100), "baseline": Fraction(100)})
    except BadFormula as bad:
        told = "Write for instance half_even(baseline * (1 + uplift)), with uplift in terms."
        yield error("rulebook-formula", f"{where}.formula", f"{one.formula!r} is no formula here: {bad}.", told)
    if len(one.terms) != len(rulebook.years):
        message = f"It has terms for {len(one.terms)} years, the round has {len(rulebook.years)}."
        yield error("rulebook-terms", f"{where}.terms", message, "Give one table of terms for each year.")


def _check_sheet(sheet: Sheet, where: str) -> Iterator[Finding]:
    if sheet.section and sheet.section not in FIELDS:
        told = f"There are: {', '.join(FIELDS)}; or leave it empty for a sheet of words."
        yield error("rulebook-sheet", f"{where}.section", f"A plan has no section {sheet.section!r}.", told)
        return
    if sheet.rows and sheet.rows not in KINDS:
        yield error("rulebook-sheet", f"{where}.rows", f"There is no list {sheet.rows!r}.", "Name a list of the round.")
    for column in sheet.columns:
        if sheet.section and column.field not in FIELDS[sheet.section]:
            told = f"There are: {', '.join(sorted(FIELDS[sheet.section]))}."
            message = f"Column {column.heading!r} is of {column.field!r}, no field of {sheet.section}."
            yield error("rulebook-sheet", f"{where}.columns", message, told)
        if (column.list or column.kind is Cell.CHOICE) and column.list not in KINDS:
            message = f"Column {column.heading!r} offers {column.list!r}, which is no list of the round."
            yield error("rulebook-sheet", f"{where}.columns", message, f"There are: {', '.join(KINDS)}.")


def _check_milestones(rulebook: Rulebook, merged: Merged) -> Iterator[Finding]:
    known = [one for one in rulebook.milestone if one.day is not None]
    for earlier, later in pairwise(known):
        if earlier.day > later.day:  # type: ignore[operator]
            where = _where("milestone", later.id, merged)
            message = f"{later.name} on {later.day} stands after {earlier.name} on {earlier.day}."
            yield error("rulebook-timetable", f"{where}.day", message, "Put the milestones in the order of their days.")


_REFERENCES = (
    ("minimum", "funding_sources", "funding_source"),
    ("minimum", "areas_of_spend", "area_of_spend"),
    ("minimum", "not_areas", "area_of_spend"),
    ("enquiry", "conditions", "condition"),
    ("sign_off", "offices", "office"),
)
