"""Putting a file's facts into the database in bulk, inside the transaction of an action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import connection

from commonweal.core.actor import Actor
from commonweal.engine.findings import Finding, note
from commonweal.engine.periods import Month
from commonweal.engine.workbook.figures import Figures
from commonweal.engine.workbook.layout import ALL
from commonweal.observations.layouts import KnownNote, notes
from commonweal.observations.models import FileContent, Publication, PublicationFile, Slot
from commonweal.places import queries as places


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Everything that is stored of one file. `content` is None where the file itself is not at hand.

    `dimensions` names the positions of the figures' slots; `accounts`, `identities` and `notes` are plain tables.
    """

    collection: str
    title: str
    publisher: str
    licence: str
    source: str
    layout: str
    dimensions: tuple[str, ...]
    period: Month
    name: str
    sha256: str
    size_bytes: int
    content: bytes | None
    published: date | None
    revised: date | None
    status: str
    accounts: list[dict[str, Any]]
    identities: list[dict[str, Any]]
    notes: list[dict[str, str]]
    findings: tuple[Finding, ...]
    figures: Figures
    nobody: frozenset[str] = frozenset()  # levels of places that are no organisations

    def __str__(self) -> str:
        return f"{self.name} ({self.sha256})"


def one_at_a_time() -> None:
    """Let one import run after another: the second of two equal files then finds the first."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('observations.import'))")


def publication_of(facts: FileFacts) -> Publication:
    """The publication that a file is of, made where it is the first."""
    publication: Publication
    publication, _ = Publication.objects.get_or_create(
        collection=facts.collection,
        period=facts.period.first,
        defaults={
            "title": facts.title,
            "publisher": facts.publisher,
            "licence": facts.licence,
            "source": facts.source,
        },
    )
    return publication


def store(
    facts: FileFacts, publication: Publication, state: str, findings: tuple[Finding, ...], by: Actor, at: datetime
) -> tuple[PublicationFile, tuple[Finding, ...]]:
    """The file with its places and figures; and all findings, those on its places included."""
    resolved = _resolve(facts)
    findings = (*findings, *map(_as_finding, _known(facts)), *(f for one in resolved for f in one.findings))
    file = PublicationFile.objects.create(
        publication=publication,
        state=state,
        sha256=facts.sha256,
        name=facts.name,
        size_bytes=facts.size_bytes,
        layout=facts.layout,
        published=facts.published,
        revised=facts.revised,
        status=facts.status,
        sheets=list(facts.figures.sheets),
        accounts=facts.accounts,
        identities=facts.identities,
        findings=[asdict(finding) for finding in findings],
        notes=facts.notes,
        figure_count=len(facts.figures),
        read_at=at,
        read_by_id=by.id,
        read_by_name=by.name,
    )
    if facts.content is not None:
        FileContent.objects.create(file=file, content=facts.content)
    place_ids = _store_places(file.pk, facts.figures, [one.organisation_id for one in resolved])
    _store_figures(facts.figures, place_ids, _slot_ids(facts))
    return file, findings


def _known(facts: FileFacts) -> list[KnownNote]:
    """What is known of the publication beyond what it prints."""
    return [one for one in notes() if one.collection == facts.collection and one.period == facts.period]


def _resolve(facts: FileFacts) -> list[places.Resolution]:
    """Whom each printed place denoted on the first day of the month; a total is nobody's, nor is a region."""
    figures = facts.figures
    asked = [not (place.is_total or place.level in facts.nobody) for place in figures.places]
    _, first = np.unique(figures.place, return_index=True)
    really = dict(pair for known in _known(facts) for pair in known.denotes)
    printed = [
        places.Printed(
            where=f"{figures.sheets[figures.sheet[index]]}, row {int(figures.row[index]) + 1}",
            codes=(really[place.local_code],)
            if place.local_code in really
            else tuple(filter(None, (place.ons_code, place.local_code))),
            name="" if place.local_code in really else place.name,
        )
        for place, index in zip(figures.places, first, strict=True)
    ]
    resolved = iter(
        places.resolve([row for row, is_asked in zip(printed, asked, strict=True) if is_asked], facts.period.first)
    )
    return [next(resolved) if is_asked else places.Resolution(None) for is_asked in asked]


def _as_finding(known: KnownNote) -> Finding:
    return note("known-of-publication", f"codes {', '.join(known.codes)}" if known.codes else "all", known.text)


def _store_places(file_id: int, figures: Figures, organisation_ids: Sequence[int | None]) -> list[int]:
    """One row for each printed place; their ids in the same order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence('observations_printedplace', 'id')) from generate_series(1, %s)",
            [len(figures.places)],
        )
        ids = [id for (id,) in cursor.fetchall()]
        with cursor.copy(
            "copy observations_printedplace "
            "(id, file_id, name, local_code, ons_code, region, is_total, level, organisation_id) from stdin"
        ) as copy:
            for id, place, organisation_id in zip(ids, figures.places, organisation_ids, strict=True):
                copy.write_row((id, file_id, *place, organisation_id))
    return ids


def _slot_ids(facts: FileFacts) -> list[int]:
    """The ids of the figures' slots, made where they are new."""
    slots = [
        _slot(slot.measure, dict(zip(facts.dimensions, slot.position, strict=True))) for slot in facts.figures.slots
    ]
    measures = {slot.measure for slot in slots}
    known = {_slot_key(slot): slot.pk for slot in Slot.objects.filter(measure__in=measures)}
    new = {key: slot for slot in slots if (key := _slot_key(slot)) not in known}
    known |= {_slot_key(slot): slot.pk for slot in Slot.objects.bulk_create(new.values())}
    return [known[_slot_key(slot)] for slot in slots]


def _slot(measure: str, position: dict[str, str]) -> Slot:
    """A slot as it is stored: columns of its own for what most figures are split by, one for the rest."""
    columns = {name: position.pop(name, ALL) for name in ("care", "side", "reason")}
    day = position.pop("day", ALL)
    terms = {name: term for name, term in position.items() if term != ALL}
    return Slot(measure=measure, day=None if day == ALL else date.fromisoformat(day), terms=terms, **columns)


def _slot_key(slot: Slot) -> tuple[object, ...]:
    terms = tuple(sorted(slot.terms.items()))
    return slot.measure, slot.care, slot.side, slot.reason, slot.day, terms


def _store_figures(figures: Figures, place_ids: Sequence[int], slot_ids: Sequence[int]) -> None:
    """All figures by COPY, in the order of the sheet."""
    columns = (
        np.array(place_ids, dtype=np.int64)[figures.place].tolist(),
        np.array(slot_ids, dtype=np.int64)[figures.slot].tolist(),
        figures.sheet.tolist(),
        figures.row.tolist(),
        figures.column.tolist(),
        [None if value != value else value for value in figures.value.tolist()],  # a NaN is no value
        [figures.markers[index] for index in figures.marker.tolist()],
    )
    with (
        connection.cursor() as cursor,
        cursor.copy(
            'copy observations_figure (place_id, slot_id, sheet, "row", "column", value, marker) from stdin'
        ) as copy,
    ):
        for row in zip(*columns, strict=True):
            copy.write_row(row)
