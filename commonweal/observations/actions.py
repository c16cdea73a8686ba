"""Reading publications into the record: whole or not at all, with their findings, nothing ever doubled."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from commonweal.core.actions import action
from commonweal.core.actor import Actor
from commonweal.engine.findings import Finding, Severity, error, note, warning
from commonweal.engine.workbook.reading import Reading, read_publication
from commonweal.observations import keeping, queries, storing
from commonweal.observations.layouts import layouts
from commonweal.observations.models import LocalReading, PublicationFile, Upload
from commonweal.observations.storing import FileFacts
from commonweal.spreadsheets.tables import read_publication_file

if TYPE_CHECKING:
    from commonweal.engine.periods import Month
    from commonweal.places.models import Organisation

__all__ = [
    "FileFacts",
    "Imported",
    "Outcome",
    "facts_of",
    "import_facts",
    "import_publication",
    "keep_local",
    "reckon",
]


class Outcome(StrEnum):
    """What became of a file."""

    STORED = "stored"
    AGAIN = "again"  # the same bytes were read before
    OLDER = "older"  # kept, but a later revision speaks for the publication
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file: its row (None when refused), findings, and the seconds that each stage took."""

    outcome: Outcome
    file: PublicationFile | None
    findings: tuple[Finding, ...]
    seconds: dict[str, float] = field(default_factory=dict)


@action("observations.import-publication")
def import_publication(*, by: Actor, at: datetime, name: str, content: bytes) -> Imported:
    """Read a workbook, or a table by its name's ending, and store it with everything found in it.

    A file that cannot be read, or is no publication known here, is refused with findings and nothing is stored. The
    same bytes again change nothing. A revision supersedes the file before it, which stays.
    """
    if known := _read_before(hashlib.sha256(content).hexdigest(), name):
        return known
    start = time.perf_counter()
    opened = read_publication_file(content, name)
    cells_read = time.perf_counter()
    if opened.workbook is None:
        return Imported(Outcome.REFUSED, None, opened.findings)
    reading = read_publication(opened.workbook, layouts())
    checked = time.perf_counter()
    facts = facts_of(reading, name, content, opened.findings)
    if facts is None:
        return Imported(Outcome.REFUSED, None, (*opened.findings, *reading.findings, *_empty(reading, name)))
    imported = _store(facts, by, at)
    stored = time.perf_counter()
    seconds = {"cells": cells_read - start, "figures and sums": checked - cells_read, "storing": stored - checked}
    return Imported(imported.outcome, imported.file, imported.findings, seconds)


@action("observations.import-facts")
def import_facts(*, by: Actor, at: datetime, facts: FileFacts) -> Imported:
    """Store a publication that was read before and shipped as a table of facts, without the publisher's file."""
    return _read_before(facts.sha256, facts.name) or _store(facts, by, at)


@action("observations.keep-upload")
def keep_upload(*, by: Actor, at: datetime, name: str, content: bytes) -> Upload:
    """Keep an uploaded file until its job has read it."""
    return Upload.objects.create(owner_id=by.id, name=name, content=content, kept_at=at)


@action("observations.import-upload")
def import_upload(*, by: Actor, at: datetime, upload: Upload) -> Imported:
    """Read an uploaded publication; what was uploaded is then let go."""
    imported = import_publication(by=by, at=at, name=upload.name, content=bytes(upload.content))
    upload.delete()
    return imported


@action("observations.keep-local")
def keep_local(
    *, by: Actor, at: datetime, organisation: Organisation, measure: str, counted: Mapping[Month, Mapping[str, int]]
) -> list[LocalReading]:
    """Keep what a place's own record counts of some months, by reason: a later room tells it, through this door.

    Only what differs from the latest word is written, as a new version; a reason that is not counted any more is 0.
    """
    storing.one_at_a_time()
    known = queries.local_versions(organisation.pk, measure)
    told = {(month, reason): value for month, parts in counted.items() for reason, value in _with_sum(parts).items()}
    told |= {key: 0 for key in known if key[0] in counted and key not in told}
    rows = [
        LocalReading(
            organisation=organisation,
            measure=measure,
            month=month.first,
            reason=reason,
            version=known.get((month, reason), (0, 0))[0] + 1,
            value=value,
            person_id=by.id,
            person_name=by.name,
            at=at,
        )
        for (month, reason), value in told.items()
        if (month, reason) not in known or known[month, reason][1] != value
    ]
    return LocalReading.objects.bulk_create(rows)


