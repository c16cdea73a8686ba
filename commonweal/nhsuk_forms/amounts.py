"""Amounts of money in forms."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from commonweal.engine.ledger.journal import LARGEST_LEG_PENCE
from commonweal.nhsuk_forms import fields

AMOUNT = re.compile(r"(-?)£?(\d{1,3}(?:,\d{3})*|\d+)(?:\.(\d\d))?")


class PoundsField(fields.CharField):
    """An amount like £1,234.50; the cleaned value is pence."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(prefix="£", classes="nhsuk-input--width-10", **kwargs)

    def clean(self, value: Any) -> int | None:
        """Pence, or None where nothing is required and nothing was typed."""
        text = super().clean(value).strip()
        if not text:
            return None
        found = AMOUNT.fullmatch(text)
        if found is None or len(text) > 20:
            raise forms.ValidationError("Enter an amount like 1,234.50")
        pence = int(found[2].replace(",", "")) * 100 + int(found[3] or 0)
        if pence > LARGEST_LEG_PENCE:
            raise forms.ValidationError("Enter an amount below a trillion pounds")
        return -pence if found[1] else pence
