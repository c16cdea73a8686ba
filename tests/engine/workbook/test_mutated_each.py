"""A thousand damaged files for each importer of tables: told or read as printed, nothing invented or forgotten."""

import random
from collections import Counter
from functools import cache

import pytest

from commonweal.observations.layouts import layouts
from commonweal.spreadsheets.tables import read_publication_file
from tests.engine.workbook.discharges import read
from tests.engine.workbook.publications import changed
from tests.engine.workbook.small_tables import FILES
from tests.engine.workbook.test_mutated import CHANGES, assert_told, damage_bytes, filled_cells
from tests.engine.workbook.test_mutated_discharges import assert_as_printed

FIGURES = {
    "bcf-planned-spend": 3 * 5 + 2 + 3, "oflog-adult-social-care": 252, "ascof": 80, "discharge-ready-date": 36,
    "discharge-ready-date-councils": 84, "discharge-daily-trust-criteria": 84, "discharge-daily-icb-discharged": 252,
    "discharge-daily-trust-discharged": 252, "discharge-daily-icb-criteria": 84,
    "discharge-acute-series": 28 * 5 + 16 * 5, "discharge-delay-reasons": 126,
    "discharge-community": 1_198, "dtoc-by-trust": 80,
}  # fmt: skip


@cache
def content(layout):
    return FILES[layout][1]()


@cache
def workbook(layout):
    return read_publication_file(content(layout), FILES[layout][0]).workbook


@cache
def whole(layout):
    return read(workbook(layout))


def is_told(found, layout):
    """Whether anything is said that is not said of the whole file."""
    return not set(found.findings) <= set(whole(layout).findings)


def counted(found):
    """What is said of each place in each slot, wherever it stands."""
    return Counter((f.place, f.slot, f.value, f.marker) for f in found.figures)


def test_every_importer_has_its_files():
    """The two that are not here have a thousand of their own in test_mutated and test_mutated_discharges."""
    assert {layout.id for layout in layouts()} == {*FILES, "dtoc", "discharge-acute"}


@pytest.mark.parametrize("layout", FILES)
def test_what_is_whole_is_read_whole(layout):
    found = read(workbook(layout))
    assert (found.layout.id, len(found.figures)) == (layout, FIGURES[layout])
    assert found.can_be_stored
    assert_as_printed(found, workbook(layout))


@pytest.mark.parametrize("layout", FILES)
def test_five_hundred_files_with_damaged_bytes(layout):
    dice = random.Random(layout)
    outcomes = Counter()
    for _ in range(500):
        opened = read_publication_file(damage_bytes(content(layout), dice), FILES[layout][0])
        if opened.workbook is None:
            assert_told(opened.findings)
            outcomes["told"] += 1
            continue
        found = read(opened.workbook)
        assert_as_printed(found, opened.workbook)
        outcomes["told" if opened.findings or is_told(found, layout) else "read"] += 1
    assert outcomes["told"] > 20, outcomes
    print(f"{layout}, damaged bytes: {dict(outcomes)}")  # pytest -s shows it


@pytest.mark.parametrize("layout", FILES)
def test_five_hundred_files_with_damaged_cells(layout):
    dice = random.Random(f"{layout} cells")
    outcomes = Counter()
    for number in range(500):
        change = CHANGES[number % len(CHANGES)]
        sheet = dice.choice(large_sheets(layout))
        damaged = changed(workbook(layout), sheet, lambda rows, change=change: change(rows, dice))
        found = read(damaged)
        assert_as_printed(found, damaged)
        if found.findings:
            assert_told(found.findings)
        outcomes[
            "told" if is_told(found, layout) else "same" if counted(found) == counted(whole(layout)) else "as printed"
        ] += 1
    assert outcomes["told"] > 50, outcomes
    print(f"{layout}, damaged cells: {dict(outcomes)}")


def large_sheets(layout):
    """The names of the sheets with cells enough for every kind of damage."""
    return [grid.name for grid in workbook(layout).sheets if len(filled_cells(grid.rows)) > 20]
