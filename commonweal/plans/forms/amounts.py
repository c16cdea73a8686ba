"""Amounts of money in the forms of plans."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from commonweal.nhsuk_forms import fields

AMOUNT = re.compile(r"£?(\d{1,3}(?:,\d{3})*|\d+)(?:\.(\d\d))?", re.ASCII)
LONGEST = 20


class PoundsField(fields.CharField):
    """An amount like £1,234.50, not below nothing; the cleaned value is pence."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(prefix="£", classes="nhsuk-input--width-10", **kwargs)

    def clean(self, value: Any) -> int:
        """Pence."""
        text = super().clean(value).strip()
        found = AMOUNT.fullmatch(text)
        if found is None or len(text) > LONGEST:
            raise forms.ValidationError("Enter an amount like 1,234.50")
        return int(found[1].replace(",", "")) * 100 + int(found[2] or 0)
