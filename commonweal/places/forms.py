"""Asking who a code or a name was on a date."""

from __future__ import annotations

from django import forms

from commonweal.nhsuk_forms import fields


class WhoForm(forms.Form):
    """A code or a name, and a day."""

    asked = fields.CharField(
        label="Code or name",
        hint="For example E10000009, 809, QVV, or Dorset",
        classes="nhsuk-input--width-20",
        max_length=200,
        error_messages={
            "required": "Enter a code or a name",
            "max_length": "Codes and names are shorter than 200 characters",
        },
    )
    on = fields.DateField(
        label="On this day",
        hint="For example, 31 3 2019",
        error_messages={"required": "Enter a day"},
    )
