"""A thousand damaged publications: a clear finding each, or a clean read; never a crash, nothing half read or lost.

The seeds are fixed; `make drill` runs ten thousand.
"""

import io
import random
import zipfile
from collections import Counter

import pytest

from commonweal.engine.findings import Severity
from commonweal.engine.workbook.grid import is_filled
from commonweal.spreadsheets.reading import read_workbook
from tests.engine.workbook.publications import changed, paths, read, reading, workbook

pytestmark = pytest.mark.shared_data
NAMES = ["April_11.xls", "Feb_17.xls", "Sep_17.xls", "May_19.xls", "Sept_14.xls"]
ODD_CELLS = [
    "",
    "n/a",
    "#REF!",
    "1,2,3",
    "'; DROP TABLE figures; --",
    "=1+1",
    -1.0,
    0.5,
    1e308,
    True,
    "x" * 30_000,
    "–",
]


@pytest.fixture(params=[1_000, pytest.param(10_000, marks=pytest.mark.drill)])
def count(request):
    """How many damaged publications there are over all tests of this file."""
    return request.param


def assert_told(findings):
    assert findings
    for finding in findings:
        assert finding.code and finding.where and finding.message
        assert finding.severity in Severity


def counted(found):
    """What each sheet says of each place, wherever its columns stand; a marker counts as 0, noise as none."""
    return {(f.sheet, f.place, f.slot): round(f.value or 0, 6) for f in found.figures}


def assert_clean_or_told(found, original):
    """Nothing is lost; and figures that are not those of the publication never come without a finding.

    A place whose name or code reads otherwise on all sheets alike is a place never heard of: read as it is printed,
    with the same figures. Whom it denotes is asked when it is stored.
    """
    for account in found.accounts:
        assert account.is_complete, account
    if found.findings:
        assert_told(found.findings)
    elif counted(found) != counted(original):
        assert set(found.figures.places) != set(original.figures.places)
        assert without_places(found) == without_places(original)


def without_places(found):
    return Counter((sheet, slot, value) for (sheet, _, slot), value in counted(found).items())


def damage_bytes(content, dice):
    """Cut short, overwritten, doubled, or with bytes of another file in the middle."""
    kind = dice.randrange(4)
    if kind == 0:
        return content[: dice.randrange(len(content))]
    if kind == 1:
        damaged = bytearray(content)
        for _ in range(dice.choice([1, 3, 30, 300])):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        return bytes(damaged)
    start = dice.randrange(len(content))
    if kind == 2:
        return content[:start] + content[start - 512 :]
    return content[:start] + dice.randbytes(dice.choice([64, 4096])) + content[start + 64 :]


