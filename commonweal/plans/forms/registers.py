"""Rows of the registers beside a plan: schemes that run before approval, sister plans."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from commonweal.nhsuk_forms import fields
from commonweal.plans.forms.amounts import PoundsField


class RunningSchemeForm(forms.Form):
    """A scheme that runs before the plan is approved."""

    scheme = fields.SelectField(label="Scheme", choices=[], error_messages={"required": "Choose a scheme"})
    since = fields.DateField(label="Running since", error_messages={"required": "Enter the day on which it began"})
    authorised_by = fields.CharField(
        label="Authorised by",
        hint="The person and their office",
        max_length=200,
        error_messages={"required": "Name the person and their office"},
    )
    exit_cost = PoundsField(
        label="What leaving it would cost", error_messages={"required": "Enter an amount; 0 where it costs nothing"}
    )

    def __init__(self, *args: Any, schemes: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme"].choices = [("", "Choose"), *schemes]


class SisterPlanForm(forms.Form):
    """Another plan that the area's year hangs on."""

    name = fields.CharField(label="Name of the plan", max_length=200, error_messages={"required": "Enter its name"})
    owner = fields.CharField(label="Whose plan it is", max_length=200, error_messages={"required": "Name the body"})
    agreed = fields.DateField(label="Settled on", error_messages={"required": "Enter the day on which it was settled"})
    starts = fields.DateField(label="In force from", error_messages={"required": "Enter the day from which it runs"})
