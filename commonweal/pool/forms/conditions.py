"""Approvals, spending before them, time-limited money and what depends on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from commonweal.engine.tracks import Track
from commonweal.nhsuk_forms import fields
from commonweal.nhsuk_forms.amounts import PoundsField

NAMES = {
    Track.NHS_ENGLAND: "The NHS minimum, by NHS England",
    Track.COUNCIL_GRANT: "The council's grants, by their determinations",
}


def year_field(label: str, hint: str = "") -> fields.CharField:
    """A financial year, by the year in which it begins."""
    hint = hint or "The year in which it begins, like 2017 for April 2017 to March 2018"
    return _YearField(label=label, hint=hint, classes="nhsuk-input--width-4", error_messages=_YEAR)


_YEAR = {"required": "Enter a year like 2017"}


class _YearField(fields.CharField):
    def clean(self, value: Any) -> int:
        text = super().clean(value).strip()
        if not (text.isascii() and text.isdigit() and len(text) == 4 and 1990 <= int(text) < 2100):
            raise forms.ValidationError("Enter a year like 2017")
        return int(text)


class _NotNegative(PoundsField):
    def clean(self, value: Any) -> int | None:
        pence = super().clean(value)
        if pence is not None and pence < 0:
            raise forms.ValidationError("Enter an amount of £0 or more")
        return pence


class ApprovalForm(forms.Form):
    """Which track was approved, on which day, by whom."""

    track = fields.ChoiceField(
        label="Whose approval",
        choices=[(str(track), text) for track, text in NAMES.items()],
        error_messages={"required": "Select whose approval it is"},
    )
    approved_on = fields.DateField(
        label="Day of approval", hint="Leave it empty to take an approval back", required=False
    )
    decided_by = fields.CharField(label="Who decided", required=False, max_length=200)
    note = fields.CharField(label="Where it is written", required=False, max_length=500)


class AuthorityForm(forms.Form):
    """Who let a scheme spend before approval, and what stopping it would cost."""

    scheme = fields.SelectField(label="Scheme", choices=[])
    authorised_by = fields.CharField(
        label="Who authorised it", max_length=200, error_messages={"required": "Enter a name and role"}
    )
    authorised_on = fields.DateField(label="On which day", error_messages={"required": "Enter the day"})
    exit_cost = _NotNegative(
        label="Cost of stopping",
        hint="What must be paid all the same: notice, redundancy, contracts",
        error_messages={"required": "Enter an amount, £0 if it costs nothing"},
    )
    reason = fields.CharField(
        label="Reason", max_length=500, error_messages={"required": "Say in a few words why it could not wait"}
    )

    def __init__(self, *args: Any, schemes: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme"].choices = [(str(pk), name) for pk, name in schemes]


class TimeLimitedForm(forms.Form):
    """Money within a source that ends."""

    source = fields.SelectField(label="Source", choices=[])
    name = fields.CharField(label="Name", max_length=200, error_messages={"required": "Enter a name"})
    total = _NotNegative(label="Total over all years", error_messages={"required": "Enter an amount"})
    first_year = year_field("First financial year")
    year_count = fields.ChoiceField(
        label="Years, in equal parts",
        choices=[(str(count), str(count)) for count in range(1, 6)],
        error_messages={"required": "Select how many years"},
    )
    note = fields.CharField(label="Where it is written", required=False, max_length=500)

    def __init__(self, *args: Any, sources: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [(str(pk), name) for pk, name in sources]


class DependenceForm(forms.Form):
    """What a scheme costs on that money in a year."""

    money = fields.SelectField(label="Money", choices=[])
    needed_by = fields.SelectField(label="Scheme", choices=[])
    cost_year = year_field("Financial year", "Years after the money's end too: that is the cliff edge")
    cost = _NotNegative(label="Cost in that year", error_messages={"required": "Enter an amount"})
    is_recurrent = fields.ChoiceField(
        label="Does the cost go on every year?",
        choices=[("yes", "Yes, it is recurrent"), ("no", "No, it ends")],
        error_messages={"required": "Select whether it goes on"},
    )

    def __init__(
        self, *args: Any, moneys: Iterable[tuple[int, str]], schemes: Iterable[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["money"].choices = [(str(pk), name) for pk, name in moneys]
        self.fields["needed_by"].choices = [(str(pk), name) for pk, name in schemes]
