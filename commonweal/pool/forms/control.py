"""A control finding for a scheme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from commonweal.engine.ledger.control import Control
from commonweal.nhsuk_forms import fields

KINDS = [
    (str(Control.ONE_PARTNER), "One partner controls it: gross with that partner"),
    (str(Control.JOINT), "All decide together: a joint operation, each shows its share"),
    (str(Control.AGENT), "The lead only passes money through: each shows its net share"),
]


class ControlForm(forms.Form):
    """Who controls the spending, in which shares, why, and who decided it."""

    control = fields.ChoiceField(label="Finding", choices=KINDS, error_messages={"required": "Select a finding"})
    holder = fields.SelectField(
        label="Which partner controls it, or passes money through",
        hint="Not for a joint operation",
        required=False,
        choices=[],
    )
    reason = fields.TextField(
        label="Why",
        hint="Who can decide what alone, by which clause of the agreement",
        max_length=2000,
        error_messages={"required": "Say why: the auditor asks for it"},
    )
    decided_by = fields.CharField(
        label="Who decided", max_length=200, error_messages={"required": "Enter a name and role"}
    )

    def __init__(self, *args: Any, partners: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partners = [code for code, _ in partners]
        self.fields["holder"].choices = [("", "Nobody alone"), *partners]
        for code, name in partners:
            self.fields[f"share-{code}"] = fields.CharField(
                label=f"Share of {name}",
                hint="For a joint operation or money passed through, like 50",
                required=False,
                classes="nhsuk-input--width-4",
            )
        shares = [f"share-{code}" for code in self.partners]
        self.order_fields(["control", "holder", *shares, "reason", "decided_by"])

    def clean(self) -> dict[str, Any]:
        """Shares are whole numbers; the holder is named where one is needed."""
        data = super().clean() or self.cleaned_data
        kind = data.get("control")
        if kind in {Control.ONE_PARTNER, Control.AGENT} and not data.get("holder"):
            self.add_error("holder", "Select the partner")
        if kind in {Control.JOINT, Control.AGENT}:
            for code in self.partners:
                text = data.get(f"share-{code}", "")
                if not (text.isascii() and text.isdigit() and len(text) < 10):
                    self.add_error(f"share-{code}", "Enter a whole number like 50")
        return data

    def weights(self) -> dict[str, int]:
        """Each partner's share; none where one partner controls."""
        if self.cleaned_data["control"] == Control.ONE_PARTNER:
            return {}
        return {code: int(self.cleaned_data[f"share-{code}"]) for code in self.partners}
