"""Which layout a workbook has, and which of its sheets is which: by name, otherwise by what the headings say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commonweal.engine.findings import Finding, error, warning
from commonweal.engine.workbook.grid import Grid, Workbook, is_filled
from commonweal.engine.workbook.headings import SEARCHED_ROWS, Headings, find_headings
from commonweal.engine.workbook.labels import normal
from commonweal.engine.workbook.layout import Layout, SheetLayout

HOW_TO = "docs/how-to/add-a-layout.md"


@dataclass(frozen=True, slots=True)
class FoundSheet:
    """A sheet with its kind and headings; headings are None for a sheet of notes, the kind for one not known."""

    grid: Grid
    kind: SheetLayout | None
    headings: Headings | None


@dataclass(frozen=True, slots=True)
class Detected:
    """The layout that fits best, or None, with the workbook's sheets in their order."""

    layout: Layout | None
    sheets: tuple[FoundSheet, ...]
    findings: tuple[Finding, ...]


def _labels_found(found: Detected) -> tuple[int, int]:
    """How well a layout fits: sheets with headings, then labels on them."""
    headings = [sheet.headings for sheet in found.sheets if sheet.headings is not None]
    return len(headings), sum(one.labels for one in headings)


def detect(workbook: Workbook, layouts: Sequence[Layout]) -> Detected:
    """The layout of which most data sheets and labels are found, if any; what was not found is said in findings."""
    best = Detected(None, (), ())
    texts = _upper_texts(workbook)
    for layout in layouts:
        if not any(sign in texts for sign in layout.signs):
            continue
        found = _match_sheets(workbook, layout)
        if _labels_found(found) > _labels_found(best):
            best = found
    if best.layout is None:
        return Detected(None, (), (_unknown(workbook, layouts),))
    return best


def _unknown(workbook: Workbook, layouts: Sequence[Layout]) -> Finding:
    names = ", ".join(grid.name for grid in workbook.sheets) or "none"
    known = ", ".join(layout.title for layout in layouts) or "none"
    return error(
        "layout-not-known",
        "workbook",
        f"This is no publication that is known here (known: {known}). Its sheets: {names}.",
        f"If it should be, write a layout for it: {HOW_TO}.",
    )


def _upper_texts(workbook: Workbook) -> str:
    """Every text in the upper part of the sheets, once, a line for each."""
    cells = {cell for grid in workbook.sheets for row in grid.rows[:SEARCHED_ROWS] for cell in row if type(cell) is str}
    return "\n".join(map(normal, sorted(cells)))


def _match_sheets(workbook: Workbook, layout: Layout) -> Detected:
    """Every sheet by name first, so that a sheet with a strange name takes only a kind that is left."""
    found: dict[int, FoundSheet] = {}
    findings: list[Finding] = []
    left = list(layout.sheets)
    for index, grid in enumerate(workbook.sheets):
        kind = next((kind for kind in left if normal(grid.name) in kind.names), None)
        if kind is not None:
            left.remove(kind)
            found[index] = FoundSheet(grid, kind, find_headings(grid, kind, layout) if kind.has_figures else None)
    for index, grid in enumerate(workbook.sheets):
        if index not in found:
            found[index] = _by_headings(grid, left, layout, findings)
    missing = [kind for kind in left if kind.has_figures and not kind.optional]
    findings += [_missing(kind, layout) for kind in missing]
    return Detected(layout, tuple(found[index] for index in sorted(found)), tuple(findings))


def _by_headings(grid: Grid, left: list[SheetLayout], layout: Layout, findings: list[Finding]) -> FoundSheet:
    """A sheet whose name is not known, as the kind that its headings speak of."""
    if not any(map(is_filled, (cell for row in grid.rows for cell in row))):
        return FoundSheet(grid, None, None)
    candidates = [(kind, find_headings(grid, kind, layout)) for kind in left if kind.has_figures]
    fitting = [(kind, headings) for kind, headings in candidates if headings is not None]
    if not fitting:
        findings.append(
            error(
                "sheet-not-known",
                grid.name,
                f"The sheet {grid.name!r} is not in the layout and was not read.",
                f"If it holds figures or notes, add it to {layout.file} under [[sheet]].",
            )
        )
        return FoundSheet(grid, None, None)
    kind, headings = max(fitting, key=lambda found: found[1].labels)
    left.remove(kind)
    findings.append(
        warning(
            "sheet-renamed",
            grid.name,
            f"The sheet {grid.name!r} has a new name; by its headings it was read as {kind.id!r}.",
            f"If that is right, add the name to {layout.file} under [[sheet]] {kind.id!r}, names.",
        )
    )
    return FoundSheet(grid, kind, headings)


def _missing(kind: SheetLayout, layout: Layout) -> Finding:
    return warning(
        "sheet-missing",
        "workbook",
        f"There is no sheet {kind.id!r} (named like {sorted(kind.names)}).",
        f"If a sheet was renamed beyond recognition, add its name to {layout.file} under [[sheet]] {kind.id!r}.",
    )
