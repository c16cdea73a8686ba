"""Uploading publications."""

from __future__ import annotations

from django import forms

from commonweal.nhsuk_forms import fields


class ImportForm(forms.Form):
    """One workbook or several."""

    files = fields.FilesField(
        label="Workbooks",
        hint="Excel or OpenDocument workbooks, as published",
        error_messages={"required": "Choose at least one workbook", "empty": "One of the files is empty"},
    )
