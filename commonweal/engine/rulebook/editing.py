"""Rows of a plan put in, changed and taken out by the names of their fields, as pages write them.

A row is known by its place in its section, the first being 0, in the order in which `tables.rows_of` gives them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any, get_origin, get_type_hints

from commonweal.engine.rulebook.model import Rulebook
from commonweal.engine.rulebook.plan import (
    Answer,
    Capacity,
    Contact,
    HandedDown,
    Income,
    Line,
    Plan,
    Scheme,
    Told,
    Trajectory,
)
from commonweal.engine.rulebook.sections import fixed_rows, part_of
from commonweal.engine.rulebook.tables import is_blank

RECORDS: Mapping[str, type] = MappingProxyType(
    {
        "income": Income,
        "handed_down": HandedDown,
        "schemes": Scheme,
        "lines": Line,
        "trajectories": Trajectory,
        "capacity": Capacity,
        "answers": Answer,
        "narrative": Told,
        "contacts": Contact,
    }
)


def put(plan: Plan, section: str, place: int | None, values: Mapping[str, Any]) -> Plan:
    """The plan with the row at a place as `values` say, or with a new row at the end; other fields stay as they are.

    A line names its scheme in `scheme`; under another scheme than before it becomes that scheme's last.
    """
    if section == "lines":
        return _put_line(plan, place, values)
    rows = list(getattr(plan, section))
    if place is None:
        rows.append(_changed(section, None, values))
    else:
        rows[place] = _changed(section, rows[place], values)
    return _with(plan, section, rows)


def take_out(plan: Plan, section: str, place: int) -> Plan:
    """The plan without the row at a place; IndexError where there is none."""
    if section == "lines":
        at, line = _lines(plan)[place]
        return _with(plan, "schemes", [_without_line(one, line) if i == at else one for i, one in _numbered(plan)])
    rows = list(getattr(plan, section))
    del rows[place]
    return _with(plan, section, rows)


def fill(plan: Plan, rulebook: Rulebook, section: str, rows: Mapping[str, Mapping[str, Any]]) -> Plan:
    """A section of fixed rows as `rows` say, by the keys of their entries; a row that is blank throughout is none.

    Rows that are not among the round's entries stay: what the round does not know, nobody has looked at here.
    """
    key = fields(RECORDS[section])[0].name
    before = {getattr(one, key): one for one in getattr(plan, section)}
    made = []
    for entry in fixed_rows(rulebook, section):
        old, values = before.pop(entry.id, None), rows.get(entry.id, {})
        record = _changed(section, old, {**values, key: entry.id})
        if not _is_empty(record, key):
            made.append(record)
    return _with(plan, section, [*made, *before.values()])


def _with(plan: Plan, section: str, rows: list[Any]) -> Plan:
    part: dict[str, Any] = {part_of(section): tuple(rows)}
    return replace(plan, **part)


def _changed(section: str, old: Any, values: Mapping[str, Any]) -> Any:
    record = RECORDS[section]
    named = dict(values)
    if "side" in named:
        named["is_demand"] = named.pop("side") == "demand"
    known = {one.name for one in fields(record)}
    of_record = {name: value for name, value in named.items() if name in known}
    return replace(old, **of_record) if old is not None else record(**{**_blank(record), **of_record})


def _blank(record: type) -> dict[str, Any]:
    hints = get_type_hints(record)
    return {one.name: _nothing(hints[one.name]) for one in fields(record)}


def _nothing(hint: Any) -> Any:
    if get_origin(hint) is tuple:
        return ()
    return {str: "", bool: False}.get(hint)


def _is_empty(record: Any, key: str) -> bool:
    return all(_says_nothing(getattr(record, one.name)) for one in fields(record) if one.name != key)


def _says_nothing(value: object) -> bool:
    return all(one is None for one in value) if isinstance(value, tuple) else is_blank(value)


def _put_line(plan: Plan, place: int | None, values: Mapping[str, Any]) -> Plan:
    at, line = (None, None) if place is None else _lines(plan)[place]
    asked = values.get("scheme")
    to = at if asked is None else next((i for i, one in _numbered(plan) if one.id == asked), None)
    if to is None:
        raise ValueError(f"there is no scheme {asked!r}")
    if at is None or line is None:
        return _add_line(plan, to, _changed("lines", None, values))
    changed = _changed("lines", plan.schemes[at].lines[line], values)
    if at != to and plan.schemes[at].id != plan.schemes[to].id:
        return _add_line(take_out(plan, "lines", place or 0), to, changed)
    own = plan.schemes[at]
    lines = (*own.lines[:line], changed, *own.lines[line + 1 :])
    return _with(plan, "schemes", [replace(one, lines=lines) if i == at else one for i, one in _numbered(plan)])


def _add_line(plan: Plan, to: int, line: Line) -> Plan:
    return _with(
        plan, "schemes", [replace(one, lines=(*one.lines, line)) if i == to else one for i, one in _numbered(plan)]
    )


def _without_line(scheme: Scheme, line: int) -> Scheme:
    return replace(scheme, lines=scheme.lines[:line] + scheme.lines[line + 1 :])


def _numbered(plan: Plan) -> list[tuple[int, Scheme]]:
    return list(enumerate(plan.schemes))


def _lines(plan: Plan) -> list[tuple[int, int]]:
    return [(i, line) for i, one in enumerate(plan.schemes) for line in range(len(one.lines))]


def place_of_change(old: Plan, new: Plan, section: str) -> int | None:
    """The place of the row that is in the new plan and not in the old one; None where every row was there."""
    before = {id(one) for one in _rows(old, section)}
    return next((place for place, one in enumerate(_rows(new, section)) if id(one) not in before), None)


def _rows(plan: Plan, section: str) -> tuple[Any, ...]:
    if section == "lines":
        return tuple(line for scheme in plan.schemes for line in scheme.lines)
    rows: tuple[Any, ...] = getattr(plan, section)
    return rows
