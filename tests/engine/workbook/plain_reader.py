"""A second reader of the workbooks, on another library and with fixed knowledge, to judge the first one by."""

import xlrd

ENGLAND_REASONS = {"-": "all"}


def _reason(label):
    if label.upper() == "TOTAL":
        return "all"
    code = label.split(")")[0].upper()
    return {"DI": "Di", "DII": "Dii"}.get(code, code)


def _value(cell):
    if cell in ("NA", "-"):
        return None, {"NA": "barred", "-": "none-reported"}[cell]
    return float(cell), ""


def figures(path):
    """{(sheet, row, column): (place, measure, care, side, reason, value, marker)}, row and column from 0."""
    book = xlrd.open_workbook(path)
    return {**_england(book.sheet_by_index(0)), **{k: v for i in (1, 2, 3) for k, v in _councils(book, i).items()}}


def _england(sheet):
    found = {}
    care = ""
    for row in range(14, sheet.nrows):
        care = sheet.cell_value(row, 1) or care
        label = sheet.cell_value(row, 2)
        if not label:
            continue
        for column, side in ((3, "nhs"), (4, "social-care"), (5, "both")):
            reason = ENGLAND_REASONS.get(label) or _reason(label)
            cell = _value(sheet.cell_value(row, column))
            found["England", row, column] = ("England", "delayed-days", care.lower(), side, reason, *cell)
    return found


def _councils(book, index):
    sheet = book.sheet_by_index(index)
    found = {}
    headings = sheet.row_values(13)
    name_column = headings.index("Name")
    measure = "delayed-days"
    for column in range(name_column + 1, sheet.ncols):
        label = headings[column]
        if not label:
            measure = "people-per-day"  # a blank column parts the two blocks
            continue
        for row in range(14, sheet.nrows):
            name = sheet.cell_value(row, name_column)
            if not name:
                continue
            care = label.lower() if index == 1 and label != "Total" else "all"
            side = label.lower().replace(" ", "-") if index == 2 and label != "Total" else "all"
            reason = _reason(label) if index == 3 else "all"
            cell = _value(sheet.cell_value(row, column))
            found[sheet.name, row, column] = (name, measure, care, side, reason, *cell)
    return found
