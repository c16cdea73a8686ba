"""One publication held against another that prints the same figures: counted in the database, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from commonweal.engine.workbook.layout import Comparison
from commonweal.observations.models import PublicationFile

# A figure of both is one of the same organisation in the same slot: the same measure, split and day.
HELD_AGAINST = """
with ours as materialized (
    select f.slot_id, p.organisation_id, f.value
    from observations_figure f join observations_printedplace p on p.id = f.place_id
    where p.file_id = %(file)s and p.organisation_id is not null
), theirs as materialized (
    select f.slot_id, p.organisation_id, f.value
    from observations_figure f
    join observations_printedplace p on p.id = f.place_id
    join observations_publicationfile c on c.id = p.file_id and c.state = 'current'
    join observations_publication b on b.id = c.publication_id and b.collection = %(collection)s
    where p.organisation_id in (select organisation_id from ours) and f.slot_id in (select slot_id from ours)
)
select count(*) filter (where o.value = t.value),
       count(*) filter (where o.value <> t.value),
       coalesce(sum(o.value - t.value) filter (where o.value <> t.value), 0),
       count(*) filter (where t.value is null and o.value = 0),
       count(*) filter (where t.value is null and o.value <> 0),
       count(*) filter (where o.slot_id is null)
from theirs t left join ours o using (slot_id, organisation_id)
"""


@dataclass(frozen=True, slots=True)
class Compared:
    """How the figures of a file stand to those of another collection of the same organisation, measure and day.

    `excess` is how much more this file says where the two differ; `zeros` counts zeros of this file, `numbers` other
    numbers, where the other prints a marker and no number; `absent` what only the other has.
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

    @property
    def is_any(self) -> bool:
        """Whether there was anything to compare."""
        return bool(self.equal or self.differing or self.zeros or self.numbers)


def comparisons(file: PublicationFile, declared: Sequence[Comparison]) -> tuple[Compared, ...]:
    """Each comparison that the file's layout declares, where the other publication was read."""
    found = []
    for comparison in declared:
        with connection.cursor() as cursor:
            cursor.execute(HELD_AGAINST, {"file": file.pk, "collection": comparison.collection})
            counts = cursor.fetchone()
        found.append(Compared(comparison.collection, comparison.title, comparison.because, *counts))
    return tuple(compared for compared in found if compared.is_any)
