"""Calendar months and half-open periods of days."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

MONTH_NAMES = tuple(calendar.month_name)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month; ordered; `number` 1 to 12."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 12:
            raise ValueError(f"{self.number} is not a month: 1 to 12")

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.number, 1)

    @property
    def end(self) -> date:
        """The first day after the month (half-open)."""
        return (self + 1).first

    @property
    def days(self) -> int:
        """How many days the month has."""
        return (self.end - self.first).days

    @property
    def financial_year(self) -> int:
        """The year in which the English public financial year (April to March) of this month began."""
        return self.year if self.number >= 4 else self.year - 1

    def __add__(self, months: int) -> Month:
        count = self.year * 12 + self.number - 1 + months
        return Month(count // 12, count % 12 + 1)

    def __sub__(self, other: Month) -> int:
        """Whole months from `other` to this one."""
        return (self.year - other.year) * 12 + self.number - other.number

    def __str__(self) -> str:
        return f"{MONTH_NAMES[self.number]} {self.year}"

    @property
    def iso(self) -> str:
        """`2017-02`, for addresses and files."""
        return f"{self.year:04d}-{self.number:02d}"

    @classmethod
    def of(cls, day: date) -> Month:
        """The month that a day falls in."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read `2017-02`; ValueError otherwise."""
        year, _, number = text.partition("-")
        if not (len(year) == 4 and len(number) == 2 and year.isascii() and (year + number).isdigit()):
            raise ValueError(f"{text!r} is not a month like 2017-02")
        return cls(int(year), int(number))


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from `start` up to, not including, `end`; `end` None means that it goes on."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise ValueError(f"a period must end after it starts: {self.start} to {self.end}")

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: Period) -> bool:
        """Whether any day lies in both."""
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)

    @property
    def last_day(self) -> date | None:
        """The last day inside, for people's eyes; None if it goes on."""
        return None if self.end is None else self.end - timedelta(days=1)


def quarter_of(month: Month) -> Period:
    """The three months from January, April, July or October in which a month lies: a quarter of the financial year."""
    first = Month(month.year, (month.number - 1) // 3 * 3 + 1)
    return Period(first.first, (first + 3).first)


def quarter_name(quarter: Period) -> str:
    """`October to December 2026`."""
    first = Month.of(quarter.start)
    return f"{MONTH_NAMES[first.number]} to {first + 2}"
