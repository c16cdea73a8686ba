"""What a start page hangs on: the state of every table that it is read from, as far as the visitor may see it."""

from __future__ import annotations

from django.db.models import Count, Max, Sum

from commonweal.core import scope
from commonweal.core.marks import Summed, marks
from commonweal.home.queries import state
from tests.factories.walked import walked


def test_what_it_shows_is_decided_anew_by_the_scope_of_each_transaction(line):
    """A plan that is kept holds no rows: the database's policies read the scope when it is run."""
    seen = {}
    for name in ("here", "nobody", "here again", "elsewhere", "system"):
        by = {
            "nobody": scope.NOBODY,
            "system": scope.SYSTEM_SCOPE,
            "elsewhere": scope.Scope(person_id=987654, organisation_ids=(987654,)),
        }.get(name) or line.place.seen_by("commissioner")
        with scope.within(by):
            seen[name] = marks(*state.MARKED)
    assert seen["here"] == seen["here again"]
    assert seen["nobody"] == seen["elsewhere"]
    assert sum(count for _, count, _ in seen["nobody"]) < sum(count for _, count, _ in seen["here"])
    other = walked()
    with scope.within(scope.SYSTEM_SCOPE):
        assert marks(*state.MARKED) != seen["system"]
    with scope.within(other.place.seen_by("commissioner")):
        assert marks(*state.MARKED) != seen["here"]


def test_marks_are_the_counts_that_the_mapper_finds(line):
    with scope.within(line.place.seen_by("commissioner")):
        found = marks(*state.MARKED)
        for place, count, last in found:
            one = state.MARKED[place]
            if isinstance(one, Summed):
                by = one.table.objects.aggregate(count=Count("pk"), last=Sum(one.column))
            else:
                by = one.objects.aggregate(count=Count("pk"), last=Max("pk"))
            assert (count, last) == (by["count"], by["last"] or 0), one
    assert [place for place, *_ in found] == list(range(len(state.MARKED)))
