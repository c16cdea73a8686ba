"""What the room of scrutiny asks for."""

from __future__ import annotations

from typing import Any

from django import forms

from commonweal.nhsuk_forms import fields


class StartForm(forms.Form):
    """On which return, for which committee, when."""

    def __init__(
        self, *args: Any, returns: list[tuple[str, str]], templates: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, label, choices in (("of", "Which return?", returns), ("template", "Which paper?", templates)):
            messages = {"required": "Choose one of the list", "invalid_choice": "Choose one of the list"}
            self.fields[name] = fields.SelectField(label=label, choices=choices, error_messages=messages)
        missing = {"required": "Enter the committee's name"}
        self.fields["committee"] = fields.CharField(
            label="Which committee?", max_length=200, error_messages=missing, initial="Health and Wellbeing Board"
        )
        day = {"required": "Enter the day of the meeting"}
        self.fields["meets"] = fields.DateField(label="When does it meet?", error_messages=day)
