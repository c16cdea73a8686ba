"""A workbook to a reading: which publication it is, of which month, its figures, what adds up, and every finding.

What is not recognised is said, with the cell and what to do, and the rest is read. No file name, month or place is
known here: all that is particular to a publication stands in its layout.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from commonweal.engine.findings import Finding, error, warning
from commonweal.engine.periods import Month
from commonweal.engine.workbook.body import Body
from commonweal.engine.workbook.columns import plan_columns, report_left_out, report_missing
from commonweal.engine.workbook.detection import FoundSheet, detect
from commonweal.engine.workbook.figures import FigureCollector, Figures
from commonweal.engine.workbook.grid import Grid, Workbook, is_filled
from commonweal.engine.workbook.headings import SEARCHED_ROWS
from commonweal.engine.workbook.identities import IdentityResult, check_identities
from commonweal.engine.workbook.labels import last_month, parse_day, parse_month
from commonweal.engine.workbook.layout import ALL, Layout
from commonweal.engine.workbook.report import Note, Report, SheetAccount
from commonweal.engine.workbook.top import MetadataItem, Top, read_top, report_order


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a workbook.

    `layout` is None when no layout fits, `period` when the workbook does not say one month: then there is nothing to
    store. `kinds` gives the layout's name for each sheet of figures. `accounts` says where every filled cell went.
    """

    layout: Layout | None
    period: Month | None
    published: date | None
    revised: date | None
    status: str
    metadata: tuple[MetadataItem, ...]
    figures: Figures
    kinds: tuple[str, ...]
    notes: tuple[Note, ...]
    identities: tuple[IdentityResult, ...]
    accounts: tuple[SheetAccount, ...]
    findings: tuple[Finding, ...]

    @property
    def can_be_stored(self) -> bool:
        """Whether it says what it is, of which month, and holds figures."""
        return self.layout is not None and self.period is not None and len(self.figures) > 0


def read_publication(workbook: Workbook, layouts: Sequence[Layout]) -> Reading:
    """Read a workbook by the layout that fits it best."""
    detected = detect(workbook, layouts)
    report = Report()
    for finding in detected.findings:
        report.add(finding)
    layout = detected.layout
    if layout is None:
        accounts = tuple(_account(grid, reported=_filled(grid)) for grid in workbook.sheets)
        return Reading(
            None, None, None, None, "", (), FigureCollector(()).figures(), (), (), (), accounts, report.findings()
        )
    tops = [read_top(found, layout, report) for found in detected.sheets]
    metadata = tuple(item for top in tops for item in top.metadata)
    period = _period(metadata, layout, report)
    collector = FigureCollector(layout.marker_ids)
    notes: list[Note] = []
    kinds: list[str] = []
    accounts = tuple(
        _read_sheet(found, top, layout, period, collector, notes, kinds, report)
        for found, top in zip(detected.sheets, tops, strict=True)
    )
    figures = collector.figures()
    period = period or layout.period or _latest(figures, layout)
    if period is None:
        report.add(_no_period(layout))
    identities = check_identities(figures, tuple(kinds), layout, period)
    for identity in identities:
        for finding in identity.findings:
            report.add(finding)
    return Reading(
        layout=layout,
        period=period,
        published=_day("published", metadata, layout, report),
        revised=_day("revised", metadata, layout, report),
        status=next((item.text for item in metadata if item.id == "status"), ""),
        metadata=metadata,
        figures=figures,
        kinds=tuple(kinds),
        notes=tuple(notes),
        identities=identities,
        accounts=accounts,
        findings=report.findings(),
    )


def _account(
    grid: Grid, figures: int = 0, keys: int = 0, headings: int = 0, metadata: int = 0, notes: int = 0, reported: int = 0
) -> SheetAccount:
    return SheetAccount(grid.name, _filled(grid), figures, keys, headings, metadata, notes, reported)


def _filled(grid: Grid) -> int:
    """How many cells of a sheet are filled."""
    return sum(type(cell) is float or (cell != "" and is_filled(cell)) for row in grid.rows for cell in row)


