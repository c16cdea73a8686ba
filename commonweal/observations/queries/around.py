"""What stands around figures that differ: of the same series a week later and a day before, in both publications."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from commonweal.observations.models import Slot

THEIRS = """
select p.organisation_id, f.slot_id, f.value
from observations_figure f
join observations_printedplace p on p.id = f.place_id
join observations_publicationfile c on c.id = p.file_id and c.state = 'current'
join observations_publication b on b.id = c.publication_id and b.collection = %(collection)s
where f.slot_id = any(%(slots)s) and p.organisation_id = any(%(organisations)s)
"""
OURS = """
select p.organisation_id, f.slot_id, f.value
from observations_figure f join observations_printedplace p on p.id = f.place_id
where p.file_id = %(file)s and f.slot_id = any(%(slots)s) and p.organisation_id = any(%(organisations)s)
"""
WEEK, DAY = timedelta(days=7), timedelta(days=1)
Kind = tuple[str, ...]
"""What a slot counts, whatever its day."""
Printed = dict[tuple[int, int], float | None]
"""Values by organisation and slot."""


@dataclass(frozen=True, slots=True)
class Around:
    """Both publications' values by organisation and slot, and each kind's slots by day."""

    ours: Printed
    theirs: Printed
    kinds: Mapping[int, Kind]
    slots: Mapping[Kind, Mapping[date, int]]

    def series(self, organisation_id: int, slot_id: int) -> str:
        """Whose and what it is, whatever the day."""
        return " ".join((str(organisation_id), *self.kinds[slot_id]))

    def recurs(self, printed: Printed, organisation_id: int, slot_id: int, day: date, after: timedelta) -> bool:
        """Whether a publication prints the same of that many days later."""
        there = self.slots[self.kinds[slot_id]].get(day + after)
        here = printed.get((organisation_id, slot_id))
        return there is not None and here is not None and here == printed.get((organisation_id, there))

    def record_recurs(self, organisation_id: int, slot_id: int, day: date) -> bool:
        """Whether all that the other prints of the organisation on that day, two numbers or more, recurs in a week."""
        measure = self.kinds[slot_id][0]
        here = [
            by_day[day]
            for kind, by_day in self.slots.items()
            if kind[0] == measure and (organisation_id, by_day.get(day, 0)) in self.theirs
        ]
        return len(here) > 1 and all(self.recurs(self.theirs, organisation_id, one, day, WEEK) for one in here)


def around(file_id: int, collection: str, slot_ids: Iterable[int], organisation_ids: Iterable[int]) -> Around:
    """The values around those slots of a file and of another collection's current files, of those organisations."""
    asked = Slot.objects.filter(pk__in=set(slot_ids), day__isnull=False)
    days = {day + shift for day in asked.values_list("day", flat=True) if day for shift in (-DAY, timedelta(0), WEEK)}
    rows = Slot.objects.filter(measure__in=asked.values("measure"), day__in=days)
    kinds: dict[int, Kind] = {}
    slots: defaultdict[Kind, dict[date, int]] = defaultdict(dict)
    for slot in rows:
        terms = sorted(slot.terms.items())
        kind = (slot.measure, slot.care, slot.side, slot.reason, *(f"{name}={term}" for name, term in terms))
        kinds[slot.pk] = kind
        if slot.day:
            slots[kind][slot.day] = slot.pk
    wanted = {
        "file": file_id,
        "collection": collection,
        "slots": list(kinds),
        "organisations": list(set(organisation_ids)),
    }
    return Around(_printed(OURS, wanted), _printed(THEIRS, wanted), kinds, slots)


def _printed(statement: str, wanted: Mapping[str, object]) -> Printed:
    with connection.cursor() as cursor:
        cursor.execute(statement, wanted)
        return {(organisation_id, slot_id): value for organisation_id, slot_id, value in cursor.fetchall()}
