"""What the database itself refuses of a plan: changing what was written, other people's plans, other people's names."""

import pytest
from django.db import DatabaseError, connection

from commonweal.core import scope
from commonweal.core.scope import Scope
from commonweal.engine.rulebook.procedure import Event, Role
from commonweal.plans import actions, models, queries
from tests.factories.plan import ROUND, invented_plan
from tests.factories.rounds import rounds, sound

PLAN, _ = sound(rounds()[ROUND], lines=3)
TABLES = [
    "areaplan", "partner", "sectionedit", "happening", "enquiryanswer", "runningscheme", "allocation", "baselinequery",
    "baselinedecision", "sisterplan", "sentworkbook",
]  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["update {} set id = id", "delete from {}", "truncate {}"])
def test_nothing_is_changed_or_removed(invented, table, statement):
    with pytest.raises(DatabaseError, match="permission denied"), scope.within(scope.SYSTEM_SCOPE):
        connection.cursor().execute(statement.format(f"plans_{table}"))


def test_another_area_sees_nothing(invented):
    invented.writes("manager", PLAN)
    other = invented_plan()
    with scope.within(other.seen_by("manager")):
        assert [plan.pk for plan in queries.plans()] == [other.plan.pk]
        assert queries.content(invented.plan).schemes == ()
        assert queries.happenings(invented.plan) == []


def test_who_works_nationally_sees_every_plan_and_writes_into_none(invented):
    invented.writes("manager", PLAN)
    with scope.within(invented.seen_by("assurer")):
        assert len(queries.content(invented.plan).schemes) == 3
        edit = {"plan": invented.plan, "section": "narrative", "after": 9, "value": ()}
        with pytest.raises(DatabaseError, match="row-level security"):
            actions.save_section(by=invented.people["assurer"], at=invented.now(), **edit)


def test_nobody_acts_under_anothers_name(invented):
    edit = {"event": Event.EDIT, "role": Role.PREPARER, "digest": "0" * 64, "part": "narrative"}
    with scope.within(invented.seen_by("manager")), pytest.raises(DatabaseError, match="row-level security"):
        chief = invented.people["council-chief-executive"]
        actions.happen(by=chief, at=invented.now(), plan=invented.plan, **edit)


def test_nobody_without_a_scope_sees_a_plan(invented):
    with scope.within(Scope()):
        assert not queries.plans().exists()
        assert models.Happening.objects.count() == 0
