"""The statements that hold one publication against another, cell by cell."""

from __future__ import annotations

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
    select f.slot_id, p.organisation_id, f.value, f.id
    from observations_figure f join observations_printedplace p on p.id = f.place_id
    where p.file_id = %(file)s and p.organisation_id is not null and f.value is not null
), theirs as materialized (
    select upper(p.region) as region, f.slot_id, p.organisation_id, f.value, f.id, p.name, p.file_id,
           c.revised is not null as is_revised
    from observations_figure f
    join observations_printedplace p on p.id = f.place_id
    join observations_publicationfile c on c.id = p.file_id and c.state = 'current'
    join observations_publication b on b.id = c.publication_id and b.collection = %(collection)s
    where p.organisation_id in (select organisation_id from ours) and f.slot_id in (select slot_id from ours)
)
select t.region, t.slot_id, t.organisation_id, s.day, o.value, t.value, t.is_revised, o.id, t.id, t.name, t.file_id
from ours o join theirs t using (slot_id, organisation_id) join observations_slot s on s.id = t.slot_id
where o.value <> t.value and s.day is not null
order by s.day, t.id
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
