"""An observed series from a CSV file with the columns day, ready and delayed; what is wrong with it as findings.

day is written 2024-12-01; ready is people who became ready to leave hospital on that day, delayed is people who were
ready and still there at its end. An empty cell, or -, is a number that was not reported. Other columns are ignored.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from commonweal.engine.findings import Finding, Severity, error, warning
from commonweal.engine.flow.calibration.series import Series

COLUMNS = ("day", "ready", "delayed")
NOT_REPORTED = ("", "-")
MOST_BYTES = 5_000_000
MOST_DAYS = 7_320
FIRST_YEAR, LAST_YEAR = 1948, 2200
MOST_SAID = 10
EXAMPLE = "A file begins like this: day,ready,delayed / 2024-12-01,41,152 / 2024-12-02,57,160"

Counts = tuple[float | None, float | None]


@dataclass
class _Reading:
    """What has been read so far."""

    where: str
    days: dict[date, Counts] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def wrong(self, code: str, line: int, message: str, what_to_do: str) -> None:
        self.findings.append(error(code, f"{self.where}, line {line}", message, what_to_do))


def read_series(path: Path) -> tuple[Series | None, tuple[Finding, ...]]:
    """The series of a file; None with errors when it cannot be used as it stands."""
    text, findings = _text(path)
    if text is None:
        return None, findings
    lines = csv.reader(text.splitlines())
    headings = [heading.strip().casefold() for heading in next(lines, [])]
    if absent := [name for name in COLUMNS if name not in headings]:
        found = ", ".join(headings)[:100] or "nothing"
        message = f"There is no column {' and no column '.join(absent)}; its first line has: {found}."
        return None, (error("missing-column", f"{path.name}, line 1", message, EXAMPLE),)
    reading = _Reading(path.name)
    for line in lines:
        if any(cell.strip() for cell in line):
            _read_line(reading, lines.line_num, dict(zip(headings, line, strict=False)))
    return _series(reading, path.stem)


def _text(path: Path) -> tuple[str | None, tuple[Finding, ...]]:
    try:
        if path.stat().st_size > MOST_BYTES:
            message = f"It is over {MOST_BYTES:,} bytes; a series has one line a day."
            return None, (error("too-large", path.name, message, "Give the file of one area."),)
        return path.read_text(encoding="utf-8-sig"), ()
    except OSError as fault:
        message = f"It cannot be read: {fault.strerror}."
        return None, (
            error("no-file", path.name, message, "Give a CSV file, or name an area that ships, like Dorset."),
        )
    except UnicodeDecodeError:
        return None, (error("not-text", path.name, "It is no text file.", "Save it as CSV in UTF-8."),)


def _read_line(reading: _Reading, number: int, cells: dict[str, str]) -> None:
    written = cells.get("day", "").strip()
    try:
        day = date.fromisoformat(written)
    except ValueError:
        reading.wrong("not-a-date", number, f"{written[:40]!r} is no day.", "Write it like 2024-12-01.")
        return
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        reading.wrong("impossible-day", number, f"{day} is no day of a report.", "Look for a day with a wrong year.")
        return
    if day in reading.days:
        reading.wrong("repeated-day", number, f"{day} stands there twice.", "Keep the line that is right.")
        return
    reading.days[day] = (_count(reading, number, cells, "ready"), _count(reading, number, cells, "delayed"))


def _count(reading: _Reading, number: int, cells: dict[str, str], name: str) -> float | None:
    written = cells.get(name, "").strip()
    if written in NOT_REPORTED:
        return None
    try:
        count = float(written.replace(",", ""))
    except ValueError:
        reading.wrong("not-a-number", number, f"{name} is {written[:40]!r}.", "Give a number, or leave it empty.")
        return None
    if not 0 <= count < 1e6:
        reading.wrong("impossible-count", number, f"{name} is {written[:40]}.", "Give a number of people, 0 or more.")
        return None
    return count


def _series(reading: _Reading, name: str) -> tuple[Series | None, tuple[Finding, ...]]:
    if any(finding.severity is Severity.ERROR for finding in reading.findings):
        return None, _first(reading.findings)
    if not reading.days:
        return None, (error("no-days", reading.where, "There is no day in it.", EXAMPLE),)
    first, last = min(reading.days), max(reading.days)
    days = (last - first).days + 1
    if days > MOST_DAYS:
        message = f"It goes from {first} to {last}."
        return None, (error("too-long", reading.where, message, "Look for a day with a wrong year."),)
    calendar = [first + timedelta(days=number) for number in range(days)]
    counts = [reading.days.get(day, (None, None)) for day in calendar]
    made = Series(name, first, tuple(pair[0] for pair in counts), tuple(pair[1] for pair in counts))
    return made, tuple(_gaps(reading, calendar))


def _gaps(reading: _Reading, calendar: list[date]) -> Iterable[Finding]:
    absent = [day for day in calendar if day not in reading.days]
    if absent:
        yield warning(
            "days-without-a-line",
            reading.where,
            f"{len(absent)} days between its first and last have no line, the first of them {absent[0]}.",
            "They are taken as not reported, never as 0.",
        )


def _first(findings: list[Finding]) -> tuple[Finding, ...]:
    """The first findings, and how many more there are."""
    if len(findings) <= MOST_SAID:
        return tuple(findings)
    message = f"There are {len(findings) - MOST_SAID:,} more lines like these."
    return (*findings[:MOST_SAID], error("more", findings[0].where.split(",")[0], message, "Mend these first."))