def _read_sheet(
    found: FoundSheet,
    top: Top,
    layout: Layout,
    period: Month | None,
    collector: FigureCollector,
    notes: list[Note],
    kinds: list[str],
    report: Report,
) -> SheetAccount:
    """Read one sheet of whatever kind into the collectors; where its cells went."""
    grid, kind, headings = found.grid, found.kind, found.headings
    notes += top.notes
    if kind is not None and kind.notes:
        return _account(grid, notes=_take_all_as_notes(grid, notes))
    if kind is not None and kind.cover:
        return _account(grid, 0, 0, top.heading_cells, top.metadata_cells, len(top.notes), top.reported_cells)
    if kind is None:
        return _account(grid, reported=_filled(grid))
    if headings is None:
        report.add(_no_headings(grid, layout))
        return _account(grid, reported=_filled(grid))
    if (stated := _stated_period(grid, top)) and period and last_month(stated) != period:
        report.add(_other_period(grid, stated, period))
        return _account(grid, reported=_filled(grid))
    report_missing(grid, kind, headings, layout, report)
    report_order(top, grid, layout, report)
    columns = plan_columns(grid, kind, headings, top, layout)
    body = Body(grid, kind, columns, layout, collector, report, notes)
    body.read(headings)
    kinds.append(kind.id)
    left_out = report_left_out(columns, grid, headings, report)
    return _account(
        grid,
        figures=body.figure_cells,
        keys=body.key_cells,
        headings=top.heading_cells
        + body.heading_cells
        + len(columns.figures)
        + (0 if headings.blocks else len(columns.keys)),
        metadata=top.metadata_cells,
        notes=body.note_cells + len(top.notes),
        reported=top.reported_cells + body.reported_cells + left_out,
    )


def _take_all_as_notes(grid: Grid, notes: list[Note]) -> int:
    """Every text, once for each row: publishers leave a heading in thousands of cells out to the sheet's edge."""
    taken = 0
    for number, row in enumerate(grid.rows):
        texts: dict[str, list[int]] = {}
        for column, cell in enumerate(row):
            if is_filled(cell):
                texts.setdefault(str(cell), []).append(column)
        for text, columns in texts.items():
            more = f" (in {len(columns):,} cells of this row)" if len(columns) > 1 else ""
            notes.append(Note(grid.address(number, columns[0]), text + more))
            taken += len(columns)
    return taken


def _no_headings(grid: Grid, layout: Layout) -> Finding:
    texts = (str(cell)[:80] for row in grid.rows[:SEARCHED_ROWS] for cell in row if is_filled(cell))
    begins = " | ".join(islice(texts, 20))
    return error(
        "headings-not-found",
        grid.name,
        f"No row of this sheet holds the headings that the layout knows; the sheet was not read. It begins: {begins}.",
        f"If its headings were reworded, add the new words to {layout.file}.",
    )


def _stated_period(grid: Grid, top: Top) -> str:
    return next((item.text for item in top.metadata if item.id == "period" and item.sheet == grid.name), "")


def _other_period(grid: Grid, stated: str, period: Month) -> Finding:
    return error(
        "period-differs",
        grid.name,
        f"This sheet says {stated!r}, the others {period}; it was not read.",
        "Ask the publisher which month it belongs to.",
    )


def _period(metadata: Sequence[MetadataItem], layout: Layout, report: Report) -> Month | None:
    """The month that most sheets say, the first of those said equally often."""
    stated = [(item, last_month(item.text)) for item in metadata if item.id == "period"]
    for item, month in stated:
        if month is None:
            report.add(
                error(
                    "period-not-read",
                    item.sheet,
                    f"The period {item.text!r} is not a month like 'February 2017'.",
                    "Correct the period on this sheet.",
                )
            )
    months = Counter(month for _, month in stated if month)
    if months:
        return months.most_common(1)[0][0]
    return None


def _latest(figures: Figures, layout: Layout) -> Month | None:
    """The month of the latest day or month printed, or the last of the latest year, of a layout that goes by that."""
    if not layout.period_of:
        return None
    at = list(layout.dimensions).index(layout.period_of)
    terms = [slot.position[at] for slot in figures.slots if slot.position[at] != ALL]
    if not terms:
        return None
    reads = layout.dimensions[layout.period_of].reads
    latest = max(terms)
    if reads == "year":
        return Month(int(latest[:4]) + 1, 3)
    return Month.parse(latest) if reads == "month" else parse_month(latest)


def _no_period(layout: Layout) -> Finding:
    labels = [label for label, entry in layout.metadata.items() if entry.id == "period"]
    return error(
        "period-missing",
        "workbook",
        "No sheet says which month it is of, so nothing can be stored.",
        f"Look for it above the headings; if it has a new label than {labels}, add that to {layout.file}.",
    )


def _day(name: str, metadata: Sequence[MetadataItem], layout: Layout, report: Report) -> date | None:
    """A day of the metadata; the first that can be read, with a finding where none can."""
    texts = [(item.sheet, item.text) for item in metadata if item.id == name and item.text]
    days = [day for day in (parse_day(text) for _, text in texts) if day]
    if texts and not days:
        report.add(
            warning("day-not-read", texts[0][0], f"{name}: {texts[0][1]!r} is not a day like '27th May 2011'.", "")
        )
    return days[0] if days else None
