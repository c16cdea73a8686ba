"""Proposing a virement."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from commonweal.nhsuk_forms import fields
from commonweal.nhsuk_forms.amounts import PoundsField


class VirementForm(forms.Form):
    """From which line to which, how much, why."""

    from_line = fields.SelectField(label="From", choices=[])
    to_line = fields.SelectField(label="To", choices=[])
    amount = PoundsField(label="Amount", error_messages={"required": "Enter an amount"})
    reason = fields.CharField(label="Reason", error_messages={"required": "Say in a few words why"})

    def __init__(self, *args: Any, lines: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(pk), text) for pk, text in lines]
        self.fields["from_line"].choices = self.fields["to_line"].choices = choices