def _with_sum(parts: Mapping[str, int]) -> dict[str, int]:
    return {**parts, queries.ALL_REASONS: sum(parts.values())}


@action("observations.reckon")
def reckon(*, by: Actor, at: datetime) -> int:
    """Count what takes seconds to count, and keep it, where something was read since; how much was counted anew.

    Whoever reads files calls it after the last of them. What is not kept is counted when it is looked at.
    """
    storing.one_at_a_time()
    return keeping.keep_comparisons() + keeping.keep_series()


def _read_before(sha256: str, name: str) -> Imported | None:
    storing.one_at_a_time()
    file = PublicationFile.objects.filter(sha256=sha256).first()
    if file is None:
        return None
    said = note("file-known", name, f"These bytes were read before, as {file.name}; nothing was changed.")
    return Imported(Outcome.AGAIN, file, (said,))


def facts_of(reading: Reading, name: str, content: bytes, remarks: tuple[Finding, ...]) -> FileFacts | None:
    """What is to be stored of a reading; None where it cannot be."""
    layout, period = reading.layout, reading.period
    if layout is None or period is None or not reading.can_be_stored:
        return None
    return FileFacts(
        collection=layout.collection,
        title=layout.title,
        publisher=layout.publisher,
        licence=layout.licence,
        source=layout.source,
        layout=layout.id,
        dimensions=tuple(layout.dimensions),
        period=period,
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        content=content,
        published=reading.published,
        revised=reading.revised,
        status=reading.status,
        accounts=[asdict(account) for account in reading.accounts],
        identities=[
            {
                **{
                    name: getattr(identity, name)
                    for name in ("id", "title", "checked", "failed", "missing", "explained")
                },
                "gaps": [finding.message for finding in identity.findings if finding.severity is Severity.NOTE],
            }
            for identity in reading.identities
        ],
        notes=[{"where": item.where, "text": item.text} for item in reading.notes],
        findings=(*remarks, *reading.findings),
        figures=reading.figures,
        nobody=frozenset(block.level for block in layout.blocks if not block.organisations),
    )


def _empty(reading: Reading, name: str) -> tuple[Finding, ...]:
    """A publication that was recognised, but holds no figure."""
    if reading.layout is None or reading.period is None:
        return ()
    return (error("no-figures", name, "No figure could be read, so nothing was stored.", "Mend what is listed."),)


def _store(facts: FileFacts, by: Actor, at: datetime) -> Imported:
    """Put a file in its publication: current, or superseded where a later revision is there already."""
    publication = storing.publication_of(facts)
    before = publication.files.filter(state=PublicationFile.State.CURRENT).first()
    findings = facts.findings
    is_older = before is not None and _stated(facts.revised, facts.published) < _stated(
        before.revised, before.published
    )
    if is_older and before is not None:
        findings = (*findings, _older(facts, before))
    elif before is not None:
        before.state = PublicationFile.State.SUPERSEDED
        before.save(update_fields=["state"])
        findings = (*findings, note("supersedes", facts.name, f"It takes the place of {before.name}, which stays."))
    state = str(PublicationFile.State.SUPERSEDED if is_older else PublicationFile.State.CURRENT)
    file, findings = storing.store(facts, publication, state, findings, by, at)
    return Imported(Outcome.OLDER if is_older else Outcome.STORED, file, findings)


def _stated(revised: date | None, published: date | None) -> date:
    """The day that a file says it is of."""
    return revised or published or date.min


def _older(facts: FileFacts, before: PublicationFile) -> Finding:
    return warning(
        "older-than-current",
        facts.name,
        f"{before.name}, read before, says that it was revised later; this file is kept, but does not take its place.",
        "If this one is the right one, ask the publisher why its date is earlier.",
    )
