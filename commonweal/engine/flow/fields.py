"""Plain data (of JSON or TOML) to frozen dataclasses and back, with findings; and their JSON Schema.

The dataclass is the one description: type hints say the shape, `stated(...)` the meaning and the limits. Reading,
checking of ranges and the schema are all made from it. Limits on the number of items hold before anything is built,
so that a file of a million areas costs a finding and no memory.
"""

from __future__ import annotations

import re
import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeGuard, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from commonweal.engine.findings import Finding, error

Made = TypeVar("Made")
_MISSING = object()
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")  # control characters, and halves of pairs
_FINITE = 1e300


@dataclass(frozen=True, slots=True)
class Limits:
    """What a field means, and the least, greatest and most items that it takes."""

    doc: str
    low: float | None = None
    high: float | None = None
    most: int = 1_000


def stated(
    doc: str, *, default: Any = MISSING, low: float | None = None, high: float | None = None, most: int = 1_000
) -> Any:
    """A dataclass field with its meaning and limits."""
    return field(default=default, metadata={"limits": Limits(doc, low, high, most)})


def read(kind: type[Made], data: object, where: str) -> tuple[Made | None, tuple[Finding, ...]]:
    """Make a `kind` from plain data; None with findings of severity error when anything does not fit."""
    findings: list[Finding] = []
    made = _read(kind, data, where, Limits(""), findings)
    return (None, tuple(findings)) if findings else (made, ())


