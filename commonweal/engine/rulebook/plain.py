"""A plan's parts as plain data (texts, numbers, lists, tables), as they are kept and sent, and back.

Fractions and days become text, so that nothing is rounded; whoever reads gives the type that is expected.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from functools import cache, partial
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
    return _part_reader(part)(data, (None, part))


@cache
def _part_reader(part: str) -> Reader:
    return _reader(get_type_hints(Plan)[part])


Where = tuple[Any, "str | int"]  # what it lies in and its name or place there; words only once they are needed
Reader = Callable[[Any, Where], Any]


def _words(where: Where) -> str:
    """`schemes[3].lines[0].source`."""
    around, name = where
    if around is None:
        return str(name)
    return f"{_words(around)}[{name}]" if isinstance(name, int) else f"{_words(around)}.{name}"


@cache
def _reader(kind: Any) -> Reader:
    """How a type is read; made once, for a page may read tens of thousands of lines."""
    if get_origin(kind) is tuple:
        return _list_reader(_reader(get_args(kind)[0]))
    if get_origin(kind) is UnionType:
        inner = _reader(next(one for one in get_args(kind) if one is not NoneType))
        return lambda data, where: None if data is None else inner(data, where)
    if is_dataclass(kind):
        return _record_reader(kind)  # type: ignore[arg-type]
    return partial(_read_value, kind)


def _list_reader(item: Reader) -> Reader:
    def read(data: Any, where: Where) -> Any:
        if not isinstance(data, list):
            raise ValueError(f"{_words(where)} is no list")
        return tuple([item(one, (where, place)) for place, one in enumerate(data)])

    return read


def _record_reader(kind: type) -> Reader:
    readers = {name: _reader(hint) for name, hint in get_type_hints(kind).items()}

    def read(data: Any, where: Where) -> Any:
        if not isinstance(data, dict) or not data.keys() <= readers.keys():
            raise ValueError(f"{_words(where)} is no {kind.__name__}")
        try:
            return kind(**{name: readers[name](one, (where, name)) for name, one in data.items()})
        except TypeError as missing:
            raise ValueError(f"{_words(where)}: {missing}") from missing

    return read


def _read_value(kind: Any, data: Any, where: Where) -> Any:
    if kind is Fraction and isinstance(data, str):
        return Fraction(data)
    if kind is date and isinstance(data, str):
        return date.fromisoformat(data)
    if type(data) is not kind:
        raise ValueError(f"{_words(where)} is {data!r}, no {kind.__name__}")
    return data
