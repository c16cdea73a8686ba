"""Letting a contract: what is bought from whom, area by area, and which lines of the pool pay."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from commonweal.engine.findings import Finding
from commonweal.engine.packages.service import Service
from commonweal.nhsuk_forms import fields
from commonweal.nhsuk_forms.told import Choices, ToldForm, WholeField, amount, near_day, one_of, text

AREA_ROWS, PAYER_ROWS = 6, 4
SERVICES = [(str(kind), str(kind).capitalize()) for kind in Service]


class LetForm(ToldForm):
    """The contract, rows of areas with their hours, rows of lines that pay with their shares."""

    places: ClassVar[dict[str, str]] = {
        "contract-reference": "reference",
        "already-there": "reference",
        "contract-days": "ends",
        "contract-money": "value",
        "contract-procure": "procure_months",
        "contract-lots": "area-1",
        "lot-hours": "most-1",
        "contract-payers": "line-1",
        "payer-elsewhere": "line-1",
    }
    reference = text("Reference", missing="Give the contract a reference, like HC-03")
    title = text("What is bought", missing="Say what is bought, like: Homecare after hospital, coast")
    buyer = one_of("Buyer")
    provider = one_of("Provider")
    service = fields.ChoiceField(
        label="Service", choices=SERVICES, error_messages={"required": "Service: select which it is"}
    )
    starts = near_day("First day")
    ends = near_day("First day on which it no longer runs")
    value = amount("Value over its whole life")
    rate = amount("Rate an hour")
    procure_months = WholeField("Months needed to procure the next one", initial="9")

    def __init__(self, *args: Any, lines: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in range(1, AREA_ROWS + 1):
            self.fields[f"area-{row}"] = fields.CharField(label=f"Name of area {row}", required=False, max_length=100)
            self.fields[f"least-{row}"] = WholeField(f"Area {row}: least hours a week", required=False)
            self.fields[f"most-{row}"] = WholeField(f"Area {row}: most hours a week", required=False)
        choices = [("", "None"), *((str(key), name) for key, name in lines)]
        for row in range(1, PAYER_ROWS + 1):
            line = fields.SelectField(label=f"Line {row} of the pool", choices=choices, required=False)
            line.error_messages["invalid_choice"] = f"Line {row}: select one of the list"
            self.fields[f"line-{row}"] = line
            self.fields[f"share-{row}"] = WholeField(
                f"Line {row}: its share", required=False, hint="Such as 3, where another bears 2; empty is 1"
            )

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Areas and lines, row by row."""
        areas = [
            (f"Area {row}", [self[f"{name}-{row}"] for name in ("area", "least", "most")])
            for row in range(1, AREA_ROWS + 1)
        ]
        lines = [
            (f"Who pays: line {row}", [self[f"{name}-{row}"] for name in ("line", "share")])
            for row in range(1, PAYER_ROWS + 1)
        ]
        return areas + lines

    def clean(self) -> dict[str, Any]:
        """Each row whole or empty."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        for row in range(1, AREA_ROWS + 1):
            self._whole(f"area-{row}", [f"least-{row}", f"most-{row}"], f"area {row}")
        for row in range(1, PAYER_ROWS + 1):
            if told.get(f"line-{row}") and told.get(f"share-{row}") is None and f"share-{row}" not in self.errors:
                told[f"share-{row}"] = 1
        return told

    def _whole(self, name: str, numbers: list[str], what: str) -> None:
        if {name, *numbers} & self.errors.keys():
            return
        given = [number for number in numbers if self.cleaned_data.get(number) is not None]
        if given and not self.cleaned_data.get(name):
            self.add_error(name, f"Enter the name of {what}")
        elif self.cleaned_data.get(name):
            for number in numbers:
                if number not in given:
                    self.add_error(number, f"Enter the hours a week of {what}")

    def lots(self) -> list[tuple[str, int, int]]:
        """The areas that were entered, with least and most hours a week."""
        told = self.cleaned_data
        rows = range(1, AREA_ROWS + 1)
        return [(told[f"area-{n}"], told[f"least-{n}"], told[f"most-{n}"]) for n in rows if told[f"area-{n}"]]

    def payers(self) -> list[tuple[str, int]]:
        """The lines that were chosen, with their shares."""
        told = self.cleaned_data
        return [(told[f"line-{n}"], told[f"share-{n}"]) for n in range(1, PAYER_ROWS + 1) if told[f"line-{n}"]]

    def _place(self, finding: Finding) -> str | None:
        """Hours that do not fit are said at the row that they stand in."""
        if finding.code == "lot-hours":
            wrong = [n for n, (_, least, most) in enumerate(self.lots(), 1) if most < least]
            return f"most-{wrong[0]}" if wrong else "most-1"
        return super()._place(finding)
