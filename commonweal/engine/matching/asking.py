"""A file that no map fits: which of its headings to ask about, what could be meant, and the map that the answers make.

Where a known layout has only changed a little, the map that it had is the base and only what is new is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commonweal.engine.findings import Finding, error
from commonweal.engine.matching.column_map import ColumnMap, as_content, heading_key
from commonweal.engine.matching.rows import Row

SEARCHED_ROWS = 20
SAMPLE_ROWS = 5
MOST_ASKED = 60
DATE_PATTERNS = {
    "%d/%m/%Y": "31/08/2012",
    "%Y-%m-%d": "2012-08-31",
    "%d-%b-%Y": "31-Aug-2012",
    "%d-%b-%y": "31-Aug-12",
    "%d/%m/%y": "31/08/12",
    "%d %B %Y": "31 August 2012",
    "%d.%m.%Y": "31.08.2012",
    "%d-%m-%Y": "31-08-2012",
    "%Y%m%d": "20120831",
    "%m/%d/%Y": "08/31/2012, month first",
}
PERIOD_PATTERNS = {
    "%Y-%m": "2012-08, a month",
    "%Y%m": "201208, a month",
    "%m/%Y": "08/2012, a month",
    "%b-%y": "Aug-12, a month",
    "%b %Y": "Aug 2012, a month",
    "%Y-%N": "2012-05, the fifth period of 2012-13",
    "%Y/%N": "2012/05, the fifth period of 2012-13",
    "%Y%N": "201205, the fifth period of 2012-13",
    "%Y P%N": "2012 P05, the fifth period of 2012-13",
}


@dataclass(frozen=True, slots=True)
class AskedHeading:
    """A heading to be asked about, with some of its cells; `likely` is the field that other maps take it for."""

    text: str
    samples: tuple[str, ...]
    likely: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask: the headings, and the map that they are asked for (None where no known layout comes near).

    `missing` are the base's fields that the file has no heading for; `rows` are the first rows, the headings first.
    """

    headings: tuple[AskedHeading, ...]
    base: ColumnMap | None
    missing: frozenset[str]
    rows: tuple[Row, ...]


def question(rows: Sequence[Row], maps: Sequence[ColumnMap], *, anew: bool = False) -> Question | None:
    """What to ask of a file's rows; None where no row can be a heading. `anew` asks about every heading."""
    nearest = None if anew else max(_near(rows, maps), key=lambda near: near[0], default=None)
    if nearest is not None:
        _, base, place = nearest
        known = {heading for headings in base.columns.values() for heading in headings} | base.ignored
        wanted = [text for text in rows[place][1] if text.strip() and heading_key(text) not in known]
        missing = base.required() - {base.field_of(text) for text in rows[place][1]}
        return Question(
            _asked(rows, place, wanted, maps), base, frozenset(missing), tuple(rows[place:][: SAMPLE_ROWS + 1])
        )
    top = _headings_place(rows)
    if top is None:
        return None
    return Question(_asked(rows, top, rows[top][1], maps), None, frozenset(), tuple(rows[top:][: SAMPLE_ROWS + 1]))


def patterns_that_read(samples: Sequence[str], patterns: Sequence[str]) -> tuple[str, ...]:
    """The patterns that read every sample; two of them, such as day first and month first, must be asked about."""
    return tuple(pattern for pattern in patterns if samples and all(_reads(text, pattern) for text in samples))


def answered(base: ColumnMap, answers: Mapping[str, str]) -> dict[str, Any]:
    """The base's content with new headings: each to a field (which gains a heading), or to nothing (ignored)."""
    content = as_content(base)
    columns, ignored = content["columns"], content["ignored"]
    for heading, field in answers.items():
        if field:
            columns.setdefault(field, []).append(heading)
        else:
            ignored.append(heading)
    optional = {*content["optional"], *(columns.keys() - base.columns.keys())}
    return {**content, "optional": sorted(optional)}


def fields_twice(answers: Mapping[str, str]) -> list[Finding]:
    """A field can stand under one heading of a file only."""
    chosen = [field for field in answers.values() if field]
    return [
        error("field-twice", "columns", f"Two headings are said to be '{field}'.", "Choose one of them for it.")
        for field in dict.fromkeys(chosen)
        if chosen.count(field) > 1
    ]


def _near(rows: Sequence[Row], maps: Sequence[ColumnMap]) -> Iterator[tuple[int, ColumnMap, int]]:
    """Maps that know more than half of a row's headings, and lack no more fields than there are headings unknown."""
    for column_map in maps:
        for place, (_, cells) in enumerate(rows[:SEARCHED_ROWS]):
            filled = [cell for cell in cells if cell.strip()]
            fields = {column_map.field_of(cell) for cell in filled} - {None}
            known = sum(1 for cell in filled if column_map.field_of(cell) or heading_key(cell) in column_map.ignored)
            missing, unknown = len(column_map.required() - fields), len(filled) - known
            if len(fields) >= 2 and 2 * known > len(filled) and missing <= unknown and unknown:
                yield known - missing, column_map, place


def _headings_place(rows: Sequence[Row]) -> int | None:
    """The first of the top rows that has as many cells filled as any of them; a title above has fewer."""
    filled = [sum(1 for cell in cells if cell.strip()) for _, cells in rows[:SEARCHED_ROWS]]
    return filled.index(max(filled)) if filled and max(filled) >= 2 else None


def _asked(
    rows: Sequence[Row], place: int, wanted: Sequence[str], maps: Sequence[ColumnMap]
) -> tuple[AskedHeading, ...]:
    headings = rows[place][1]
    below = [cells for _, cells in rows[place + 1 : place + 1 + SAMPLE_ROWS]]
    found: dict[str, AskedHeading] = {}
    for column, heading in enumerate(headings):
        if heading.strip() and heading in wanted and heading_key(heading) not in found:
            samples = tuple(cells[column].strip() for cells in below if column < len(cells) and cells[column].strip())
            likely = next((field for each in maps if (field := each.field_of(heading))), "")
            found[heading_key(heading)] = AskedHeading(heading.strip(), samples, likely or "")
    return tuple(found.values())[:MOST_ASKED]


def _reads(text: str, pattern: str) -> bool:
    try:
        datetime.strptime(text, pattern)
    except ValueError:
        return False
    return True
