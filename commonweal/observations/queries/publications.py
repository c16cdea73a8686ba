"""Publications read: the list of them, and one file's reading with its sums, findings and other revisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, QuerySet

from commonweal.engine.findings import Finding, Severity
from commonweal.engine.periods import Month
from commonweal.engine.workbook.report import SheetAccount
from commonweal.observations.layouts import KnownNote, notes
from commonweal.observations.models import Figure, PublicationFile
from commonweal.observations.queries.comparisons import Compared, comparisons


@dataclass(frozen=True, slots=True)
class FileListed:
    """A file in a list; `findings` counts all of them, notes included."""

    file_id: int
    collection: str
    title: str
    month: Month
    name: str
    state: str
    sha256: str
    published: date | None
    revised: date | None
    figures: int
    sums_that_hold: int
    sums: int
    findings: int
    read_at: datetime
    read_by: str

    @property
    def is_current(self) -> bool:
        """Whether it speaks for its publication."""
        return self.state == str(PublicationFile.State.CURRENT)


@dataclass(frozen=True, slots=True)
class SheetRead:
    """A sheet with what was read of it, and where its cells went."""

    account: SheetAccount
    places: int


@dataclass(frozen=True, slots=True)
class SumChecked:
    """One identity of the layout, for one file."""

    id: str
    title: str
    checked: int
    failed: int
    missing: int
    explained: int = 0  # differences that the publication itself announces
    gaps: Sequence[str] = ()  # what these come to, and why

    @property
    def agreeing(self) -> int:
        """How many checks agree."""
        return self.checked - self.failed - self.explained

    @property
    def holds(self) -> bool:
        """Whether something was checked and nothing failed or was missing."""
        return self.checked > 0 and not self.failed and not self.missing


@dataclass(frozen=True, slots=True)
class FileReading:
    """All that is to be said of a file; `others` are the publication's other files, newest first."""

    listed: FileListed
    publisher: str
    licence: str
    source: str
    layout: str
    status: str
    size_bytes: int
    has_content: bool
    sheets: tuple[SheetRead, ...]
    sums: tuple[SumChecked, ...]
    findings: tuple[Finding, ...]
    notes: tuple[tuple[str, str], ...]
    known: tuple[KnownNote, ...]
    compared: tuple[Compared, ...]
    others: tuple[FileListed, ...]


def version() -> int:
    """The state of what was read: another number after every file."""
    return PublicationFile.objects.aggregate(latest=Max("pk"))["latest"] or 0


def publications() -> tuple[FileListed, ...]:
    """The current file of every publication, latest month first."""
    return tuple(map(_listed, _files().filter(state=PublicationFile.State.CURRENT)))


def digests() -> frozenset[str]:
    """The SHA-256 of every file read, superseded ones too."""
    return frozenset(PublicationFile.objects.values_list("sha256", flat=True))


def current_file(collection: str, month: Month) -> FileListed | None:
    """The file that speaks for a month's publication; None where none was read."""
    found = _files().filter(
        state=PublicationFile.State.CURRENT, publication__collection=collection, publication__period=month.first
    )
    file = found.first()
    return None if file is None else _listed(file)


def publication_file(file_id: int) -> FileReading | None:
    """One file's reading; None where there is no such file."""
    file = _files().filter(pk=file_id).select_related("content").defer("content__content").first()
    if file is None:
        return None
    others = _files().filter(publication_id=file.publication_id).exclude(pk=file_id).order_by("-read_at", "-pk")
    listed = _listed(file)
    return FileReading(
        listed=listed,
        publisher=file.publication.publisher,
        licence=file.publication.licence,
        source=file.publication.source,
        layout=file.layout,
        status=file.status,
        size_bytes=file.size_bytes,
        has_content=hasattr(file, "content"),
        sheets=_sheets(file),
        sums=tuple(SumChecked(**identity) for identity in file.identities),
        findings=tuple(Finding(**{**item, "severity": Severity(item["severity"])}) for item in file.findings),
        notes=tuple((item["where"], item["text"]) for item in file.notes),
        compared=comparisons(file),
        known=known_notes(listed.collection, listed.month),
        others=tuple(map(_listed, others)),
    )


def known_notes(collection: str, month: Month, codes: Sequence[str] = ()) -> tuple[KnownNote, ...]:
    """What is known of a month's publication beyond what it prints; with codes, only what is about those places."""
    return tuple(
        note
        for note in notes()
        if note.collection == collection
        and note.period == month
        and (not codes or not note.codes or set(codes) & set(note.codes))
    )


def _files() -> QuerySet[PublicationFile]:
    """Files with their publications, latest month first."""
    return PublicationFile.objects.select_related("publication").order_by("-publication__period")


def _listed(file: PublicationFile) -> FileListed:
    sums = [SumChecked(**identity) for identity in file.identities]
    return FileListed(
        file_id=file.pk,
        collection=file.publication.collection,
        title=file.publication.title,
        month=Month.of(file.publication.period),
        name=file.name,
        state=file.state,
        sha256=file.sha256,
        published=file.published,
        revised=file.revised,
        figures=file.figure_count,
        sums_that_hold=sum(one.holds for one in sums),
        sums=len(sums),
        findings=len(file.findings),
        read_at=file.read_at,
        read_by=file.read_by_name,
    )


def _sheets(file: PublicationFile) -> tuple[SheetRead, ...]:
    counted = (
        Figure.objects.filter(place__file_id=file.pk).values("sheet").annotate(places=Count("place", distinct=True))
    )
    places = {file.sheets[row["sheet"]]: row["places"] for row in counted}
    return tuple(SheetRead(SheetAccount(**account), places.get(account["sheet"], 0)) for account in file.accounts)
