"""A table of a data file as one of the rulebook's records: kinds by the record's own fields, faults as findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar, get_type_hints

from commonweal.engine.findings import Finding, error
from commonweal.engine.rulebook import model

T = TypeVar("T")
_NUMBER = re.compile(r"-?\d+(\.\d+|/0*[1-9]\d*)?%?", re.ASCII)


class _Wrong(ValueError):  # noqa: N818 - never leaves this file
    """A value of another kind; the message says which is asked for."""


def read_record(record: type[T], content: object, where: str) -> tuple[T | None, list[Finding]]:
    """The record that a table says, or None and what must be mended; `where` names the table."""
    if not isinstance(content, Mapping):
        return None, [error("rulebook-no-table", where, f"{content!r} is not a table.", "Write a table of keys.")]
    known = {one.name: one for one in fields(record)}  # type: ignore[arg-type]
    found = [
        error(
            "rulebook-unknown-key", f"{where}.{key}", f"{key!r} is not a key here.", f"Known are: {', '.join(known)}."
        )
        for key in content
        if key not in known
    ]
    values: dict[str, Any] = {}
    kinds = _kinds(record)  # type: ignore[arg-type]
    for name, one in known.items():
        if name not in content:
            found += _missing(one, where)
            continue
        try:
            values[name] = kinds[name](content[name])
        except _Wrong as wrong:
            found.append(
                error("rulebook-wrong-kind", f"{where}.{name}", f"{name} is {content[name]!r}.", f"Write {wrong}.")
            )
    found += _empty(values, where)
    return (None, found) if found else (record(**values), [])


def _missing(one: Field[Any], where: str) -> list[Finding]:
    if one.default is not MISSING or one.default_factory is not MISSING:
        return []
    if one.name == "source":
        message, told = "It does not say where it comes from.", 'Write source = "…": a publication, or "practice".'
        return [error("rulebook-no-source", f"{where}.source", message, told)]
    return [error("rulebook-missing-key", f"{where}.{one.name}", f"{one.name} is missing.", "Add it.")]


def _empty(values: Mapping[str, Any], where: str) -> list[Finding]:
    return [
        error(
            "rulebook-no-source" if name == "source" else "rulebook-empty",
            f"{where}.{name}",
            f"{name} is empty.",
            "Write it.",
        )
        for name in ("id", "name", "source", "message", "what_to_do")
        if name in values and not values[name].strip()
    ]


@cache
def _kinds(record: type) -> Mapping[str, Callable[[Any], Any]]:
    return {name: _kind(hint) for name, hint in get_type_hints(record).items()}


def _kind(hint: Any) -> Callable[[Any], Any]:
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return lambda value: _choice(hint, value)
    return _PLAIN[str(hint)]


def _choice(choices: type[StrEnum], value: object) -> StrEnum:
    if value not in [one.value for one in choices]:
        raise _Wrong(f"one of {', '.join(choices)}")
    return choices(value)


def _exactly(kind: type[T], words: str) -> Callable[[Any], T]:
    def take(value: Any) -> T:
        if type(value) is not kind:
            raise _Wrong(words)
        return value

    return take


def _several(take: Callable[[Any], T], words: str) -> Callable[[Any], tuple[T, ...]]:
    def take_all(value: Any) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise _Wrong(f"a list of {words}")
        return tuple(take(one) for one in value)

    return take_all


def _named(take: Callable[[Any], T], words: str) -> Callable[[Any], Mapping[str, T]]:
    def take_all(value: Any) -> Mapping[str, T]:
        if not isinstance(value, Mapping):
            raise _Wrong(f"a table of {words}")
        return MappingProxyType({str(name): take(one) for name, one in value.items()})

    return take_all


def exact(value: object) -> Fraction:
    """A number to the last digit: a whole number, or a text such as `1.017` or `3.9%`; floats are refused."""
    words = 'a whole number, or the number as a text such as "3.9%"'
    if type(value) is int:
        return Fraction(value)
    text = value.replace("_", "") if isinstance(value, str) else ""
    if len(text) > 30 or _NUMBER.fullmatch(text) is None:
        raise _Wrong(words)
    return Fraction(text.rstrip("%")) / (100 if text.endswith("%") else 1)


def _column(value: object) -> model.Column:
    column, found = read_record(model.Column, value, "column")
    if column is None:
        raise _Wrong("columns; " + "; ".join(f"{one.where}: {one.message}" for one in found))
    return column


def _as_it_is(value: Any) -> Any:
    if isinstance(value, float):
        raise _Wrong('numbers as whole numbers or as texts such as "0.5"')
    if isinstance(value, Mapping):
        return MappingProxyType({name: _as_it_is(one) for name, one in value.items()})
    return tuple(map(_as_it_is, value)) if isinstance(value, list) else value


_text, _whole, _day = _exactly(str, "a text"), _exactly(int, "a whole number"), _exactly(date, "a day: 2025-03-31")
_PLAIN: Mapping[str, Callable[[Any], Any]] = {
    str(hint): take
    for hint, take in (
        (str, _text),
        (int, _whole),
        (bool, _exactly(bool, "true or false")),
        (date | None, _day),
        (tuple[str, ...], _several(_text, "texts")),
        (tuple[int, ...], _several(_whole, "whole numbers")),
        (Mapping[str, str], _named(_text, "texts")),
        (Mapping[str, Any], _named(_as_it_is, "values")),
        (tuple[Mapping[str, Fraction], ...], _several(_named(exact, "numbers"), "tables of numbers")),
        (tuple[model.Column, ...], _several(_column, "columns")),
    )
}
