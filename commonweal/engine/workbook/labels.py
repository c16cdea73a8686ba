"""Labels as people write them, brought to one form; months and days as publications print them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache

from commonweal.engine.periods import MONTH_NAMES, Month
from commonweal.engine.workbook.grid import Cell

DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
BLANKS = re.compile(r"\s+")
MONTH_NUMBERS = {
    form: number for number, name in enumerate(MONTH_NAMES) if name for form in (name.lower(), name[:3].lower())
} | {"sept": 9}
MONTH_TEXT = re.compile(r"([a-z]+)[ .,-]+(\d{4}|\d{2})")
NUMBERED_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
LEADING_MONTH = re.compile(r"[a-z]+ \d{4}\b")
YEAR_TEXT = re.compile(r"(\d{4})(?:-| to )(\d{4}|\d{2})")
NO_WORD = re.compile(r"[^0-9a-z]+")
DAY_TEXT = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? (?:of )?([a-z]+),? (\d{4})")


@lru_cache(maxsize=4096)  # the same few labels stand in every sheet
def normal(text: str) -> str:
    """A label without what printers change: case, width and kind of letters and dashes, blanks, a colon at the end."""
    plain = unicodedata.normalize("NFKC", text).translate(DASHES)
    return BLANKS.sub(" ", plain).strip().rstrip(":").rstrip().casefold()


@lru_cache(maxsize=4096)
def slug(text: str) -> str:
    """The letters and digits of a label, parted by hyphens: blanks, kinds of dashes and stray signs do not matter."""
    return NO_WORD.sub("-", normal(text)).strip("-")


def code_before_bracket(text: str) -> str:
    """The code of `Dii) Awaiting nursing home placement`: `dii`; without a bracket, the whole label."""
    before, bracket, _ = text.partition(")")
    return normal(before).replace(" ", "").lstrip("(") if bracket else normal(text)


@lru_cache(maxsize=4096, typed=True)  # typed: True, 1 and 1.0 are one key otherwise
def key_text(cell: Cell) -> str:
    """A name or code as text: a code that was stored as the number 716.0 is `716`."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return BLANKS.sub(" ", str(cell)).strip()


def parse_day(text: str) -> date | None:
    """A day printed as `27th May 2011`, `27/05/2011` or `2011-05-27`; None if it is none of them."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        plain = normal(text)
    found = DAY_TEXT.fullmatch(plain) or NUMBERED_DAY.fullmatch(plain)
    if not found:
        return None
    number = int(found[2]) if found[2].isdigit() else MONTH_NUMBERS.get(found[2], 0)
    try:
        return date(int(found[3]), number, int(found[1]))
    except ValueError:
        return None


def parse_month(text: str) -> Month | None:
    """A month printed as `February 2017`, `Feb-17` or any of its days; None if it is none of them."""
    if day := parse_day(text):
        return Month.of(day)
    found = MONTH_TEXT.fullmatch(normal(text))
    number = MONTH_NUMBERS.get(found[1]) if found else None
    if not found or number is None:
        return None
    year = int(found[2])
    return Month(year if year > 99 else 2000 + year, number)


def parse_year(text: str) -> str | None:
    """A financial year printed as `2023-24` or `2023 to 2024`, as `2023-24`; None if it is none."""
    found = YEAR_TEXT.fullmatch(normal(text))
    if not found or (int(found[1]) + 1 - int(found[2])) % 100:
        return None
    return f"{found[1]}-{int(found[2]) % 100:02d}"


def last_month(text: str) -> Month | None:
    """The month of `February 2017`, or the last one of `2024-01-01 - 2024-01-31`."""
    return parse_month(text.rpartition(" - ")[2]) or parse_month(text)


def without_month(text: str) -> tuple[str, str]:
    """A normal label in which a month at its beginning reads `{month}`, and the month as printed."""
    plain = normal(text)
    found = LEADING_MONTH.match(plain)
    if found and parse_month(found[0]):
        return "{month}" + plain[found.end() :], found[0]
    return plain, ""
