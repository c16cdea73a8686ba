"""Publications: the list, one file's reading, one figure in its sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from commonweal.core.templating import day, moment
from commonweal.engine.findings import Finding, Severity, count_by_severity
from commonweal.observations.definitions import BY_CARE, BY_REASON, BY_SIDE, parts
from commonweal.observations.presenters.words import Linked, address, whole
from commonweal.observations.queries import Compared, Difference, FigureDetail, FileListed, FileReading

MEASURES = {"delayed-days": "delayed days", "people-per-day": "people delayed per day"}
MARKERS = {
    "none-reported": "“-”: nothing was reported",
    "barred": "“NA”: the rules did not allow this reason to this side",
    "not-submitted": "“-”: the organisation sent nothing",
    "not-shown": "“-”: not sent, or not shown so that nobody can be known by it",
    "not-available": "“NA”: not available",
    "not-known": "“-”: not known",
    "no-data": "“[x]”: no data",
    "confidential": "“[c]”: too few people to be shown",
    "not-applicable": "“[z]”: not applicable",
}


@dataclass(frozen=True, slots=True)
class PublicationRow:
    """A publication's line in the list."""

    title: str
    period: str
    link: str
    published: str
    revised: str
    figures: str
    identities: str
    findings: str


@dataclass(frozen=True, slots=True)
class PublicationsPage:
    """Every publication that was read."""

    heading: str
    lead: str
    may_import: bool
    rows: tuple[PublicationRow, ...]


def present_all(listed: Sequence[FileListed], *, may_import: bool) -> PublicationsPage:
    """The list."""
    held, sums = sum(one.sums_that_hold for one in listed), sum(one.sums for one in listed)
    figures = sum(one.figures for one in listed)
    return PublicationsPage(
        heading=f"{len(listed)} publications, {figures:,} figures",
        lead=(
            f"Each figure on these pages was read from a cell of one of them. "
            f"{held:,} of {sums:,} sums that must agree within a publication do."
            if listed
            else "None has been read yet."
        ),
        may_import=may_import,
        rows=tuple(
            PublicationRow(
                one.title,
                str(one.month),
                address("publication", one.file_id),
                day(one.published),
                day(one.revised),
                f"{one.figures:,}",
                f"{one.sums_that_hold} of {one.sums}",
                str(one.findings),
            )
            for one in listed
        ),
    )


@dataclass(frozen=True, slots=True)
class SheetOnPage:
    """A sheet, what was read of it."""

    name: str
    figures: int
    areas: int


@dataclass(frozen=True, slots=True)
class SumOnPage:
    """A sum that must agree."""

    name: str
    checked: int
    agreeing: int
    explained: int
    gaps: tuple[str, ...]
    holds: bool


@dataclass(frozen=True, slots=True)
class DifferenceOnPage:
    """Two figures that differ, each with the way to its cell."""

    place: str
    day: str
    ours: Linked
    theirs: Linked
    file: Linked
    cause: str


@dataclass(frozen=True, slots=True)
class ComparedOnPage:
    """How another publication's figures stand to these."""

    title: str
    lead: str
    rows: tuple[tuple[str, str], ...]
    causes: tuple[tuple[str, str], ...]
    because: str
    listed: tuple[DifferenceOnPage, ...]


@dataclass(frozen=True, slots=True)
class FileOnPage:
    """A file of the publication."""

    name: str
    link: str
    read: str
    state: str
    digest: str


@dataclass(frozen=True, slots=True)
class PublicationPage:
    """What was read of a file."""

    caption: str
    heading: str
    lead: str
    facts: list[dict[str, Any]]
    sheets: tuple[SheetOnPage, ...]
    identities: tuple[SumOnPage, ...]
    compared: tuple[ComparedOnPage, ...]
    findings: tuple[Finding, ...]
    files: tuple[FileOnPage, ...]


def present_file(reading: FileReading) -> PublicationPage:
    """One file's page."""
    listed = reading.listed
    counts = count_by_severity(reading.findings)
    holding = sum(one.holds for one in reading.sums)
    agree = f"{holding} of {len(reading.sums)} sums that must agree do" if reading.sums else "it has no sums to check"
    return PublicationPage(
        caption=listed.title,
        heading=str(listed.month),
        lead=(
            f"{listed.figures:,} figures were read; {agree}. "
            f"Errors: {counts[Severity.ERROR]}; to check: {counts[Severity.WARNING]}; notes: {counts[Severity.NOTE]}."
        ),
        facts=_facts(reading),
        sheets=tuple(SheetOnPage(s.account.sheet, s.account.figures, s.places) for s in reading.sheets),
        identities=tuple(
            SumOnPage(s.title, s.checked, s.agreeing, s.explained, tuple(s.gaps), s.holds) for s in reading.sums
        ),
        compared=tuple(map(_compared, reading.compared)),
        findings=reading.findings,
        files=tuple(_file(one, is_this=one is listed) for one in (listed, *reading.others)),
    )


