"""Uploading publications."""

from __future__ import annotations

from typing import Any

from django import forms

from commonweal.nhsuk_forms import fields

MOST_FILES = 200
LARGEST_BYTES = 20_000_000


class ImportForm(forms.Form):
    """One workbook or several; what is inside is the reader's to judge."""

    files = fields.FilesField(
        label="Workbooks or tables",
        hint="Excel or OpenDocument workbooks, .csv, .csv.gz or .json, as published; up to 200 of up to 20 MB each",
        error_messages={"required": "Choose at least one workbook", "empty": "One of the files is empty"},
    )

    def clean_files(self) -> list[Any]:
        """Not too many, none too large."""
        files: list[Any] = self.cleaned_data["files"]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"Choose up to {MOST_FILES} workbooks at a time, not {len(files)}")
        for file in files:
            if file.size > LARGEST_BYTES:
                raise forms.ValidationError(f"{file.name} is larger than 20 MB. Choose the workbook as published")
        return files
