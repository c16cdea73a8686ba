"""What the placements of a lot were planned to get in a week, and got."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from commonweal.engine.findings import Finding
from commonweal.nhsuk_forms.told import HoursField, ToldForm


class WeekForm(ToldForm):
    """Two numbers of hours for each placement; a row whose hours delivered are left empty is not recorded."""

    def __init__(self, *args: Any, placements: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(placements)
        for key, name in self.rows:
            self.fields[f"planned-{key}"] = HoursField(f"{name}: planned", required=False)
            self.fields[f"delivered-{key}"] = HoursField(f"{name}: delivered", required=False)

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """A row for each placement."""
        return [(name, [self[f"planned-{key}"], self[f"delivered-{key}"]]) for key, name in self.rows]

    def clean(self) -> dict[str, Any]:
        """Whatever was delivered was planned for; something is recorded."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        for key, name in self.rows:
            planned, delivered = f"planned-{key}", f"delivered-{key}"
            if told.get(delivered) is not None and told.get(planned) is None and planned not in self.errors:
                self.add_error(planned, f"{name}: enter the hours planned, 0 if there were none")
        if not self.errors and not self.weeks():
            raise forms.ValidationError("Enter the hours delivered for at least one placement")
        return told

    def weeks(self) -> dict[int, tuple[int, int]]:
        """Minutes planned and delivered by placement."""
        told = self.cleaned_data
        return {
            key: (told[f"planned-{key}"], told[f"delivered-{key}"])
            for key, _ in self.rows
            if told.get(f"delivered-{key}") is not None
        }

    def _place(self, finding: Finding) -> str | None:
        """A week's finding names its request, which is the row's name."""
        return next((f"delivered-{key}" for key, name in self.rows if finding.where.endswith(f", {name}")), None)
