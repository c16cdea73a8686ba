"""Amounts of money in the forms of plans."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from commonweal.nhsuk_forms import fields

AMOUNT = re.compile(r"£?(\d{1,3}(?:,\d{3})*|\d+)(?:\.(\d\d))?", re.ASCII)
MOST_PENCE = 10_000_000_000_00


class PoundsField(fields.CharField):
    """An amount like £1,234.50, not below nothing; the cleaned value is pence."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(prefix="£", max_length=40, classes="nhsuk-input--width-10", **kwargs)

    def clean(self, value: Any) -> int:
        """Pence."""
        text = super().clean(value).strip()
        found = AMOUNT.fullmatch(text)
        if found is None:
            raise forms.ValidationError("Enter an amount like 1,234.50")
        pence = int(found[1].replace(",", "")) * 100 + int(found[2] or 0)
        if pence > MOST_PENCE:
            raise forms.ValidationError("Enter pounds, not more than £10,000,000,000")
        return pence
