"""Small made-up publications as .xlsx bytes, and the real ones, put in through the actions."""

import dataclasses
import io
from datetime import UTC, datetime

import xlsxwriter

from commonweal.core import scope
from commonweal.core.actor import Actor
from commonweal.engine.workbook.reading import read_publication
from commonweal.observations import actions
from commonweal.observations.layouts import layouts
from commonweal.places import actions as places
from commonweal.spreadsheets.reading import read_workbook
from tests.engine.workbook.publications import small_sheets
from tests.shared import shared_data

AT = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
AMAL = Actor(7, "Amal Example")


def xlsx_of(sheets):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2017, 4, 13)})  # the same sheets are the same bytes, whenever
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return content.getvalue()


def small_publication(revised="", change=None):
    """A small publication of February 2017, with a day of revision if given, and with a change to its sheets."""
    sheets = small_sheets()
    for rows in sheets.values():
        rows[2] = ["", "Revised:", revised]
    if change:
        change(sheets)
    return xlsx_of(sheets)


def load_places():
    with scope.within(scope.SYSTEM_SCOPE):
        places.load_reference(by=AMAL, at=AT, report=lambda *_: None)


def take(content, name="Feb_17.xlsx"):
    with scope.within(scope.SYSTEM_SCOPE):
        return actions.import_publication(by=AMAL, at=AT, name=name, content=content)


def take_real(*names):
    for name in names:
        take((shared_data() / "dtoc" / name).read_bytes(), name)


def take_as_facts(content, name="Feb_17.xlsx"):
    """The same publication, shipped without its bytes."""
    facts = actions.facts_of(read_publication(read_workbook(content).workbook, layouts()), name, content, ())
    with scope.within(scope.SYSTEM_SCOPE):
        return actions.import_facts(by=AMAL, at=AT, facts=dataclasses.replace(facts, content=None))