def plain(value: object) -> Any:
    """A dataclass as plain data, every field present: what digests and files are made from."""
    if is_dataclass(value):
        return {part.name: plain(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


def schema(kind: type) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a dataclass."""
    definitions: dict[str, Any] = {}
    top = _schema(kind, Limits(""), definitions)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **top, "$defs": definitions}


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _limits(part: Field[Any]) -> Limits:
    limits = part.metadata.get("limits", Limits(""))
    return cast(Limits, limits)


def _alternatives(kind: Any) -> tuple[Any, ...]:
    """The members of a union, or the kind alone."""
    return get_args(kind) if get_origin(kind) in (Union, types.UnionType) else (kind,)


def _tag(kind: type) -> tuple[str, str] | None:
    """The field by which one dataclass of a union is told from the others, and its value."""
    for name, hint in _hints(kind).items():
        if get_origin(hint) is Literal and len(get_args(hint)) == 1:
            return name, get_args(hint)[0]
    return None


def _read(kind: Any, data: object, where: str, limits: Limits, findings: list[Finding]) -> Any:
    alternatives = _alternatives(kind)
    if data is None and type(None) in alternatives:
        return None
    choices = [choice for choice in alternatives if choice is not type(None)]
    if len(choices) > 1:
        return _read_tagged(choices, data, where, findings)
    (choice,) = choices
    if get_origin(choice) is tuple:
        return _read_items(get_args(choice)[0], data, where, limits, findings)
    if get_origin(choice) is Literal:
        return _read_word(get_args(choice), data, where, findings)
    if isinstance(choice, type) and is_dataclass(choice):
        return _read_fields(choice, data, where, findings)
    return _read_scalar(choice, data, where, limits, findings)


def _wrong(where: str, wanted: str, data: object, findings: list[Finding]) -> None:
    if isinstance(data, int) and abs(data) >= _FINITE:
        shown = "a number of over 300 digits"
    elif isinstance(data, (str, int, float, bool, type(None))):
        shown = ascii(data)[:60] if isinstance(data, str) and _ODD.search(data) else repr(data)[:60]
    else:
        shown = f"a {type(data).__name__}"
    findings.append(error("wrong-kind", where, f"Found {shown} instead of {wanted}.", f"Give {wanted}."))


def _read_tagged(choices: list[Any], data: object, where: str, findings: list[Finding]) -> Any:
    tags = {tag: choice for choice in choices if (tag := _tag(choice))}
    name = next(iter(tags))[0]
    found = data.get(name) if isinstance(data, Mapping) else None
    choice = tags.get((name, found)) if isinstance(found, str) else None
    if choice is None:
        words = ", ".join(value for _, value in tags)
        findings.append(
            error("unknown-choice", where, f"{name!r} is {str(found)[:40]!r}.", f"Give {name!r} as one of: {words}.")
        )
        return None
    return _read_fields(choice, data, where, findings)


def _read_items(kind: Any, data: object, where: str, limits: Limits, findings: list[Finding]) -> Any:
    if not isinstance(data, (list, tuple)):
        return _wrong(where, "a list", data, findings)
    if len(data) > limits.most:
        findings.append(
            error(
                "too-many",
                where,
                f"There are {len(data):,} items; at most {limits.most:,} are taken.",
                "Split the scenario, or join small areas.",
            )
        )
        return None
    return tuple(_read(kind, item, f"{where}[{_label(item, n)}]", limits, findings) for n, item in enumerate(data))


def _label(item: object, number: int) -> str:
    name = item.get("name") if isinstance(item, Mapping) else None
    return name[:60] if isinstance(name, str) else str(number)


def _read_word(words: tuple[Any, ...], data: object, where: str, findings: list[Finding]) -> Any:
    if data in words:
        return data
    return _wrong(where, "one of: " + ", ".join(str(word) for word in words), data, findings)


def _read_fields(kind: type, data: object, where: str, findings: list[Finding]) -> Any:
    if not isinstance(data, Mapping):
        return _wrong(where, "an object with named fields", data, findings)
    known = {part.name: part for part in fields(kind)}
    for name in [name for name in data if name not in known][:20]:
        findings.append(
            error("unknown-field", f"{where}.{str(name)[:60]}", "There is no such field.", f"Use: {', '.join(known)}.")
        )
    values = {}
    for name, part in known.items():
        found = data.get(name, _MISSING)
        if found is not _MISSING:
            values[name] = _read(_hints(kind)[name], found, f"{where}.{name}", _limits(part), findings)
        elif part.default is MISSING and part.default_factory is MISSING:
            findings.append(error("missing", f"{where}.{name}", "It is not given.", _limits(part).doc + "."))
            values[name] = None
    return kind(**values)


def _read_scalar(kind: Any, data: object, where: str, limits: Limits, findings: list[Finding]) -> Any:
    if kind is str:
        if isinstance(data, str) and 0 < len(data) <= 2_000 and not _ODD.search(data):
            return data
        return _wrong(where, "a text of at most 2,000 characters", data, findings)
    if kind is bool:
        return data if isinstance(data, bool) else _wrong(where, "true or false", data, findings)
    if not _is_number(data, whole=kind is int):
        return _wrong(where, "a whole number" if kind is int else "a number", data, findings)
    if (limits.low is not None and data < limits.low) or (limits.high is not None and data > limits.high):
        span = " ".join(
            f"at {word} {limit:,}"
            for word, limit in (("least", limits.low), ("most", limits.high))
            if limit is not None
        )
        findings.append(error("out-of-range", where, f"{data:,} is not possible.", f"Give a number {span}."))
        return None
    return kind(data)


def _is_number(data: object, *, whole: bool) -> TypeGuard[int | float]:
    """Whether it is a finite number that a float can hold, and a whole one where that is asked for."""
    if isinstance(data, bool) or not isinstance(data, (int, float)) or not -_FINITE < data < _FINITE:
        return False
    return not whole or data == int(data)


def _schema(kind: Any, limits: Limits, definitions: dict[str, Any]) -> dict[str, Any]:
    alternatives = _alternatives(kind)
    if len(alternatives) > 1:
        return {"anyOf": [_schema(choice, limits, definitions) for choice in alternatives]}
    if kind is type(None):
        return {"type": "null"}
    if get_origin(kind) is tuple:
        return {"type": "array", "maxItems": limits.most, "items": _schema(get_args(kind)[0], limits, definitions)}
    if get_origin(kind) is Literal:
        return {"enum": list(get_args(kind))}
    if isinstance(kind, type) and is_dataclass(kind):
        if kind.__name__ not in definitions:
            definitions[kind.__name__] = {}
            definitions[kind.__name__] = _object_schema(kind, definitions)
        return {"$ref": f"#/$defs/{kind.__name__}"}
    names = {str: "string", bool: "boolean", int: "integer", float: "number"}
    bounds = {"minimum": limits.low, "maximum": limits.high}
    return {"type": names[kind], **{word: bound for word, bound in bounds.items() if bound is not None}}


def _object_schema(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    properties = {}
    for part in fields(kind):
        limits = _limits(part)
        made = _schema(_hints(kind)[part.name], limits, definitions)
        properties[part.name] = {"description": limits.doc, **made} if limits.doc else made
    required = [p.name for p in fields(kind) if p.default is MISSING and p.default_factory is MISSING]
    return {
        "type": "object",
        "description": (kind.__doc__ or "").split("\n")[0],
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
