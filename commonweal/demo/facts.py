"""Publications of one layout as one compact table of facts: every figure with its month, file digest, sheet and cell.

What the publisher's own files say is carried in `NAME.parquet`, what was found out about each file (dates, sums,
where its cells went) in `NAME-files.json`; the files themselves are not shipped.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from commonweal.engine.findings import Finding, Severity
from commonweal.engine.periods import Month
from commonweal.engine.workbook.figures import Figures, PlaceKey, Slot
from commonweal.engine.workbook.grid import column_letters
from commonweal.observations.actions import FileFacts

FOLDER = Path(__file__).resolve().parent / "data"
DELAYS, DISCHARGES, DELAY_REASONS, LAST_DELAYS = "delays", "discharges", "delay-reasons", "delays-by-trust"
PLACE = ["name", "local_code", "ons_code", "region", "is_total"]
MONTH = "month"  # of the publication, where no figure has one of its own
LEVEL = "level"  # only of layouts with blocks of places
COLUMNS = {column_letters(number): number for number in range(1_000)}
PLAIN = (
    "collection", "title", "publisher", "licence", "source", "layout", "name", "sha256", "size_bytes", "status",
    "accounts", "identities", "notes",
)  # fmt: skip


def write(files: Sequence[FileFacts], folder: Path = FOLDER, name: str = DELAYS) -> None:
    """Write the table and what is known of its files; publisher and licence stand in the table's own metadata too."""
    table = pl.concat([_table_of(facts) for facts in files])
    said = {
        key: "; ".join(sorted({getattr(facts, key) for facts in files}))
        for key in ("title", "publisher", "licence", "source")
    }
    table.write_parquet(
        folder / f"{name}.parquet",
        compression="zstd",
        compression_level=22,
        statistics=False,
        row_group_size=len(table),
        metadata=said,
    )
    described = [_described(facts) for facts in files]
    (folder / f"{name}-files.json").write_text(json.dumps(described, ensure_ascii=False, separators=(",", ":")) + "\n")


def read(folder: Path = FOLDER, name: str = DELAYS) -> Iterator[FileFacts]:
    """The files of the table, one after the other, as they were read from the publisher's workbooks."""
    table = pl.read_parquet(folder / f"{name}.parquet")
    by_digest = {rows["sha256"][0]: rows for rows in table.partition_by("sha256", maintain_order=True)}
    for described in json.loads((folder / f"{name}-files.json").read_text()):
        yield _facts_of(described, by_digest[described["sha256"]])


def _table_of(facts: FileFacts) -> pl.DataFrame:
    """A file's figures with everything spelled out; `row` counts from 1 and `column` is a letter, as in the sheet."""
    figures = facts.figures
    named = _place_columns(any(place.level for place in figures.places))
    places = pl.DataFrame([place[: len(named)] for place in figures.places], schema=named, orient="row")[figures.place]
    slots = pl.DataFrame(
        [(slot.measure, *slot.position) for slot in figures.slots], schema=["measure", *facts.dimensions], orient="row"
    )[figures.slot]
    cells = pl.DataFrame(
        {
            **({} if MONTH in facts.dimensions else {MONTH: [facts.period.iso] * len(figures)}),
            "sha256": [facts.sha256] * len(figures),
            "sheet": pl.Series(figures.sheets)[figures.sheet],
            "row": (figures.row + 1).astype(np.uint16),
            "column": [column_letters(number) for number in figures.column.tolist()],
        }
    )
    values = pl.DataFrame(
        {
            "value": pl.Series(figures.value).fill_nan(None),
            "marker": pl.Series(figures.markers)[figures.marker],
        }
    )
    return pl.concat([cells, places, slots, values], how="horizontal")


def _place_columns(has_levels: bool) -> list[str]:
    return [*PLACE, LEVEL] if has_levels else PLACE


def _described(facts: FileFacts) -> dict[str, Any]:
    return {
        **{name: getattr(facts, name) for name in PLAIN},
        "dimensions": list(facts.dimensions),
        "month": facts.period.iso,
        **({"nobody": sorted(facts.nobody)} if facts.nobody else {}),
        "published": facts.published and facts.published.isoformat(),
        "revised": facts.revised and facts.revised.isoformat(),
        "findings": [asdict(finding) for finding in facts.findings],
    }


def _facts_of(described: dict[str, Any], rows: pl.DataFrame) -> FileFacts:
    dimensions = tuple(described["dimensions"])
    return FileFacts(
        **{name: described[name] for name in PLAIN},
        dimensions=dimensions,
        period=Month.parse(described["month"]),
        content=None,
        published=_day(described["published"]),
        revised=_day(described["revised"]),
        findings=tuple(
            Finding(**{**finding, "severity": Severity(finding["severity"])}) for finding in described["findings"]
        ),
        figures=_figures_of(rows, dimensions),
        nobody=frozenset(described.get("nobody", ())),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _figures_of(rows: pl.DataFrame, dimensions: tuple[str, ...]) -> Figures:
    """Columns of text back to indices, in the order in which each first stands."""
    places, place = _indexed(rows, _place_columns(LEVEL in rows.columns))
    slots, slot = _indexed(rows, ["measure", *dimensions])
    sheets, sheet = _indexed(rows, ["sheet"])
    no_marker = pl.concat([pl.DataFrame({"marker": [""]}), rows.select("marker")])
    markers, marker = _indexed(no_marker, ["marker"])
    return Figures(
        sheets=tuple(name for (name,) in sheets),
        places=tuple(PlaceKey(*key) for key in places),
        slots=tuple(Slot(measure, tuple(position)) for measure, *position in slots),
        markers=tuple(name for (name,) in markers),
        sheet=sheet,
        row=rows["row"].to_numpy().astype(np.int32) - 1,
        column=rows["column"].replace_strict(COLUMNS, return_dtype=pl.Int32).to_numpy(),
        place=place,
        slot=slot,
        value=rows["value"].cast(pl.Float64).fill_null(float("nan")).to_numpy(),
        marker=marker[1:],
    )


def _indexed(rows: pl.DataFrame, names: list[str]) -> tuple[list[tuple[Any, ...]], Any]:
    """The different rows of some columns in order, and for each row which of them it is."""
    different = rows.select(names).unique(maintain_order=True).with_row_index("index")
    index = rows.select(names).join(different, on=names, how="left", maintain_order="left")["index"]
    return different.drop("index").rows(), index.to_numpy().astype(np.int32)
