"""A form that an action's findings are said in: each at the field that it is about, the others above the form."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms

from commonweal.engine.findings import Finding
from commonweal.nhsuk_forms import fields
from commonweal.nhsuk_forms.amounts import PoundsField

Choices = Iterable[tuple[Any, str]]
LONGEST = 500
HOURS = re.compile(r"\d{1,3}(?:\.\d{1,2})?")
MINUTES_AN_HOUR = 60
LARGEST_WHOLE = 2_000_000_000
NEAR_YEARS = range(2000, 2100)


def before(field: forms.Field, options: int) -> list[tuple[str, str]]:
    """What stands first in a list: nobody books to a line only because it is the first of several."""
    if not field.required:
        return [("", "None")]
    return [("", "Choose one")] if options > 1 and isinstance(field, fields.SelectField) else []


def amount(label: str = "Amount", **more: Any) -> PoundsField:
    """An amount that must be given."""
    return PoundsField(label=label, error_messages={"required": f"{label}: enter an amount"}, **more)


def text(label: str, *, missing: str, **more: Any) -> fields.CharField:
    """A line of text; what it says when it is missing."""
    return fields.CharField(label=label, max_length=LONGEST, error_messages={"required": missing}, **more)


def one_of(label: str, **more: Any) -> fields.SelectField:
    """One of a list that the form is given."""
    wrong = {"required": f"{label}: select one", "invalid_choice": f"{label}: select one of the list"}
    return fields.SelectField(label=label, choices=[], error_messages=wrong, **more)


def one_of_few(label: str, **more: Any) -> fields.ChoiceField:
    """One of a few that the form is given, as radio buttons."""
    return fields.ChoiceField(label=label, choices=[], error_messages={"required": f"{label}: select one"}, **more)


def day(label: str = "Day", **more: Any) -> fields.DateField:
    """A day that must be given."""
    return fields.DateField(label=label, error_messages={"required": f"{label}: enter a date, like 27 9 2026"}, **more)


class NearDateField(fields.DateField):
    """A date of this century: what is typed wrong by a digit is seen, and every reckoning from it has a calendar."""

    def compress(self, parts: list[int | None]) -> datetime.date | None:
        """The date, if it lies from 2000 to 2099."""
        found = super().compress(parts)
        if found is not None and found.year not in NEAR_YEARS:
            raise forms.ValidationError(f"{self.label} must be a date from 2000 to 2099, like 27 9 2026", code="far")
        return found


def near_day(label: str, **more: Any) -> NearDateField:
    """A day of this century that must be given."""
    return NearDateField(label=label, error_messages={"required": f"{label}: enter a date, like 27 9 2026"}, **more)


class HoursField(fields.CharField):
    """Hours like 10.5; the cleaned value is whole minutes."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": f"{label}: enter hours, like 10.5"})
        super().__init__(label=label, suffix="hours", classes="nhsuk-input--width-5", **kwargs)

    def clean(self, value: Any) -> int | None:
        """Minutes, or None where nothing is required and nothing was typed."""
        typed = super().clean(value).strip()
        if not typed:
            return None
        if not typed.isascii() or not HOURS.fullmatch(typed):
            raise forms.ValidationError(f"{self.label}: enter hours, like 10.5")
        whole, _, part = typed.partition(".")
        return int(whole) * MINUTES_AN_HOUR + (int(part.ljust(2, "0")) * MINUTES_AN_HOUR + 50) // 100


class WholeField(fields.CharField):
    """A whole number of nothing or more; the cleaned value is the number."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": f"{label}: enter a whole number"})
        super().__init__(label=label, classes="nhsuk-input--width-5", **kwargs)

    def clean(self, value: Any) -> int | None:
        """The number, or None where nothing is required and nothing was typed."""
        typed = super().clean(value).strip().replace(",", "")
        if not typed:
            return None
        if not (typed.isascii() and typed.isdigit()) or len(typed) > 10 or int(typed) > LARGEST_WHOLE:
            raise forms.ValidationError(f"{self.label}: enter a whole number, like 200")
        return int(typed)


class ToldForm(forms.Form):
    """A form whose lists are given by name: `choices={"line": [(1, "Homecare")]}`.

    `places` says which of its fields a finding's code belongs to.
    """

    places: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, choices: Mapping[str, Choices] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, found in (choices or {}).items():
            field = self.fields[name]
            options = [(str(value), text) for value, text in found]
            field.choices = [*before(field, len(options)), *options]

    @property
    def plain(self) -> list[forms.BoundField]:
        """The fields that stand by themselves."""
        grouped = {field.name for _, row in self.groups for field in row}
        return [field for field in self if field.name not in grouped]

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Rows of fields that belong together, each with a legend."""
        return []

    def tell(self, findings: Iterable[Finding]) -> None:
        """Say each finding at its field, or above the form."""
        for finding in findings:
            self.add_error(self._place(finding), f"{finding.message} {finding.what_to_do}")

    def _place(self, finding: Finding) -> str | None:
        name = self.places.get(finding.code)
        return name if name in self.fields else None
