"""What changed: between two rounds, and between two versions of a plan, in sentences; and a plan's content digest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from hashlib import sha256

from commonweal.engine.money import pounds
from commonweal.engine.rulebook.model import KINDS, Item, Rulebook
from commonweal.engine.rulebook.plan import Plan, whole
from commonweal.engine.rulebook.tables import Row, address, rows_of

_NOT_CONTENT = frozenset({"status", "source"})
_OF_PLAN = frozenset({"unit", "has_unit", "has_sub_types", "is_other", "share", "line_count"})


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: its address, what it was and what it is (empty: not there), and a sentence."""

    where: str
    old: str
    new: str
    words: str


def compare_rounds(old: Rulebook, new: Rulebook) -> list[Change]:
    """What a round has that another has not, or has otherwise; sources and statuses are no rules and left out."""
    found: list[Change] = []
    for kind in KINDS:
        before = {item.id: item for item in old.items(kind)}
        after = {item.id: item for item in new.items(kind)}
        label = kind.replace("_", " ")
        for key in dict.fromkeys([*before, *after]):
            where = address(kind, key)
            if key not in after:
                name = before[key].name
                found.append(Change(where, name, "", f'{label}: "{name}" is gone.'))
            elif key not in before:
                name = after[key].name
                found.append(Change(where, "", name, f'{label}: "{name}" is new.'))
            else:
                found += _changed(label, where, before[key], after[key])
    return found


def _changed(label: str, where: str, old: Item, new: Item) -> Iterator[Change]:
    for one in fields(new):
        before, after = getattr(old, one.name), getattr(new, one.name)
        if one.name not in _NOT_CONTENT and before != after:
            shown = _shown(before), _shown(after)
            was, now = (text or "empty" for text in shown)
            words = f'{label}: "{new.name}": {one.name.replace("_", " ")} was {was} and is {now}.'
            yield Change(f"{where}.{one.name}", *shown, words)


def compare_plans(old: Plan, new: Plan, rulebook: Rulebook) -> list[Change]:
    """What changed from one version of a plan to another, row by row and field by field."""
    before, after = rows_of(old, rulebook), rows_of(new, rulebook)
    found: list[Change] = []
    for section in before:
        here = {row.key: row for row in before[section]}
        there = {row.key: row for row in after[section]}
        for key in dict.fromkeys([*here, *there]):
            found += _compare_rows(here.get(key), there.get(key))
    return found


def _compare_rows(old: Row | None, new: Row | None) -> Iterator[Change]:
    if old is None and new is not None:
        words = f"{new.section}: {new.key} is new{_money(new)}."
        yield Change(new.where(), "", new.key, words)
    elif new is None and old is not None:
        words = f"{old.section}: {old.key} is gone{_money(old)}."
        yield Change(old.where(), old.key, "", words)
    elif old is not None and new is not None:
        for name in old.values:
            before, after = _cell(name, old.values[name]), _cell(name, new.values[name])
            if name not in _OF_PLAN and before != after:
                label = name.removesuffix("_pence").replace("_", " ")
                words = f"{new.section}: {new.key}: {label} was {before or 'empty'} and is {after or 'empty'}."
                yield Change(new.where(name), before, after, words)


def _money(row: Row) -> str:
    amounts = row.values.get("amounts_pence")
    return f" ({pounds(whole(amounts))})" if isinstance(amounts, tuple) else ""


def _cell(name: str, value: object) -> str:
    if name == "amounts_pence" and isinstance(value, tuple):
        return ", ".join("empty" if amount is None else pounds(amount) for amount in value)
    return _shown(value)


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(_shown, value)) or "none"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_shown(one)}" for name, one in value.items()) or "none"
    if isinstance(value, Fraction) and value.denominator != 1 and 10**9 % value.denominator == 0:
        return f"{float(value):g}"
    return str(getattr(value, "heading", value)) if is_dataclass(value) else str(value)


def digest(plan: Plan) -> str:
    """SHA-256 of a plan's content, its version left out: what signatures are bound to.

    Values are written as netstrings with their kind, so that no two different plans are written alike.
    """
    parts = (_bytes(getattr(plan, one.name)) for one in fields(plan) if one.name != "version")
    return sha256(b"".join(parts)).hexdigest()


def _bytes(value: object) -> bytes:
    if isinstance(value, tuple):
        return _netstring(b"(", b"".join(map(_bytes, value)))
    if is_dataclass(value):
        return _netstring(b"{", b"".join(_bytes(getattr(value, one.name)) for one in fields(value)))
    return _netstring(_kind(value), str(value).encode())


def _kind(value: object) -> bytes:
    """Equal values are of one kind: a whole number may come as an int or as a fraction."""
    if value is None or isinstance(value, bool):
        return b"!"
    return b"#" if isinstance(value, (int, Fraction)) else b'"' if isinstance(value, str) else b"@"


def _netstring(kind: bytes, content: bytes) -> bytes:
    return b"%d:%s%s," % (len(content), kind, content)
