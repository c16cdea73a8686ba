"""One row of a section as a form, made from the columns of the round's sheets and from nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from commonweal.engine.rulebook.model import Column
from commonweal.engine.rulebook.sections import SPREAD
from commonweal.plans.forms.cells import Choices, fields_of, initial_of, read


class RowForm(forms.Form):
    """The fields that people fill in one row; `values` is the row as it stands, by field."""

    def __init__(
        self,
        *args: Any,
        columns: Iterable[Column],
        choices: Choices,
        values: Mapping[str, Any],
        shown: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        self.columns = tuple(column for column in columns if column.is_input)
        self.values = values
        stands = {**values, **(shown or {})}
        initial = {
            name: one for column in self.columns for name, one in initial_of(column, stands.get(column.field)).items()
        }
        super().__init__(*args, initial=initial, **kwargs)
        for column in self.columns:
            self.fields.update(fields_of(column, choices, values.get(column.field)))

    def typed(self) -> dict[str, Any]:
        """The row's fields as typed; for a form that is valid."""
        return {column.field: read(column, self.cleaned_data, self.values.get(column.field)) for column in self.columns}

    def groups(self) -> Iterable[tuple[str, list[forms.BoundField]]]:
        """The bound fields by column: with a heading where a column has many, without where it has one."""
        for column in self.columns:
            names = [name for name in self.fields if name == column.field or name.rpartition("-")[0] == column.field]
            heading = column.heading if column.kind in SPREAD and len(names) > 1 else ""
            if names:
                yield heading, [self[name] for name in names]

    def field_id(self, field: str) -> str:
        """The HTML id of a field of the row, or of its first place; the first field's where there is no such."""
        here = next((name for name in self.fields if name == field or name.rpartition("-")[0] == field), None)
        first = here or next(iter(self.fields), "")
        return str(self[first].auto_id) if first else ""
