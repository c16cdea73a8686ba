"""Filled planning workbooks read, checked and consolidated, beside openpyxl reading their cells alone.

The workbooks are filled in by a script of its own through openpyxl, from books that it keeps in integers; what comes
out is compared with those books to the penny.
"""

from __future__ import annotations

import io
import os
import random
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from importlib.metadata import version
from pathlib import Path

import openpyxl
import python_calamine

from commonweal.engine.rulebook.allocations import Allocations
from commonweal.engine.rulebook.checking import check
from commonweal.engine.rulebook.consolidating import consolidate
from commonweal.engine.rulebook.plan import Plan
from commonweal.engine.rulebook.workbook_in import at_cells, read_plan
from commonweal.engine.rulebook.workbook_out import workbook_of
from commonweal.spreadsheets.plans import planning_workbook_bytes, read_planning_workbook
from tests.benchmarks.harness import Result, exponent, measure, peak_memory_mib
from tests.factories.rounds import rounds, sound

ROUND = rounds()["2019-20"]
SIZES = (15, 50, 150)
LINES = 120
CORES = 2
Books = tuple[Counter, Counter]  # pence by source, pence by type


def run() -> list[Result]:
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(CORES) as workers:
        files = [Path(folder) / f"area-{number}.xlsx" for number in range(SIZES[-1])]
        books = list(workers.map(fill, files, range(SIZES[-1])))
        assert_same_pence(files, books, workers)
        seconds = [measure(lambda size=size: ours(files[:size], workers), runs=3).median for size in SIZES]
        peers = {
            f"openpyxl {openpyxl.__version__}, cells alone, on the same cores": with_openpyxl,
            "openpyxl, read-only mode": with_openpyxl_read_only,
            f"calamine {version('python-calamine')}, cells alone": with_calamine,
        }
        beside = {
            name: measure(lambda peer=peer: list(workers.map(peer, files, chunksize=5)), runs=1, warm=0).median
            for name, peer in peers.items()
        }
    quickest = min(value for name, value in beside.items() if "openpyxl" in name)
    return [
        Result(
            "planning workbooks: read, checked, consolidated",
            f"{SIZES[-1]} workbooks of {LINES} lines",
            seconds[-1],
            "s",
            f"faster on {CORES} cores than openpyxl reads their cells alone",
            seconds[-1] < quickest,
            beside=beside,
            notes={
                "openpyxl at its quickest / ours, in this run": quickest / seconds[-1],
                "exponent": exponent(SIZES, seconds),
                **{f"{size} workbooks s": value for size, value in zip(SIZES, seconds, strict=True)},
                "cores": str(os.cpu_count()),
                "peak MiB": peak_memory_mib(),
            },
        )
    ]


@cache
def opened() -> openpyxl.Workbook:
    """A workbook of the round in openpyxl's hands, once for each worker."""
    plan, published = sound(ROUND, LINES)
    return openpyxl.load_workbook(io.BytesIO(planning_workbook_bytes(workbook_of(ROUND, plan, published))))


def fill(file: Path, number: int) -> Books:
    """An area's workbook, its lines typed over by openpyxl with amounts of chance; the pence as they were typed."""
    chance, book = random.Random(number), opened()
    next(row for row in book["Commonweal"].iter_rows() if row[0].value == "area")[1].value = f"area {number}"
    sheet = book["5b. Expenditure"]
    rows = sheet.iter_rows()
    heads = next(row for row in rows if "Expenditure 2019-20" in [cell.value for cell in row])
    column = {cell.value: cell.column for cell in heads}
    by_source, by_type = Counter(), Counter()
    types = {scheme.id: scheme.type for scheme in sound(ROUND, LINES)[0].schemes}
    for down in range(1, LINES + 1):
        pence = chance.randrange(1, 10**9)
        cells = {name: sheet.cell(heads[0].row + down, place) for name, place in column.items() if name}
        cells["Expenditure 2019-20"].value = pence / 100
        by_source[cells["Source of funding"].value] += pence
        by_type[types[cells["Scheme ID"].value]] += pence
    book.save(file)
    return by_source, by_type


def one(file: Path) -> tuple[Plan, int]:
    """A workbook's plan, and how many things are wrong with it."""
    opened = read_planning_workbook(file.read_bytes(), file.name)
    assert opened.workbook is not None
    read = read_plan(opened.workbook.sheets, ROUND)
    assert read.plan is not None
    assert read.findings == ()
    return read.plan, len(at_cells(check(read.plan, ROUND, Allocations(read.plan.area)), read))


def ours(files: list[Path], workers: ProcessPoolExecutor):
    read = list(workers.map(one, files, chunksize=5))
    return consolidate([plan for plan, _ in read], ROUND)


def assert_same_pence(files: list[Path], books: list[Books], workers: ProcessPoolExecutor) -> None:
    """Every table to the penny as the script's own books have it."""
    found = ours(files, workers)
    by_source, by_type = sum((one for one, _ in books), Counter()), sum((one for _, one in books), Counter())
    assert {total.name: total.whole_pence for total in found.spending["source"]} == dict(by_source)
    assert {total.key: total.whole_pence for total in found.spending["type"]} == dict(by_type)
    assert found.spending_pence == (sum(by_source.values()),)


def with_openpyxl(file: Path) -> int:
    book = openpyxl.load_workbook(file, data_only=True)
    return sum(1 for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)


def with_openpyxl_read_only(file: Path) -> int:
    book = openpyxl.load_workbook(file, data_only=True, read_only=True)
    return sum(1 for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)


def with_calamine(file: Path) -> int:
    book = python_calamine.CalamineWorkbook.from_path(str(file))
    return sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)
