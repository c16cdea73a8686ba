"""Asking for two books to be matched, and deciding what was proposed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from commonweal.nhsuk_forms import fields
from commonweal.pool.actions import Correction
from commonweal.pool.models.matching import Decision

LARGEST_BYTES = 60_000_000
LEDGER, FILE = "ledger", "file"
NOT_IN_BOOKS = ""


class MatchingForm(forms.Form):
    """Whose two books, each as a file; the first may be the pool's own ledger instead."""

    first = fields.SelectField(label="First partner", hint="Of money that both count, this partner's line stands")
    first_book = fields.ChoiceField(
        label="The first partner's book",
        choices=[(FILE, "A file"), (LEDGER, "The pool's own ledger")],
        initial=FILE,
        error_messages={"required": "Say where the first book comes from"},
    )
    first_files = fields.FilesField(
        label="First partner's file", hint="CSV as published or extracted, up to 60 MB", required=False
    )
    first_names = fields.CharField(
        label="Other names of the first partner",
        hint="As the other book may print it; a semicolon between two",
        required=False,
        max_length=500,
    )
    second = fields.SelectField(label="Second partner")
    second_files = fields.FilesField(
        label="Second partner's file",
        hint="CSV as published or extracted, up to 60 MB",
        error_messages={"required": "Choose the second partner's file", "empty": "The file is empty"},
    )
    second_names = fields.CharField(
        label="Other names of the second partner",
        hint="As the other book may print it; a semicolon between two",
        required=False,
        max_length=500,
    )

    def __init__(self, *args: Any, partners: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, name in enumerate(("first", "second")):
            self.fields[name].choices = partners
            self.fields[name].initial = partners[min(place, len(partners) - 1)][0] if partners else ""

    def clean(self) -> dict[str, Any]:
        """Two partners, and a file wherever one is asked for, none too large."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("first") and data.get("first") == data.get("second"):
            self.add_error("second", "Choose another partner than the first")
        if data.get("first_book") == FILE and not any(data.get("first_files") or ()):
            self.add_error("first_files", "Choose the first partner's file")
        for name in ("first_files", "second_files"):
            given = [file for file in data.get(name) or () if file]
            if len(given) > 1:
                self.add_error(name, "Choose one file")
            elif given and given[0].size > LARGEST_BYTES:
                self.add_error(name, f"{given[0].name} is larger than 60 MB. Split it by year")
        return data

    def books(self) -> dict[int, tuple[str, bytes]]:
        """The files by book."""
        wanted = {1: "second_files"} | ({0: "first_files"} if self.cleaned_data["first_book"] == FILE else {})
        given = {book: self.cleaned_data[name][0] for book, name in wanted.items()}
        return {book: (file.name, file.read()) for book, file in given.items()}

    def other_names(self, which: str) -> list[str]:
        """The names typed for a partner."""
        return [name.strip() for name in self.cleaned_data[f"{which}_names"].split(";") if name.strip()]


class DecisionForm(forms.Form):
    """What a pair is, and why; an agreed double count may take its sum out of the pool's books."""

    decision = fields.ChoiceField(
        label="What is it?", choices=Decision.choices, error_messages={"required": "Say what it is"}
    )
    reason = fields.CharField(label="Reason", max_length=500, error_messages={"required": "Say in a few words why"})
    account = fields.SelectField(
        label="Where the pool counts it", hint="Its sum is taken out of this account", required=False
    )
    against = fields.SelectField(label="Against", hint="The other side of the correcting entry", required=False)
    day = fields.DateField(label="Day of the entry", hint="In an open month, for example 27 9 2026", required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, accounts: Iterable[str], against: Iterable[str], corrects: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = [(NOT_IN_BOOKS, "Not in the pool's books")] + [
            (code, code) for code in accounts
        ]
        self.fields["against"].choices = [("", "Choose")] + [(code, code) for code in against]
        for name in () if corrects else ("account", "against", "day"):  # what counts nothing again corrects nothing
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """A correction has all of its parts."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("account") and data.get("decision") == Decision.DOUBLE:
            if not data.get("against"):
                self.add_error("against", "Choose the account that the entry stands against")
            if not data.get("day") and "day" not in self.errors:
                self.add_error("day", "Enter the day of the entry")
        return data

    def visible(self) -> list[Any]:
        """The fields that are asked."""
        return [field for field in self if not field.is_hidden]

    def correction(self) -> Correction | None:
        """What is to be posted, if anything."""
        data = self.cleaned_data
        if not data.get("account") or data["decision"] != Decision.DOUBLE:
            return None
        return Correction(data["day"], data["account"], data["against"])
