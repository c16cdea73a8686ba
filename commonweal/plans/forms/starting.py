"""Starting a plan, and drafting it on another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from django import forms

from commonweal.engine.findings import error
from commonweal.nhsuk_forms import amounts, fields
from commonweal.plans.forms.numbers import NumberField

NHS_PARTNERS = 4
LEAST_UPLIFT, MOST_UPLIFT = -100, 1000
EMPTY, LAST = "empty", "last"
CHOOSE_DECISION = error("decision-missing", "decision", "No decision was chosen.", "Choose to accept or to refuse.")
BASES = [(EMPTY, "An empty plan"), (LAST, "An earlier plan of the area, with an uplift that is assumed")]


class StartForm(forms.Form):
    """The round, the area, who signs beside its council, and what the plan begins from."""

    round = fields.SelectField(label="Round", error_messages={"required": "Choose the round"})
    area = fields.SelectField(label="Area", error_messages={"required": "Choose the area"})
    board = fields.CharField(
        label="Health and Wellbeing Board",
        max_length=200,
        hint="As the plan is to name it",
        error_messages={"required": "Enter the Board's name"},
    )
    basis = fields.ChoiceField(
        label="What does it begin from?",
        choices=BASES,
        initial=EMPTY,
        error_messages={"required": "Choose what it begins from"},
    )

    def __init__(
        self,
        *args: Any,
        rounds: Iterable[tuple[str, str]],
        areas: Sequence[tuple[int, str]],
        commissioners: Iterable[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["round"].choices = list(rounds)
        self.fields["area"].choices = [(str(id), name) for id, name in areas]
        options = [("", ""), *((str(id), name) for id, name in commissioners)]
        for number in range(1, NHS_PARTNERS + 1):
            label = f"NHS commissioner {number}" if number > 1 else "NHS commissioner"
            field = fields.SelectField(label=label, required=number == 1, choices=options)
            field.error_messages["required"] = "Choose the NHS commissioner that signs"
            self.fields[f"nhs_{number}"] = field
        self.order_fields(["round", "area", *(f"nhs_{i}" for i in range(1, NHS_PARTNERS + 1)), "board", "basis"])

    def commissioners(self) -> list[int]:
        """The NHS bodies that were chosen, each once."""
        chosen = [self.cleaned_data[f"nhs_{number}"] for number in range(1, NHS_PARTNERS + 1)]
        return [int(id) for id in dict.fromkeys(chosen) if id]


class DraftForm(forms.Form):
    """What if the uplift of each source is so much; under which name goes on what the round does not know?"""

    def __init__(
        self,
        *args: Any,
        sources: Iterable[tuple[str, str]],
        unknown: Iterable[tuple[str, str, Sequence[tuple[str, str]]]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.of_sources, self.of_unknown = dict[str, str](), dict[str, str]()
        for number, (key, name) in enumerate(sources):
            self.of_sources[f"uplift_{number}"] = key
            label = f"Uplift of {name}"
            self.fields[f"uplift_{number}"] = NumberField(label=label, required=False, suffix="%", hint="Empty is 0")
        for number, (key, name, options) in enumerate(unknown):
            self.of_unknown[f"renamed_{number}"] = key
            choices = [("", "Leave it as it is"), *options]
            self.fields[f"renamed_{number}"] = fields.SelectField(
                label=f"{name} goes on as", required=False, choices=choices, hint="The round has nothing of this name"
            )

    def clean(self) -> dict[str, Any]:
        """An uplift within reason."""
        data = super().clean() or self.cleaned_data
        for name in self.of_sources:
            uplift = data.get(name)
            if uplift is not None and not LEAST_UPLIFT <= uplift <= MOST_UPLIFT:
                self.add_error(name, f"Enter a percentage between {LEAST_UPLIFT} and {MOST_UPLIFT:,}")
        return data

    def renamed(self) -> dict[str, str]:
        """Old names to new ones."""
        return {key: self.cleaned_data[name] for name, key in self.of_unknown.items() if self.cleaned_data[name]}

    def uplifts(self) -> dict[str, Fraction]:
        """Uplifts as parts of one, by the name under which the source goes on."""
        names = self.renamed()
        found = {key: self.cleaned_data[name] for name, key in self.of_sources.items()}
        return {names.get(key, key): uplift / 100 for key, uplift in found.items() if uplift}


class BaselineForm(forms.Form):
    """The area holds a baseline to be wrong."""

    minimum = fields.SelectField(label="Minimum", error_messages={"required": "Choose the minimum"})
    reason = fields.CharField(
        label="What is wrong with it",
        max_length=500,
        error_messages={"required": "Say what is wrong with the baseline"},
    )

    def __init__(self, *args: Any, minimums: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minimum"].choices = list(minimums)
        wanted = {"required": "Enter an amount like 1,234.50"}
        self.fields["old"] = amounts.PoundsField(label="The baseline as it was used", error_messages=wanted)
        self.fields["new"] = amounts.PoundsField(label="What it should have been", error_messages=wanted)
        self.order_fields(["minimum", "old", "new", "reason"])
