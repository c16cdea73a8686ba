"""The kinds of cell of a round's sheets as form fields: one function gives a kind its fields, one reads them back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django import forms

from commonweal.engine.rulebook.model import Cell, Column, Rulebook
from commonweal.engine.rulebook.sections import SPREAD, places
from commonweal.nhsuk_forms import fields
from commonweal.nhsuk_forms.amounts import PoundsField
from commonweal.plans.forms.numbers import NumberField, typed, typed_pounds

TEXT_MOST, LONG_MOST = 500, 20_000
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Choices:
    """What a row's choices hang on: the round, the row's metric and type, the schemes there are."""

    rulebook: Rulebook
    metric: str = ""
    type: str = ""
    schemes: tuple[tuple[str, str], ...] = ()


class LongTextField(fields.TextField):
    """Several lines of text, kept with the line ends of every other text."""

    def clean(self, value: Any) -> str:
        """The text with one kind of line end."""
        return str(super().clean(value)).replace("\r\n", "\n").replace("\r", "\n")


def fields_of(column: Column, choices: Choices, value: object) -> dict[str, forms.Field]:
    """The form fields of a column for one row, by name: one, or one for each place of a spread cell."""
    if column.kind in SPREAD:
        names = places(choices.rulebook, column.kind, choices.metric)
        made = _MANY[column.kind]
        labels = names if len(names) > 1 else [f"{column.heading}, {name}" for name in names]
        return {f"{column.field}-{i}": made(label[:1].upper() + label[1:]) for i, label in enumerate(labels)}
    return {column.field: _ONE.get(column.kind, _text)(column, choices, value)}


def initial_of(column: Column, value: Any) -> dict[str, object]:
    """What stands in the fields of a column before anybody types."""
    if column.kind in SPREAD:
        show = typed_pounds if column.kind is Cell.MONEY_BY_YEAR else typed
        return {f"{column.field}-{i}": "" if one is None else show(one) for i, one in enumerate(value or ())}
    if column.kind is Cell.PERCENT:
        return {column.field: "" if value is None else typed(value)}
    if column.kind in _SAID:
        yes, no = _SAID[column.kind]
        return {column.field: "" if value is None else yes[0] if value else no[0]}
    return {column.field: value}


def read(column: Column, cleaned: Mapping[str, Any], old: Any) -> Any:
    """The column's value from what was typed; what still reads as it was shown stays exactly what it was."""
    if column.kind in SPREAD:
        return _read_spread(column, cleaned, old)
    value = cleaned.get(column.field)
    if column.kind in _SAID:
        yes, no = _SAID[column.kind]
        return {yes[0]: True, no[0]: False}.get(str(value))
    if column.kind is Cell.PERCENT and value is not None and old is not None and typed(old) == typed(value):
        return old
    return value


def _read_spread(column: Column, cleaned: Mapping[str, Any], old: Any) -> tuple[Any, ...]:
    before, found = old or (), []
    for i in range(sum(name.rpartition("-")[0] == column.field for name in cleaned)):
        value, was = cleaned[f"{column.field}-{i}"], before[i] if i < len(before) else None
        is_same = value is not None and was is not None and typed(was) == typed(value)
        found.append(was if is_same else value)
    is_nothing = column.kind is not Cell.MONEY_BY_YEAR and all(one is None for one in found)
    return () if is_nothing else tuple(found)


def _text(column: Column, choices: Choices, value: object) -> forms.Field:
    if column.field == "scheme":
        return _scheme(column, choices)
    too_long = {"max_length": f"Shorten it to {TEXT_MOST} characters"}
    return fields.CharField(label=column.heading, required=False, max_length=TEXT_MOST, error_messages=too_long)


def _scheme(column: Column, choices: Choices) -> forms.Field:
    """Every line hangs on a scheme that is there now."""
    wrong = {"required": "Choose the scheme", "invalid_choice": "Choose a scheme that is there"}
    return fields.SelectField(label=column.heading, choices=[("", ""), *choices.schemes], error_messages=wrong)


def _long_text(column: Column, choices: Choices, value: object) -> forms.Field:
    too_long = {"max_length": f"Shorten it to {LONG_MOST:,} characters"}
    return LongTextField(label=column.heading, required=False, max_length=LONG_MOST, error_messages=too_long)


def _choice(column: Column, choices: Choices, value: object) -> forms.Field:
    return _select(column, [(one.id, one.name) for one in choices.rulebook.items(column.list)], value)


def _sub_type(column: Column, choices: Choices, value: object) -> forms.Field:
    """Of the row's type; of every type while the row has none."""
    found = choices.rulebook.find("scheme_type", choices.type)
    kinds = [found] if found else choices.rulebook.scheme_type
    return _select(column, dict.fromkeys((name, name) for kind in kinds for name in kind.sub_types), value)


def _select(column: Column, options: Any, value: object) -> forms.Field:
    """A list to choose from, with nothing first; a value that the round does not know stays in it, and says so."""
    known = list(options)
    if isinstance(value, str) and value and value not in {key for key, _ in known}:
        known.append((value, f"{value} (not in this round)"))
    wrong = {"invalid_choice": f"Choose one of the list for {column.heading}"}
    return fields.SelectField(label=column.heading, required=False, choices=[("", ""), *known], error_messages=wrong)


def _percent(column: Column, choices: Choices, value: object) -> forms.Field:
    return NumberField(label=column.heading, required=False, suffix="%")


def _date(column: Column, choices: Choices, value: object) -> forms.Field:
    return fields.DateField(label=column.heading, required=False)


def _yes_or_no(column: Column, choices: Choices, value: object) -> forms.Field:
    return _select(column, _SAID[column.kind], None)


def _side(column: Column, choices: Choices, value: object) -> forms.Field:
    """A row is one or the other; there is none that is neither."""
    sides = [("capacity", "Capacity"), ("demand", "Demand")]
    return fields.SelectField(
        label=column.heading,
        choices=sides,
        error_messages={"required": "Choose capacity or demand", "invalid_choice": "Choose capacity or demand"},
    )


def _pounds(label: str) -> forms.Field:
    return PoundsField(label=label, required=False)


def _number(label: str) -> forms.Field:
    return NumberField(label=label, required=False)


_SAID: Mapping[Cell, tuple[tuple[str, str], tuple[str, str]]] = MappingProxyType(
    {
        Cell.YES_OR_NO: ((YES, "Yes"), (NO, "No")),
        Cell.NEW_OR_EXISTING: (("new", "New"), ("existing", "Existing")),
    }
)
_MANY: Mapping[Cell, Callable[[str], forms.Field]] = MappingProxyType(
    {
        Cell.MONEY_BY_YEAR: _pounds,
        Cell.NUMBER_BY_YEAR: _number,
        Cell.NUMBER_BY_INTERVAL: _number,
        Cell.NUMBER_BY_MONTH: _number,
    }
)
_ONE: Mapping[Cell, Callable[[Column, Choices, object], forms.Field]] = MappingProxyType(
    {
        Cell.TEXT: _text,
        Cell.LONG_TEXT: _long_text,
        Cell.CHOICE: _choice,
        Cell.SUB_TYPE: _sub_type,
        Cell.PERCENT: _percent,
        Cell.DATE: _date,
        Cell.YES_OR_NO: _yes_or_no,
        Cell.NEW_OR_EXISTING: _yes_or_no,
        Cell.CAPACITY_OR_DEMAND: _side,
    }
)
