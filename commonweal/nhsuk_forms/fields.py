"""Django's form fields, each knowing the design system's component that shows it.

A field group template gets Django's BoundField as `field`; hint, classes and the like are attributes of the form field.
"""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django import forms


class Component:
    """What the components need beyond Django's label and help: a mix-in over a form field."""

    component = "nhsuk_forms/input.jinja"

    def __init__(
        self,
        *args: Any,
        hint: str = "",
        classes: str = "",
        prefix: str = "",
        suffix: str = "",
        autocomplete: str = "",
        page_heading: bool = False,
        **kwargs: Any,
    ) -> None:
        self.hint, self.classes, self.prefix, self.suffix = hint, classes, prefix, suffix
        self.autocomplete, self.page_heading = autocomplete, page_heading
        kwargs.setdefault("template_name", self.component)
        super().__init__(*args, **kwargs)


class CharField(Component, forms.CharField):
    """One line of text."""


class TextField(Component, forms.CharField):
    """Several lines of text."""

    component = "nhsuk_forms/textarea.jinja"
    widget = forms.Textarea

    def __init__(self, *args: Any, rows: int = 3, **kwargs: Any) -> None:
        self.rows = rows
        super().__init__(*args, **kwargs)


class EmailField(Component, forms.EmailField):
    """An e-mail address."""


class PasswordField(Component, forms.CharField):
    """A password, which the browser can show."""

    component = "nhsuk_forms/password_input.jinja"
    widget = forms.PasswordInput

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, strip=False, **kwargs)


class ChoiceField(Component, forms.ChoiceField):
    """One of a few, as radio buttons."""

    component = "nhsuk_forms/radios.jinja"
    widget = forms.RadioSelect


class SelectField(Component, forms.ChoiceField):
    """One of many, as a list to select from."""

    component = "nhsuk_forms/select.jinja"


class ManyFilesInput(forms.ClearableFileInput):
    """A file input that takes several at once."""

    allow_multiple_selected = True


class FilesField(Component, forms.FileField):
    """One file or several; the cleaned value is always a list."""

    component = "nhsuk_forms/file_upload.jinja"
    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file cleaned by Django's own rules."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        single = super().clean
        return [single(file, initial) for file in files] or [single(None, initial)]


class DateWidget(forms.MultiWidget):
    """Day, month and year in three inputs."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"day": forms.TextInput, "month": forms.TextInput, "year": forms.TextInput}, attrs)

    def decompress(self, value: datetime.date | None) -> list[int | None]:
        """A date into its three parts."""
        return [value.day, value.month, value.year] if value else [None, None, None]


class DateField(Component, forms.MultiValueField):
    """A date typed in three parts."""

    component = "nhsuk_forms/date_input.jinja"
    widget = DateWidget
    default_error_messages: ClassVar[dict[str, str]] = {"incomplete": "Enter day, month and year, like 27 9 2026"}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            fields=(forms.IntegerField(), forms.IntegerField(), forms.IntegerField()), require_all_fields=True, **kwargs
        )
        for part in self.fields:
            part.error_messages["invalid"] = "Day, month and year must be numbers, like 27 9 2026"

    def compress(self, parts: list[int | None]) -> datetime.date | None:
        """Three parts into a date; of a date that may be left out, all of it or nothing."""
        if not parts:
            return None
        day, month, year = parts
        if day is None or month is None or year is None:
            raise forms.ValidationError(self.error_messages["incomplete"], code="incomplete")
        try:
            return datetime.date(year, month, day)
        except (ValueError, OverflowError):
            raise forms.ValidationError(f"{self.label} must be a real date, like 27 9 2026", code="invalid") from None
