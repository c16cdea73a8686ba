"""Sending a workbook in."""

from __future__ import annotations

from typing import Any

from django import forms

from commonweal.nhsuk_forms import fields
from commonweal.spreadsheets.plans import LIMITS


class SendForm(forms.Form):
    """One workbook; what is inside is the reader's to judge."""

    files = fields.FilesField(
        label="Workbook",
        hint="The .xlsx workbook of this plan or round, filled in, up to 10 MB",
        error_messages={"required": "Choose a workbook", "empty": "The file is empty"},
    )

    def clean_files(self) -> Any:
        """Exactly one, not too large to be looked at."""
        files: list[Any] = self.cleaned_data["files"]
        if len(files) > 1:
            raise forms.ValidationError("Choose one workbook at a time")
        if files[0].size > LIMITS.file_bytes:
            raise forms.ValidationError("The workbook is larger than 10 MB. Remove pictures, and send it again")
        return files[0]
