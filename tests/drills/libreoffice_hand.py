"""LibreOffice's hand: opens a workbook, types into cells, recalculates, saves it, and says what cells show.

Run by the interpreter that LibreOffice's own bridge belongs to (`uno`); it imports nothing of ours. Orders come as
JSON on standard input: {"file", "saved", "pipe", "typed": [[sheet, row, column, value]], "told": [[sheet, row,
column]]}; what was asked for goes to standard output as JSON: a text or a number each.
"""

import json
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.table.CellContentType import TEXT


def named(name, value):
    one = PropertyValue()
    one.Name, one.Value = name, value
    return one


def desktop(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(300):
        try:
            there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
        except NoConnectException:
            time.sleep(0.2)
    raise SystemExit("LibreOffice did not answer")


def shown(cell):
    is_text = cell.Type == TEXT or (cell.Formula.startswith("=") and cell.FormulaResultType2 == 2)
    return cell.String if is_text or cell.getError() else cell.Value


def main():
    orders = json.load(sys.stdin)
    office = desktop(orders["pipe"])
    url = uno.systemPathToFileUrl(orders["file"])
    book = office.loadComponentFromURL(url, "_blank", 0, (named("Hidden", True),))
    for sheet, row, column, value in orders["typed"]:
        cell = book.Sheets.getByName(sheet).getCellByPosition(column, row)
        if isinstance(value, str):
            cell.String = value
        else:
            cell.Value = value
    book.calculateAll()
    told = [shown(book.Sheets.getByName(s).getCellByPosition(c, r)) for s, r, c in orders["told"]]
    target = uno.systemPathToFileUrl(orders["saved"])
    book.storeToURL(target, (named("FilterName", "Calc MS Excel 2007 XML"),))
    book.close(True)
    json.dump(told, sys.stdout)


main()
