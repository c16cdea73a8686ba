"""One publication held against another that prints the same figures: counted in the database, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from commonweal.engine.workbook.causes import Differing, causes
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
       count(*) filter (where o.slot_id is null and t.value is not null),
       count(*) filter (where o.slot_id is null and t.value is null),
       (select count(*) from ours where slot_id in (select slot_id from theirs)
        and (slot_id, organisation_id) not in (select slot_id, organisation_id from theirs))
from theirs t left join ours o using (slot_id, organisation_id)
"""

# What both have and differ in, with the whole that the other's place is part of, and whether its file is revised.
DIFFERING = """
with ours as materialized (
    select f.slot_id, p.organisation_id, f.value
    from observations_figure f join observations_printedplace p on p.id = f.place_id
    where p.file_id = %(file)s and p.organisation_id is not null and f.value is not null
), theirs as materialized (
    select upper(p.region) as region, f.slot_id, p.organisation_id, f.value, c.revised is not null as is_revised
    from observations_figure f
    join observations_printedplace p on p.id = f.place_id
    join observations_publicationfile c on c.id = p.file_id and c.state = 'current'
    join observations_publication b on b.id = c.publication_id and b.collection = %(collection)s
    where p.organisation_id in (select organisation_id from ours) and f.slot_id in (select slot_id from ours)
)
select t.region, t.slot_id, o.value, t.value, t.is_revised
from ours o join theirs t using (slot_id, organisation_id)
where o.value <> t.value
"""

# By how much the other's parts fall short of its own wholes in the slots that this file has.
LEFT_OUT = """
with slots as materialized (
    select distinct f.slot_id
    from observations_figure f join observations_printedplace p on p.id = f.place_id where p.file_id = %(file)s
)
select upper(case when p.level = %(whole)s then p.name else p.region end), f.slot_id,
       coalesce(sum(f.value) filter (where p.level = %(whole)s), 0)
       - coalesce(sum(f.value) filter (where p.level = %(parts)s), 0)
from observations_printedplace p
join observations_publicationfile c on c.id = p.file_id and c.state = 'current'
join observations_publication b on b.id = c.publication_id and b.collection = %(collection)s
join observations_figure f on f.place_id = p.id
where p.level in (%(whole)s, %(parts)s) and f.slot_id in (select slot_id from slots)
group by 1, 2
"""
COUNTED = ("equal", "differing", "excess", "zeros", "numbers", "absent", "silent", "alone")


@dataclass(frozen=True, slots=True)
class Compared:
    """How the figures of a file stand to those of another collection of the same organisation, measure and day.

    `excess` is how much more this file says where the two differ; `zeros` counts zeros of this file, `numbers` other
    numbers, where the other prints a marker and no number; `absent` what only the other has, `silent` what neither has
    where the other prints a marker, `alone` what only this one has on days that both cover. `causes` says of those that
    differ, in words, how many for which cause.
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
        found.append(
            Compared(
                comparison.collection,
                comparison.title,
                comparison.because,
                **dict(zip(COUNTED, counts, strict=True)),
                causes=_causes(file, comparison),
            )
        )
    return tuple(compared for compared in found if compared.is_any)


def _causes(file: PublicationFile, comparison: Comparison) -> tuple[tuple[str, int], ...]:
    """How many figures differ for which cause, in the layout's words and order; none where it declares none."""
    if not comparison.causes:
        return ()
    asked = {
        "file": file.pk,
        "collection": comparison.collection,
        "whole": comparison.whole,
        "parts": comparison.parts,
    }
    with connection.cursor() as cursor:
        cursor.execute(DIFFERING, asked)
        differing = [Differing(*row) for row in cursor.fetchall()]
        cursor.execute(LEFT_OUT, asked)
        left_out = {(whole, slot): value for whole, slot, value in cursor.fetchall()}
    counted = causes(differing, left_out)
    return tuple((text, counted[cause]) for cause, text in comparison.causes.items())
