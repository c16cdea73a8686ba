"""What stands in a cell of a section, for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from commonweal.engine.money import pounds
from commonweal.engine.rulebook.model import Cell, Column, Rulebook
from commonweal.engine.rulebook.plan import whole
from commonweal.engine.rulebook.sections import places

NOTHING = "–"
_YES = {Cell.YES_OR_NO: ("Yes", "No"), Cell.NEW_OR_EXISTING: ("New", "Existing")}


def shown(column: Column, value: Any, rulebook: Rulebook, metric: str = "") -> str:
    """A value as text; a dash where nobody has filled it in."""
    if value is None or value in ("", ()):
        return NOTHING
    if column.kind in _YES:
        return _YES[column.kind][0 if value else 1]
    if column.kind is Cell.CHOICE:
        return name_of(rulebook, column.list, value)
    if isinstance(value, tuple):
        return _spread(column, value, places(rulebook, column.kind, metric))
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if column.kind is Cell.PERCENT:
        return f"{number(value)}%"
    if column.kind is Cell.CAPACITY_OR_DEMAND:
        return str(value).capitalize()
    return number(value) if isinstance(value, Fraction) else str(value)


def name_of(rulebook: Rulebook, kind: str, key: str) -> str:
    """An entry's name, or its id where the round does not know it."""
    found = rulebook.find(kind, key)
    return found.name if found else key


def number(value: Fraction | int) -> str:
    """1,234.5; to four places where it has more."""
    return f"{float(value):,.4f}".rstrip("0").rstrip(".")


def _spread(column: Column, value: Sequence[Any], names: Sequence[str]) -> str:
    is_money = column.kind is Cell.MONEY_BY_YEAR
    if column.kind is Cell.NUMBER_BY_MONTH:
        return f"{number(sum((one or Fraction(0) for one in value), Fraction(0)))} in {len(value)} months"
    if is_money and len(value) > 1 and len(names) != len(value):
        return pounds(whole(tuple(value)))
    texts = [NOTHING if one is None else pounds(one) if is_money else number(one) for one in value]
    if len(texts) == 1:
        return texts[0]
    return "; ".join(f"{name}: {text}" for name, text in zip(names, texts, strict=False))
