"""One publication held against another that prints the same figures: counted in the database, cell by cell.

Counting takes seconds, so that it is done when something is read (`actions.reckon`) and kept; where what is kept is of
other files, it is counted anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.db.models import Max

from commonweal.engine.workbook.causes import CAUSES, Differing, causes
from commonweal.engine.workbook.layout import Comparison
from commonweal.observations.layouts import layouts
from commonweal.observations.models import KeptComparison, PublicationFile
from commonweal.observations.queries.around import DAY, WEEK, Around, around
from commonweal.observations.queries.comparing import DIFFERING, HELD_AGAINST, LEFT_OUT

EDITION = 2  # of the counting: another one makes what was kept by an earlier one count no more
COUNTED = ("equal", "differing", "excess", "zeros", "numbers", "absent", "silent", "alone")
CURRENT = PublicationFile.State.CURRENT


@dataclass(frozen=True, slots=True)
class Difference:
    """Two figures that differ: the day and the place as the other prints it, both values with their figures' ids."""

    day: date
    place: str
    cause: str
    ours: float
    ours_id: int
    theirs: float
    theirs_id: int
    file_id: int


@dataclass(frozen=True, slots=True)
class Compared:
    """How the figures of a file stand to those of another collection of the same organisation, measure and day.

    `excess` is how much more this file says where the two differ; `zeros` counts zeros of this file, `numbers` other
    numbers, where the other prints a marker and no number; `absent` what only the other has, `silent` what neither has
    where the other prints a marker, `alone` what only this one has on days that both cover. `causes` says of those that
    differ, in words, how many for which cause; `listed` are those of the causes that the layout lists one by one, with
    the words by cause in `words` and the names of the other's files by id in `files`.
    """

    collection: str
    title: str
    because: str
    equal: int
    differing: int
    excess: float
    zeros: int
    numbers: int
    absent: int
    silent: int
    alone: int
    causes: tuple[tuple[str, int], ...]
    listed: tuple[Difference, ...]
    words: Mapping[str, str]
    files: Mapping[int, str]

    @property
    def is_any(self) -> bool:
        """Whether there was anything to compare."""
        return bool(self.equal or self.differing or self.zeros or self.numbers)


Counted = dict[str, object]
"""What is kept: the counts, how many differ for which cause, and the listed differences, as plain values."""


def declared(file: PublicationFile) -> tuple[Comparison, ...]:
    """What the layout that a file was read by compares it with."""
    return next((layout.comparisons for layout in layouts() if layout.id == file.layout), ())


def basis(file: PublicationFile, collection: str) -> str:
    """What a comparison is counted from: the other collection's latest current file, and this way of counting."""
    others = PublicationFile.objects.filter(state=CURRENT, publication__collection=collection)
    return f"{EDITION}:{file.pk}:{others.aggregate(latest=Max('pk'))['latest'] or 0}"


def stale() -> tuple[tuple[PublicationFile, Comparison, str], ...]:
    """Every comparison of a current file that is not kept as it stands now, with its basis."""
    kept = {
        (one.file_id, one.collection): one.basis for one in KeptComparison.objects.only("file", "basis", "collection")
    }
    names = [layout.id for layout in layouts() if layout.comparisons]
    files = PublicationFile.objects.filter(state=CURRENT, layout__in=names)
    wanted = [(file, one, basis(file, one.collection)) for file in files for one in declared(file)]
    return tuple(item for item in wanted if kept.get((item[0].pk, item[1].collection)) != item[2])


def comparisons(file: PublicationFile) -> tuple[Compared, ...]:
    """Each comparison that the file's layout declares, where the other publication was read."""
    wanted = declared(file)
    kept = {one.collection: one for one in KeptComparison.objects.filter(file=file)} if wanted else {}
    found = []
    for comparison in wanted:
        one = kept.get(comparison.collection)
        holds = one is not None and one.basis == basis(file, comparison.collection)
        found.append(_compared(comparison, one.counted if one and holds else count(file, comparison)))
    return tuple(compared for compared in found if compared.is_any)


def count(file: PublicationFile, comparison: Comparison) -> Counted:
    """The figures of a file held against another collection's."""
    asked = {
        "file": file.pk,
        "collection": comparison.collection,
        "whole": comparison.whole,
        "parts": comparison.parts,
    }
    with connection.cursor() as cursor:
        cursor.execute(HELD_AGAINST, asked)
        counts = dict(zip(COUNTED, cursor.fetchone(), strict=True))
        if not comparison.causes:
            return {**counts, "causes": {}, "listed": []}
        cursor.execute(DIFFERING, asked)
        rows = [_Row(*row) for row in cursor.fetchall()]
        cursor.execute(LEFT_OUT, asked)
        left_out = {(whole, slot): value for whole, slot, value in cursor.fetchall()}
    known = around(file.pk, comparison.collection, (row.slot for row in rows), (row.organisation for row in rows))
    found = causes([row.differing(known) for row in rows], left_out)
    listed = [row.listed(cause) for row, cause in zip(rows, found, strict=True) if cause in comparison.listed]
    return {**counts, "causes": Counter(found), "listed": listed}


class _Row(NamedTuple):
    """A row of DIFFERING."""

    region: str
    slot: int
    organisation: int
    day: date
    ours: float
    theirs: float
    is_revised: bool
    ours_id: int
    theirs_id: int
    place: str
    file_id: int

    def differing(self, known: Around) -> Differing:
        """With what stands around it."""
        at = (self.organisation, self.slot, self.day)
        return Differing(
            whole=self.region,
            slot=self.slot,
            series=known.series(self.organisation, self.slot),
            day=self.day,
            ours=self.ours,
            theirs=self.theirs,
            is_revised=self.is_revised,
            theirs_recurs=known.recurs(known.theirs, *at, WEEK),
            record_recurs=known.record_recurs(*at),
            ours_recurs=known.recurs(known.ours, *at, WEEK),
            is_day_before=known.recurs(known.ours, *at, -DAY),
        )

    def listed(self, cause: str) -> list[object]:
        """As it is kept: the fields of a Difference in their order."""
        return [
            self.day.isoformat(), self.place, cause, self.ours, self.ours_id, self.theirs, self.theirs_id, self.file_id,
        ]  # fmt: skip


def _compared(comparison: Comparison, counted: Mapping[str, object]) -> Compared:
    """What was counted, in the layout's words and order."""
    by_cause, rows = dict(counted["causes"]), list(counted["listed"])  # type: ignore[call-overload]
    listed = tuple(Difference(date.fromisoformat(day), *rest) for day, *rest in rows)
    files = PublicationFile.objects.filter(pk__in={one.file_id for one in listed})
    return Compared(
        comparison.collection,
        comparison.title,
        comparison.because,
        **{name: counted[name] for name in COUNTED},  # type: ignore[arg-type]
        causes=tuple((text, by_cause.get(cause, 0)) for cause, text in comparison.causes.items()),
        listed=tuple(sorted(listed, key=lambda one: (CAUSES.index(one.cause), one.place, one.day))),
        words=comparison.causes,
        files=dict(files.values_list("pk", "name")),
    )
