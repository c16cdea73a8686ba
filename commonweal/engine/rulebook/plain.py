"""A plan's parts as plain data (texts, numbers, lists, tables), as they are kept and sent, and back.

Fractions and days become text, so that nothing is rounded; whoever reads gives the type that is expected.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from commonweal.engine.rulebook.plan import Plan

PARTS: tuple[str, ...] = tuple(one.name for one in fields(Plan) if one.name not in ("round", "area", "version"))
"""The parts of a plan that are edited and kept each for itself."""


def to_data(value: Any) -> Any:
    """A part of a plan as plain data."""
    if isinstance(value, tuple):
        return [to_data(one) for one in value]
    if is_dataclass(value):
        return {one.name: to_data(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Fraction):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def part_from_data(part: str, data: Any) -> Any:
    """A part of a plan (`schemes`, `income`, ...) from plain data; ValueError where it is not of that shape."""
    return _read(_hints(Plan)[part], data, part)


@cache
def _hints(record: type) -> dict[str, Any]:
    return get_type_hints(record)


def _read(kind: Any, data: Any, where: str) -> Any:
    if get_origin(kind) is tuple:
        if not isinstance(data, list):
            raise ValueError(f"{where} is no list")
        return tuple(_read(get_args(kind)[0], one, f"{where}[{place}]") for place, one in enumerate(data))
    if get_origin(kind) is UnionType:
        return None if data is None else _read(_without_none(kind), data, where)
    if is_dataclass(kind):
        return _read_record(kind, data, where)
    return _read_value(kind, data, where)


def _without_none(kind: Any) -> Any:
    return next(one for one in get_args(kind) if one is not NoneType)


def _read_record(kind: Any, data: Any, where: str) -> Any:
    hints = _hints(kind)
    if not isinstance(data, dict) or not data.keys() <= hints.keys():
        raise ValueError(f"{where} is no {kind.__name__}")
    try:
        return kind(**{name: _read(hints[name], one, f"{where}.{name}") for name, one in data.items()})
    except TypeError as missing:
        raise ValueError(f"{where}: {missing}") from missing


def _read_value(kind: Any, data: Any, where: str) -> Any:
    if kind is Fraction and isinstance(data, str):
        return Fraction(data)
    if kind is date and isinstance(data, str):
        return date.fromisoformat(data)
    if type(data) is not kind:
        raise ValueError(f"{where} is {data!r}, no {kind.__name__}")
    return data
