"""Figures of a publication in columns: each with its cell, its place, what it measures, its value or its marker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from commonweal.engine.workbook.grid import a1
from commonweal.engine.workbook.layout import ALL

Indices = npt.NDArray[np.int32]
Values = npt.NDArray[np.float64]


class PlaceKey(NamedTuple):
    """Whose figures a row holds, as printed; codes and region are empty where not printed, `level` without blocks."""

    name: str
    local_code: str
    ons_code: str
    region: str
    is_total: bool
    level: str = ""


class Slot(NamedTuple):
    """What a figure counts: a measure, and a term of each of the layout's dimensions (`all` where not split)."""

    measure: str
    position: tuple[str, ...]

    @property
    def is_total(self) -> bool:
        """Whether it is split by nothing."""
        return all(term == ALL for term in self.position)


class Figure(NamedTuple):
    """One figure, for people and tests; `value` is None where only a marker stands."""

    sheet: str
    address: str
    place: PlaceKey
    slot: Slot
    value: float | None
    marker: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Equal-length columns, row by row as printed.

    `sheet`, `place`, `slot` and `marker` point into the tuples of names (marker 0 is none); `row` and `column` start
    at 0; `value` is NaN where only a marker stands. A marker is never turned into a number here.
    """

    sheets: tuple[str, ...]
    places: tuple[PlaceKey, ...]
    slots: tuple[Slot, ...]
    markers: tuple[str, ...]
    sheet: Indices
    row: Indices
    column: Indices
    place: Indices
    slot: Indices
    value: Values
    marker: Indices

    def __len__(self) -> int:
        return len(self.value)

    def figure(self, index: int) -> Figure:
        """One figure with everything spelled out."""
        value = float(self.value[index])
        return Figure(
            self.sheets[self.sheet[index]],
            a1(int(self.row[index]), int(self.column[index])),
            self.places[self.place[index]],
            self.slots[self.slot[index]],
            None if np.isnan(value) else value,
            self.markers[self.marker[index]],
        )

    def __iter__(self) -> Iterator[Figure]:
        return map(self.figure, range(len(self)))

    @property
    def counted(self) -> Values:
        """Values for sums: a marker counts as 0, as in the publication's own sums."""
        return np.nan_to_num(self.value, nan=0.0)


@dataclass(slots=True)
class FigureCollector:
    """Figures while sheets are read: names get their index on first use, columns are made arrays at the end."""

    markers: tuple[str, ...]
    sheets: list[str] = field(default_factory=list)
    places: dict[PlaceKey, int] = field(default_factory=dict)
    slots: dict[Slot, int] = field(default_factory=dict)
    lines: list[tuple[int, int, int, int]] = field(default_factory=list)  # sheet, row, place, how many figures
    columns: list[int] = field(default_factory=list)
    slot_indices: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    marker_indices: list[int] = field(default_factory=list)

    def place(self, key: PlaceKey) -> int:
        """The index of a place."""
        return self.places.setdefault(key, len(self.places))

    def slot(self, slot: Slot) -> int:
        """The index of a slot."""
        return self.slots.setdefault(slot, len(self.slots))

    def add_row(
        self,
        row: int,
        place: int,
        columns: list[int],
        slots: list[int],
        values: list[float],
        markers: list[int],
    ) -> None:
        """The figures of one row of the sheet that was begun last."""
        self.lines.append((len(self.sheets) - 1, row, place, len(values)))
        self.columns += columns
        self.slot_indices += slots
        self.values += values
        self.marker_indices += markers

    def figures(self) -> Figures:
        """Everything collected."""
        lines = np.array(self.lines, dtype=np.int32).reshape(-1, 4)
        sheet, row, place = (np.repeat(lines[:, part], lines[:, 3]) for part in range(3))
        return Figures(
            sheets=tuple(self.sheets),
            places=tuple(self.places),
            slots=tuple(self.slots),
            markers=("", *self.markers),
            sheet=sheet,
            row=row,
            column=np.array(self.columns, dtype=np.int32),
            place=place,
            slot=np.array(self.slot_indices, dtype=np.int32),
            value=np.array(self.values, dtype=np.float64),
            marker=np.array(self.marker_indices, dtype=np.int32),
        )