def _compared(one: Compared) -> ComparedOnPage:
    both = one.equal + one.differing
    rows = [
        ("Both print the same number", one.equal),
        ("Both print a number, but not the same", one.differing),
        ("This one prints 0 where the other says that nothing is known", one.zeros),
        ("This one prints a number where the other says that nothing is known", one.numbers),
        ("Only the other one has it", one.absent),
        ("Only this one has it, on days that both cover", one.alone),
        ("Neither has a number: the other says that nothing is known, this one is empty", one.silent),
    ]
    return ComparedOnPage(
        title=f"Beside: {one.title}",
        lead=(
            f"Of {both:,} numbers that both print of the same organisation and day, {one.equal:,} are the same and "
            f"{one.differing:,} are not"
            f"{f'; where they differ, this one says {one.excess:+,.0f} in all' if one.differing else ''}."
        ),
        rows=tuple((what, f"{count:,}") for what, count in rows),
        causes=tuple((what, f"{count:,}") for what, count in one.causes) if one.differing else (),
        because=one.because,
        listed=tuple(_difference(found, one) for found in one.listed),
    )


def _difference(found: Difference, one: Compared) -> DifferenceOnPage:
    """A difference with why in short: what stands before the first point, colon or semicolon of the cause's words."""
    return DifferenceOnPage(
        place=found.place,
        day=day(found.day),
        ours=Linked(_value(found.ours), address("figure", found.ours_id)),
        theirs=Linked(_value(found.theirs), address("figure", found.theirs_id)),
        file=Linked(one.files.get(found.file_id, ""), address("publication", found.file_id)),
        cause=re.split(r"[.;:]", one.words.get(found.cause, ""))[0],
    )


def _facts(reading: FileReading) -> list[dict[str, Any]]:
    listed = reading.listed
    kept = (
        "Whole, with its digest"
        if reading.has_content
        else (
            "Not the file itself: the demonstration ships its figures as a table of facts, each with its cell. "
            "Read the publisher's file to keep it as well; its digest must be the one below."
        )
    )
    rows = [
        ("Publisher", reading.publisher),
        ("Licence", reading.licence),
        ("Published", day(listed.published) or "Not said"),
        ("Revised", day(listed.revised) or "Not said"),
        ("Status", reading.status or "Not said"),
        ("Layout", f"layouts/{reading.layout}.toml"),
        ("Kept", kept),
        *(("Known of it", note.text) for note in reading.known),
    ]
    facts: list[dict[str, Any]] = [{"key": {"text": key}, "value": {"text": value}} for key, value in rows]
    facts.append(
        {
            "key": {"text": "Where it was published"},
            "value": {"text": reading.source},
            "actions": {
                "items": [{"href": reading.source, "text": "Open", "visuallyHiddenText": "the publisher's page"}]
            },
        }
    )
    return facts


def _file(one: FileListed, *, is_this: bool) -> FileOnPage:
    link = "" if is_this else address("publication", one.file_id)
    state = "Current" if one.is_current else "Superseded by a later one"
    return FileOnPage(one.name, link, f"{moment(one.read_at)}, by {one.read_by}", state, one.sha256)


@dataclass(frozen=True, slots=True)
class CellOnPage:
    """A cell near the figure."""

    text: str
    found: bool


@dataclass(frozen=True, slots=True)
class SheetRowOnPage:
    """A row near the figure."""

    number: int
    cells: tuple[CellOnPage, ...]


@dataclass(frozen=True, slots=True)
class FigurePage:
    """One figure in its sheet."""

    caption: str
    heading: str
    crumbs: list[dict[str, str]]
    facts: list[dict[str, Any]]
    around: str
    letters: tuple[str, ...]
    rows: tuple[SheetRowOnPage, ...]


def present_figure(figure: FigureDetail, area_link: str) -> FigurePage:
    """A figure's page."""
    value = MARKERS.get(figure.marker, figure.marker) if figure.value is None else _value(figure.value)
    rows = [
        ("Place as printed", figure.place),
        ("Month", str(figure.month)),
        (
            "Counts",
            ", ".join(filter(None, [MEASURES.get(figure.measure, figure.measure.replace("-", " ")), *_terms(figure)])),
        ),
        ("Printed", value),
        ("File", figure.file_name),
        ("Sheet and cell", f"{figure.sheet}!{figure.address}"),
        ("Digest of the file (SHA-256)", figure.sha256),
        ("Publisher and licence", f"{figure.publisher}, {figure.licence}"),
    ]
    if not figure.is_current:
        rows.append(("Note", "A later revision of this publication has superseded this file."))
    crumbs = [
        {"href": address("publications"), "text": "Publications"},
        {"href": address("publication", figure.file_id), "text": str(figure.month)},
    ]
    if area_link:
        crumbs.append({"href": area_link, "text": figure.place})
    return FigurePage(
        caption=f"{figure.title}, {figure.month}",
        heading=f"{figure.place}: {value}",
        crumbs=crumbs,
        facts=[{"key": {"text": key}, "value": {"text": text}} for key, text in rows],
        around=(
            "Read again just now from the file as it was published."
            if figure.is_from_file
            else "Put together from the figures that were read, each in its cell: the file itself is not kept here."
        ),
        letters=figure.letters,
        rows=tuple(
            SheetRowOnPage(
                row.number,
                tuple(
                    CellOnPage(text, row.number == figure.row_number and letter == figure.letter)
                    for letter, text in zip(figure.letters, row.cells, strict=True)
                ),
            )
            for row in figure.around
        ),
    )


def _terms(figure: FigureDetail) -> list[str]:
    named = ((figure.care, BY_CARE), (figure.side, BY_SIDE), (figure.reason, BY_REASON))
    split = [parts(measure).get(term, term) for term, measure in named if term != "all"]
    return [*split, *figure.terms.values(), *([day(figure.day)] if figure.day else [])]


def _value(value: float) -> str:
    return whole(value) if value == int(value) else f"{value:,.6g}"
