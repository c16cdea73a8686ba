"""Planning workbooks as files: a description to .xlsx bytes, in which no text can wake up; and bytes to sheets."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from commonweal.engine.findings import error
from commonweal.engine.rulebook.workbook_shape import Accepted, Formula, SheetOut, WorkbookOut, Written
from commonweal.spreadsheets.reading import OLE_MAGIC, SAVE_AGAIN, Limits, Opened, read_workbook
from commonweal.spreadsheets.writing import looks_like_formula

LIMITS = Limits(
    file_bytes=10_000_000, unpacked_bytes=100_000_000, sheets=60, rows=5_000, columns=300, cells=600_000, formulas=1
)
MADE = datetime(2000, 1, 1)  # two workbooks of the same plan are the same bytes, whenever they are made
FIRST_YEARS_UNCERTAIN = 1900  # spreadsheets count days from there, each in its own way: earlier ones go as text
FORMS = {"money": "#,##0.00", "number": "#,##0.########", "date": "dd/mm/yyyy"}
_PLAIN = {
    "title": {"bold": True, "font_size": 14},
    "heading": {"bold": True, "bottom": 1},
    "flag": {"bold": True, "border": 1},
}


def read_planning_workbook(content: bytes, name: str = "the file") -> Opened:
    """The cells of an .xlsx workbook, with which of them hold formulas; an older or open-document one is refused."""
    if content.startswith(OLE_MAGIC) or b"opendocument" in content[:200]:
        message = "The file is an .xls or .ods workbook; planning workbooks are read as .xlsx."
        return Opened(None, (error("not-xlsx", name, message, SAVE_AGAIN),))
    return read_workbook(content, name, LIMITS)


def planning_workbook_bytes(described: WorkbookOut) -> bytes:
    """The workbook as an .xlsx file. ValueError where it was described with findings: they are to be said first."""
    if described.findings:
        raise ValueError("; ".join(map(str, described.findings)))
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(content, options) as workbook:
        workbook.set_properties({"title": "Planning workbook", "created": MADE})
        workbook.set_calc_mode("auto")
        styles = _Styles(workbook, described.fills)
        for sheet in described.sheets:
            _write_sheet(workbook.add_worksheet(sheet.name), sheet, styles, described)
    return content.getvalue()


class _Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, workbook: xlsxwriter.Workbook, fills: Mapping[str, str]) -> None:
        self._workbook, self._fills = workbook, fills
        self._made: dict[tuple[str, str, bool, bool], Format] = {}

    def of(self, cell: Written, *, is_quoted: bool = False) -> Format:
        """The format of a cell: fill and border by style, form of number, open or not."""
        key = (cell.style, cell.form, cell.is_open, is_quoted)
        if key not in self._made:
            look = {**_PLAIN.get(cell.style, {}), **self.fill(cell.style), "locked": not cell.is_open}
            look |= {"num_format": FORMS[cell.form]} if cell.form in FORMS else {}
            look |= {"text_wrap": True, "valign": "top"} if cell.form == "long" else {}
            look |= {"quote_prefix": True} if is_quoted else {}
            self._made[key] = self._workbook.add_format(look)
        return self._made[key]

    def fill(self, style: str) -> dict[str, object]:
        """The colour of a style, with a thin border, so that cells are told apart without it."""
        rgb = self._fills.get(style)
        return {"bg_color": f"#{rgb}", "border": 1, "border_color": "#808080"} if rgb else {}

    def conditional(self, style: str) -> Format:
        """The format of a flag by what it says."""
        return self._workbook.add_format(self.fill(style) or {"bold": True})


def _write_sheet(sheet: Worksheet, described: SheetOut, styles: _Styles, book: WorkbookOut) -> None:
    for (row, column), cell in sorted(described.cells.items(), key=lambda item: item[0]):
        _write_cell(sheet, row, column, cell, styles)
    for column, width in described.widths.items():
        sheet.set_column(column, column, width)
    for one in described.accepting:
        sheet.data_validation(one.first, one.column, one.last, one.column, _validation(one.accepted))
    for cells in described.flags:
        for style, word in zip(("complete", "incomplete"), book.flags, strict=True):
            told = '"' + word.replace('"', '""') + '"'
            look = {"type": "cell", "criteria": "==", "value": told, "format": styles.conditional(style)}
            sheet.conditional_format(cells.replace("$", ""), look)
    if described.frozen_rows:
        sheet.freeze_panes(described.frozen_rows, 0)
    if described.is_protected or described.is_hidden:
        allowed = ("format_columns", "format_rows", "sort", "autofilter")
        sheet.protect("", {**dict.fromkeys(allowed, True)})
    if described.is_hidden:
        sheet.hide()


def _write_cell(sheet: Worksheet, row: int, column: int, cell: Written, styles: _Styles) -> None:
    """One cell by its type; a text always as text."""
    value = cell.value
    if isinstance(value, Formula):
        sheet.write_formula(row, column, value.text, styles.of(cell), value.value)
    elif value is None or value == "":
        sheet.write_blank(row, column, None, styles.of(cell))
    elif isinstance(value, str):
        sheet.write_string(row, column, value, styles.of(cell, is_quoted=looks_like_formula(value)))
    elif isinstance(value, date) and value.year <= FIRST_YEARS_UNCERTAIN:
        sheet.write_string(row, column, value.isoformat(), styles.of(cell))
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, styles.of(cell))
    else:
        sheet.write_number(row, column, value, styles.of(cell))


def _validation(accepted: Accepted) -> dict[str, object]:
    """What Excel and LibreOffice check while people type."""
    said = {"error_title": "This cannot be read", "error_message": accepted.words, "input_message": accepted.words}
    if accepted.kind == "list":
        source = accepted.chosen_from if isinstance(accepted.chosen_from, str) else list(accepted.chosen_from)
        return {"validate": "list", "source": source, **said}
    if accepted.kind == "date":
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": date(1990, 1, 1),
            "maximum": date(2100, 1, 1),
            **said,
        }
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": accepted.least,
        "maximum": accepted.most,
        **said,
    }
