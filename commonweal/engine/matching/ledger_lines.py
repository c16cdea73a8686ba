"""The lines of a general ledger's extract: periods to months, debits and credits to one signed amount.

A line is dated by its day where that lies in its period, otherwise by the period's last day: the books follow the
period. Period 1 is April; a thirteenth and later ones, in which a year is closed, are its March.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import polars as pl

from commonweal.engine.matching.amounts import pence
from commonweal.engine.matching.column_map import BOTH_SIDES, ColumnMap
from commonweal.engine.periods import Month

YEARS = range(1990, 2100)
LAST_PERIOD = 16
_PARTS = {"%Y": r"(?P<year>\d{4})", "%y": r"(?P<short>\d{2})", "%N": r"(?P<number>\d{1,2})"}


def typed_ledger(cells: pl.DataFrame, column_map: ColumnMap, days: Mapping[str, date | None]) -> pl.DataFrame:
    """Cells with `paid_on`, `period` (2017-04, empty where it cannot be read) and `amount_pence` (debit positive)."""
    printed = cells.select("paid_on_text", "period_text").unique()
    dated = {(day, period): _dated(day, period, column_map, days) for day, period in printed.iter_rows()}
    pairs = list(zip(cells["paid_on_text"], cells["period_text"], strict=True))
    found = [dated[pair] for pair in pairs]
    return cells.with_columns(
        pl.Series("paid_on", [day for day, _ in found], dtype=pl.Date),
        pl.Series("period", [month.iso if month else "" for _, month in found], dtype=pl.String),
        pl.Series("dated_text", [f"{day} {period}".strip() for day, period in pairs], dtype=pl.String),
        _amount(column_map).alias("amount_pence"),
        _counted(column_map).alias("counted_text"),
    )


def month_of(text: str, patterns: Sequence[str]) -> Month | None:
    """A printed period as the calendar month that it is, by the first pattern that fits; None if none does."""
    for pattern in patterns:
        month = _numbered(text, pattern) if "%N" in pattern else _named(text, pattern)
        if month is not None and month.year in YEARS:
            return month
    return None


def _dated(
    day_text: str, period_text: str, column_map: ColumnMap, days: Mapping[str, date | None]
) -> tuple[date | None, Month | None]:
    day = days[day_text]
    if "period" not in column_map.columns or (not period_text and day is not None):
        return day, Month.of(day) if day else None
    month = month_of(period_text, column_map.periods)
    if month is None or (day is None and day_text):
        return None, None
    return (day if day is not None and Month.of(day) == month else month.end - timedelta(days=1)), month


def _numbered(text: str, pattern: str) -> Month | None:
    """A period of a financial year by its number."""
    parts = re.split("(%[YyN])", pattern)
    found = re.fullmatch("".join(_PARTS.get(part, re.escape(part)) for part in parts), text)
    if found is None:
        return None
    named = found.groupdict()
    printed_year, number = named.get("year") or f"20{named.get('short') or ''}", int(named["number"])
    year = int(printed_year) if len(printed_year) == 4 else 0
    return Month(year, 4) + (min(number, 12) - 1) if year in YEARS and 1 <= number <= LAST_PERIOD else None


def _named(text: str, pattern: str) -> Month | None:
    try:
        return Month.of(datetime.strptime(text, pattern).date())
    except ValueError:
        return None


def _amount(column_map: ColumnMap) -> pl.Expr:
    """Pence, debit positive; null where a cell cannot be read, or where both sides are blank."""
    whole = pl.col("shape") == ""
    out = 1 if column_map.sign == "plus" else -1
    if column_map.counts != BOTH_SIDES:
        return pl.when(whole).then(pence(pl.col("amount_text"))) * out
    sides = [(pl.col(f"{side}_text"), pence(pl.col(f"{side}_text"))) for side in ("debit", "credit")]
    readable = pl.all_horizontal((text == "") | read.is_not_null() for text, read in sides)
    printed = pl.any_horizontal(text != "" for text, _ in sides)
    debit, credit = (read.fill_null(0) for _, read in sides)
    return pl.when(whole & readable & printed).then(debit - credit) * out


def _counted(column_map: ColumnMap) -> pl.Expr:
    if column_map.counts != BOTH_SIDES:
        return pl.col("amount_text")
    return pl.concat_str("debit_text", "credit_text", separator=" / ")
