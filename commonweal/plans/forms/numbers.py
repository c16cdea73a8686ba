"""Exact numbers in forms: what was typed is the fraction that is kept."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from django import forms

from commonweal.nhsuk_forms import fields

NUMBER = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3}){0,4}|[0-9]{1,15})(?:\.[0-9]{1,9})?")


class NumberField(fields.CharField):
    """A number like 1,234.5; the cleaned value is a fraction, or None where nothing was typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(classes="nhsuk-input--width-5", **kwargs)

    def clean(self, value: Any) -> Fraction | None:
        """The number, exactly."""
        text = super().clean(value).strip()
        if not text:
            return None
        if len(text) > 40 or NUMBER.fullmatch(text) is None:
            raise forms.ValidationError("Enter a number like 1,234.5")
        return Fraction(text.replace(",", ""))


def typed(number: Fraction) -> str:
    """A number as one would type it, with nine decimals at most."""
    sign, (whole, rest) = "-" if number < 0 else "", divmod(round(abs(number) * 10**9), 10**9)
    return f"{sign}{whole}" + (f".{rest:09d}".rstrip("0") if rest else "")


def typed_pounds(pence: int) -> str:
    """An amount as one would type it, without the pound's sign."""
    sign, (whole, rest) = "-" if pence < 0 else "", divmod(abs(pence), 100)
    return f"{sign}{whole:,}.{rest:02d}" if rest else f"{sign}{whole:,}"
