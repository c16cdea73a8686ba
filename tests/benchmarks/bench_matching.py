"""Two partners' books matched, at three sizes, beside a pandas merge on exact keys; and a payment file read.

The books are the generator's: three lines of ten the commissioner's, the rest the council's. The merge does a small
part of the work: equal payee in capitals, equal sum, equal day.
"""

from __future__ import annotations

import csv
import io
import time

import pandas as pd

from commonweal.engine.matching.books import Book
from commonweal.engine.matching.double_counting import Matching, match_books
from commonweal.engine.matching.payments import read_payments
from commonweal.spreadsheets.payments import column_maps, matching_rules
from tests.benchmarks.harness import Result, Timing, exponent, measure, peak_memory_mib
from tests.factories.two_books import OWNERS, two_books

GOAL_LINES = 497_000  # 147,000 of the commissioner, 350,000 of the council, as nearly as three in ten comes
SIZES = (GOAL_LINES, 2_000_000, 10_000_000)
FILE_LINES = 147_000


def run() -> list[Result]:
    results, processor_seconds = [], []
    for size in SIZES:
        books = _books(size)
        runs, warm = (3, 1) if size == GOAL_LINES else (1, 0)
        begun = time.process_time()
        ours = measure(lambda books=books: _matched(books), runs=runs, warm=warm)
        processor_seconds.append((time.process_time() - begun) / (runs + warm))
        frames = [_in_pandas(book) for book in books]
        merge = measure(lambda frames=frames: _merged(*frames), runs=1, warm=0)
        results.append(_row(size, ours, merge, processor_seconds))
    return [*results, _reading()]


def _books(size: int) -> tuple[Book, Book]:
    made = two_books(size, seed=1)
    return Book((OWNERS[0],), made.books[0]), Book((OWNERS[1],), made.books[1])


def _matched(books: tuple[Book, Book]) -> Matching:
    matching = match_books(*books, matching_rules())
    if not matching.conserves(books):
        raise RuntimeError("the classes do not add up to the control totals")
    return matching


def _in_pandas(book: Book) -> pd.DataFrame:
    return pd.DataFrame({name: book.lines[name].to_numpy() for name in ("payee", "amount_pence", "paid_on")})


def _merged(first: pd.DataFrame, second: pd.DataFrame) -> int:
    keys = ["payee", "amount_pence", "paid_on"]
    first, second = (frame.assign(payee=frame["payee"].str.upper()) for frame in (first, second))
    return len(first.merge(second, on=keys))


def _row(size: int, ours: Timing, merge: Timing, processor_seconds: list[float]) -> Result:
    growth = exponent(SIZES[: len(processor_seconds)], processor_seconds) if len(processor_seconds) > 1 else None
    if size == GOAL_LINES:
        goal, met = "under 10 s", ours.median < 10
    else:
        goal, met = "linear growth: exponent below 1.15", growth is not None and growth < 1.15
    notes: dict[str, float | str] = {"peak MiB": peak_memory_mib(), "processor s": processor_seconds[-1]}
    beside = {"pandas merge, exact keys only": merge.median}
    notes |= {"exponent": growth} if growth else {}
    return Result("two partners' books matched", f"{size:,} lines", ours.median, "s", goal, met, beside, notes)


def _reading() -> Result:
    """A payment file of the commissioner's shape, bytes to checked lines and control total, beside pandas' cells."""
    lines = _books(FILE_LINES * 10 // 3)[0].lines
    text = io.StringIO()
    rows = (
        (OWNERS[0], day, payee, f"{pence / 100:.2f}")
        for day, payee, pence in lines.select("paid_on", "payee", "amount_pence").rows()
    )
    csv.writer(text).writerows([("ICB", "Payment Date", "Supplier", "Amount"), *rows])
    content = text.getvalue().encode()
    ours = measure(lambda: read_payments(content, column_maps()[0]))
    bare = measure(lambda: pd.read_csv(io.BytesIO(content), dtype=str))
    control = read_payments(content, column_maps()[0]).control
    if control is None or control.accepted.pence != lines["amount_pence"].sum():
        raise RuntimeError("the control total is not the sum of the lines that were written")
    work, size, beside = (
        "payment file read to a control total",
        f"{lines.height:,} lines",
        {"pandas, cells alone": bare.median},
    )
    return Result(work, size, ours.median, "s", "under 5 s", ours.median < 5, beside, {"peak MiB": peak_memory_mib()})
