"""What a cell says, by the kind of its column: a typed value, or a finding's words.

Nothing is guessed where money is at stake: what cannot be read is None, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from fractions import Fraction
from math import isfinite
from types import MappingProxyType
from typing import Any

from commonweal.engine.rulebook.model import Cell, Column, Rulebook
from commonweal.engine.rulebook.workbook_layout import BY_NUMBER, TWO_WORDS, fold, list_of, shown_names

PENCE_MOST = 10**13  # a hundred thousand million pounds: no area's money
NUMBER_MOST = 10**12
SHOWN_CHARACTERS = 40
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_FRACTION = re.compile(r"-?\d{1,30}/[1-9]\d{0,29}", re.ASCII)
_GROUPED = re.compile(r"-?£?\d{1,3}(,\d{3})+(\.\d{1,20})?|-?£?\d{1,20}(\.\d{1,20})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Said:
    """What a cell says: its value, and where something is amiss a code, what it is, what to do, how bad it is."""

    value: Any
    code: str = ""
    message: str = ""
    what_to_do: str = ""
    is_error: bool = True


Reader = Callable[[Any], Said]


def is_blank_cell(cell: object) -> bool:
    """Whether nothing stands in a cell."""
    return isinstance(cell, str) and not cell.strip()


def read_text(cell: object) -> str:
    """A cell as a text: whole numbers without a point, lines ended in one way, nothing around it."""
    if isinstance(cell, str):
        return cell.replace("\r\n", "\n").replace("\r", "\n").strip()
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, float) and isfinite(cell) and cell.is_integer() and abs(cell) < NUMBER_MOST:
        return str(int(cell))
    return str(cell)


def shown(cell: object) -> str:
    """A cell in a message, cut where it is long."""
    text = read_text(cell)
    return repr(text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + "…")


def reader_for(column: Column, rulebook: Rulebook) -> Reader:
    """How the cells of a column are read."""
    kind = list_of(column)
    if kind:
        return _chooser(rulebook, kind)
    if column.kind in TWO_WORDS:
        return _two_words(TWO_WORDS[column.kind])
    if column.kind is Cell.MONEY_BY_YEAR:
        return _pence
    if column.kind in BY_NUMBER:
        return _number
    return {Cell.PERCENT: _percent, Cell.DATE: _date}.get(column.kind, lambda cell: Said(read_text(cell)))


def blank_of(column: Column) -> Any:
    """What a column's cell says when nothing stands in it."""
    if column.kind in (Cell.TEXT, Cell.LONG_TEXT, Cell.CHOICE, Cell.SUB_TYPE):
        return ""
    return None


def _chooser(rulebook: Rulebook, kind: str) -> Reader:
    names = shown_names(rulebook, kind)
    known = {fold(key): key for key in names} | {fold(name): key for key, name in names.items()}

    def read(cell: Any) -> Said:
        text = read_text(cell)
        found = known.get(fold(text))
        if found is not None:
            return Said(found)
        near = get_close_matches(text[:200], names.values(), 1)
        told = f"Choose one of the list; the nearest is {near[0]!r}." if near else "Choose one of the list."
        return Said(text, "unknown-choice", f"{shown(cell)} is not in the list.", told)

    return read


def _two_words(words: Mapping[str, object]) -> Reader:
    known: Mapping[str, object] = MappingProxyType({fold(word): value for word, value in words.items()})

    def read(cell: Any) -> Said:
        if fold(read_text(cell)) in known:
            return Said(known[fold(read_text(cell))])
        told = f"Choose {' or '.join(words)}."
        return Said(None, "unknown-choice", f"{shown(cell)} is neither {' nor '.join(words)}.", told)

    return read


def _pence(cell: Any) -> Said:
    """Pounds to whole pence. A cell's number is as near to its decimal as a number can be, so rounding finds that."""
    said = _number(cell)
    if said.value is None:
        told = "Enter pounds as a number, such as 1250000.50."
        return Said(None, "not-money", f"{shown(cell)} is no amount of money.", told)
    pence = said.value * 100
    nearest = round(pence)
    if abs(pence - nearest) > Fraction(1, 10_000):
        return Said(None, "not-whole-pence", f"{shown(cell)} has parts of a penny.", "Round it to pence.")
    if abs(nearest) > PENCE_MOST:
        return Said(None, "not-money", f"{shown(cell)} is more than any plan's money.", "Check the amount.")
    return Said(nearest, said.code, said.message, said.what_to_do, said.is_error)


def _number(cell: Any) -> Said:
    """A number, exactly as its decimal says; one written as text is taken, and said to be one."""
    wrong = Said(None, "not-a-number", f"{shown(cell)} is no number.", "Enter a number, such as 12.5.")
    if isinstance(cell, bool):
        return wrong
    if isinstance(cell, int | float):
        if not isfinite(cell) or abs(cell) > NUMBER_MOST:
            return wrong
        return Said(Fraction(repr(cell)))
    text = read_text(cell).replace(" ", "")
    if _FRACTION.fullmatch(text):
        return Said(Fraction(text))
    if not _GROUPED.fullmatch(text):
        return wrong
    number = Fraction(text.replace("£", "").replace(",", ""))
    if abs(number) > NUMBER_MOST:
        return wrong
    told = "Nothing, if that is what is meant; a number right-aligned in its cell is surer."
    return Said(number, "number-as-text", f"{shown(cell)} is text; it was read as a number.", told, is_error=False)


def _percent(cell: Any) -> Said:
    if isinstance(cell, str) and cell.strip().endswith("%"):
        try:
            return Said(Fraction(Decimal(cell.strip()[:-1].strip()[:20])))
        except (InvalidOperation, ValueError, OverflowError):
            return Said(None, "not-a-number", f"{shown(cell)} is no percentage.", "Enter a number, such as 60.")
    said = _number(cell)
    if said.value is not None and not said.code and 0 < said.value < 1:
        message = f"{shown(cell)} is read as less than one per cent."
        told = f"If {float(said.value) * 100:g}% is meant, enter {float(said.value) * 100:g}."
        return Said(said.value, "small-percent", message, told, is_error=False)
    return said


def _date(cell: Any) -> Said:
    text = read_text(cell)
    try:
        if found := _DAY.fullmatch(text):
            return Said(date(int(found[3]), int(found[2]), int(found[1])))
        return Said(date.fromisoformat(text.partition("T")[0]))
    except ValueError:
        told = "Enter a day, such as 30/09/2025."
        return Said(None, "not-a-day", f"{shown(cell)} is no day.", told)
