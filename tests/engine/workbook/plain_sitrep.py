"""A second reader of the discharge situation reports, on another library, with fixed knowledge of the cells."""

import openpyxl

OUTCOMES = ("all", "discharged", "remaining")


def rows(sheet):
    """(row number, level, region, code, name, cells from E on) of each row of figures."""
    level = "region"
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = row[4:]
        if row[1] == "Region":
            level = "icb" if row[2] == "ICB Code" else "trust"
        elif row[3] and number > 4 and any(cell is not None for cell in cells) and not _is_heading(cells):
            yield number, level, row[1], row[2], row[3], cells


def _is_heading(cells):
    return not any(cell == "-" or isinstance(cell, int | float) for cell in cells)


def daily(path):
    """{(code or name, day, outcome): value or "-"} of Table 2."""
    sheet = openpyxl.load_workbook(path, data_only=True)["Table 2"]
    days, found = {}, {}
    for row in sheet.iter_rows(min_row=3, max_row=4, values_only=True):
        days |= {column: cell.date().isoformat() for column, cell in enumerate(row[4:]) if hasattr(cell, "date")}
    for _, _, _, code, name, cells in rows(sheet):
        for column, cell in enumerate(cells):
            if cell is not None:
                found[code or name, days[column - column % 3], OUTCOMES[column % 3]] = cell
    return found


def monthly(path, table):
    """{(code or name, label): value or "-"} of Table 4 or 5."""
    sheet = openpyxl.load_workbook(path, data_only=True)[table]
    labels, found = (), {}
    for row in sheet.iter_rows(min_row=4, max_row=7, values_only=True):
        if sum(isinstance(cell, str) for cell in row[4:]) > 8:
            labels = row[4:]
    for _, _, _, code, name, cells in rows(sheet):
        for label, cell in zip(labels, cells, strict=True):
            if cell not in (None, "#DIV/0!"):  # the publisher divided by no week at all
                found[code or name, label] = cell
    return found
