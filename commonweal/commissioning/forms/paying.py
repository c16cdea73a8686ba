"""Paying for delivered hours."""

from __future__ import annotations

from django import forms

from commonweal.nhsuk_forms import fields


class PayForm(forms.Form):
    """Up to which week, and the day of the entry in the pool's books."""

    until = fields.DateField(
        label="Pay for weeks that begin before",
        error_messages={"required": "Enter a day, like 30 11 2026"},
    )
    day = fields.DateField(
        label="Day of the entry",
        hint="In a month of the books that is open",
        error_messages={"required": "Enter the day of the entry"},
    )
