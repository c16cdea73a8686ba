"""What the room of returns asks for."""

from __future__ import annotations

from typing import Any

from django import forms

from commonweal.engine.reporting.procedure import Event
from commonweal.nhsuk_forms import fields

LONGEST = 4_000


class StartForm(forms.Form):
    """Which plan's quarter."""

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wrong = "Choose one of the quarters"
        messages = {"required": wrong, "invalid_choice": wrong}
        self.fields["quarter"] = fields.SelectField(label="Which quarter?", choices=choices, error_messages=messages)

    def chosen(self) -> tuple[int, int, int]:
        """The plan's id, the financial year, the quarter."""
        plan, year, quarter = self.cleaned_data["quarter"].split("-")
        return int(plan), int(year), int(quarter)


class StepForm(forms.Form):
    """What an event asks for: the digest that was looked at, or why."""

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if event is Event.CERTIFY:
            self.fields["digest"] = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
        if event is Event.SEND_BACK:
            required = {"required": "Enter it in a sentence or two"}
            hint = "In a sentence or two. It stands in the history."
            self.fields["reason"] = fields.TextField(
                label="Why?", hint=hint, max_length=LONGEST, error_messages=required
            )