def test_damaged_bytes(count):
    dice = random.Random(1)
    outcomes = {"told": 0, "read": 0}
    for number in range(count // 4):
        name = NAMES[number % len(NAMES)]
        path = next(path for path in paths() if path.name == name)
        opened = read_workbook(damage_bytes(path.read_bytes(), dice), name)
        if opened.workbook is None:
            assert_told(opened.findings)
            outcomes["told"] += 1
        else:
            assert_clean_or_told(read(opened.workbook), reading(name))
            outcomes["read"] += 1
    assert min(outcomes.values()) > count // 50, outcomes


def swap_cells(rows, dice):
    (a, b), (c, d) = dice.sample(filled_cells(rows), 2)
    rows[a][b], rows[c][d] = rows[c][d], rows[a][b]


def odd_cells(rows, dice):
    for row, column in dice.sample(filled_cells(rows), dice.choice([1, 5, 20])):
        rows[row][column] = dice.choice(ODD_CELLS)


def drop_row(rows, dice):
    del rows[dice.randrange(len(rows))]


def repeat_row(rows, dice):
    at = dice.randrange(len(rows))
    rows.insert(dice.randrange(len(rows)), list(rows[at]))


def drop_column(rows, dice):
    at = dice.randrange(len(rows[0]))
    for row in rows:
        del row[at]


def swap_columns(rows, dice):
    a, b = dice.sample(range(len(rows[0])), 2)
    for row in rows:
        row[a], row[b] = row[b], row[a]


def swap_part_of_columns(rows, dice):
    a, b = dice.sample(range(len(rows[0])), 2)
    for row in rows[dice.randrange(len(rows)) :]:
        row[a], row[b] = row[b], row[a]


def shuffle_rows(rows, dice):
    dice.shuffle(rows)


def cut(rows, dice):
    del rows[dice.randrange(len(rows)) :]


def slide_column(rows, dice):
    at = dice.randrange(len(rows[0]))
    column = [row[at] for row in rows]
    for row, cell in zip(rows, column[1:] + column[:1], strict=True):
        row[at] = cell


CHANGES = [
    swap_cells, odd_cells, drop_row, repeat_row, drop_column, swap_columns, swap_part_of_columns, shuffle_rows, cut,
    slide_column,
]  # fmt: skip


def filled_cells(rows):
    return [(a, b) for a, row in enumerate(rows) for b, cell in enumerate(row) if is_filled(cell)]


@pytest.mark.parametrize("change", CHANGES)
def test_damaged_cells(change, count):
    dice = random.Random(change.__name__)
    told = 0
    for number in range(count * 6 // 100):
        name = NAMES[number % len(NAMES)]
        sheet = dice.choice(workbook(name).sheets).name
        damaged = changed(workbook(name), sheet, lambda rows: change(rows, dice))
        found = read(damaged)
        assert_clean_or_told(found, reading(name))
        told += bool(found.findings)
    assert told or change in (swap_columns, shuffle_rows)


def everything_said(found):
    parts = [*(f"{f.where} {f.message}" for f in found.findings), *(note.text for note in found.notes)]
    parts += [item.text for item in found.metadata]
    parts += [" ".join(map(str, place)) for place in found.figures.places]
    return " ".join(parts)


def test_a_word_put_into_any_filled_cell_is_never_lost(count):
    """Whatever cell it stands in, the reading shows it again: in a finding, a note, metadata or a place's key."""
    dice = random.Random(3)
    for number in range(count // 10):
        name = NAMES[number % len(NAMES)]
        sheet = dice.choice(workbook(name).sheets)
        row, column = dice.choice(filled_cells(sheet.rows))
        if dice.random() < 0.3:
            row, column = dice.choice([cell for cell in filled_cells(sheet.rows) if cell[0] < 15])

        def put(rows, row=row, column=column):
            rows[row][column] = "quincunx"

        found = read(changed(workbook(name), sheet.name, put))
        assert "quincunx" in everything_said(found), (name, sheet.address(row, column))
        for account in found.accounts:
            assert account.is_complete, account


def test_a_word_put_into_any_empty_cell_is_never_lost(count):
    dice = random.Random(4)
    for number in range(count // 20):
        name = NAMES[number % len(NAMES)]
        sheet = dice.choice(workbook(name).sheets)
        empty = [(a, b) for a, row in enumerate(sheet.rows) for b, cell in enumerate(row) if not is_filled(cell)]
        if not empty:
            continue
        row, column = dice.choice(empty)

        def put(rows, row=row, column=column):
            rows[row][column] = "quincunx"

        found = read(changed(workbook(name), sheet.name, put))
        changes = found.findings or "quincunx" in everything_said(found)
        assert changes, (name, sheet.address(row, column))


def package(**members):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name, body in members.items():
            new.writestr(name.replace("__", "/"), body)
    return made.getvalue()


def test_files_of_the_wrong_kind(count):
    dice = random.Random(5)
    for number in range(count // 20):
        content = [
            lambda: package(**{"xl__workbook.xml": dice.randbytes(dice.randrange(3000))}),
            lambda: package(**{"xl__workbook.xml": "<workbook/>", "xl__vbaProject.bin": "x"}),
            lambda: package(**{"xl__workbook.xml": "<workbook/>", "xl__worksheets__sheet1.xml": "0" * 50_000_000}),
            lambda: package(**{"word__document.xml": "<document/>"}),
            lambda: dice.randbytes(dice.randrange(5000)),
            lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + dice.randbytes(dice.randrange(20_000)),
            lambda: b"Region,Code,Name\n" * dice.randrange(1, 500),
        ][number % 7]()
        opened = read_workbook(content, "file")
        assert opened.workbook is None
        assert_told(opened.findings)
