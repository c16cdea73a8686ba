"""Questions of every page: planned once by a connection, and answered as the mapper would answer them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from commonweal.accounts import queries as accounts
from commonweal.accounts.models import Person, Role
from commonweal.core import prepared, scope
from tests.factories.walked import small_line
from tests.factories.world import add_person

QUESTION = "select name, is_active from accounts_person where email = %s"


@pytest.fixture
def line(db):
    return small_line()


def planned(text: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_prepared_statements where statement like %s", [text + "%"])
        return cursor.fetchone()[0]


def test_a_question_is_planned_once_by_its_connection(db):
    add_person("ona@example.org", "Ona O’Invented")
    for _ in range(4):
        assert prepared.rows(QUESTION, "ona@example.org") == [("Ona O’Invented", True)]
        assert prepared.rows(QUESTION, "nobody@example.org") == []
    assert planned("select name, is_active from accounts_person") == 1


def test_it_is_answered_alike_where_questions_are_logged_and_counts_as_one(db):
    add_person("ona@example.org", "Ona O’Invented")
    alone = prepared.rows(QUESTION, "ona@example.org")
    with CaptureQueriesContext(connection) as asked:
        assert prepared.rows(QUESTION, "ona@example.org") == alone
    assert [one["sql"] for one in asked] == [
        "select name, is_active from accounts_person where email = 'ona@example.org'"
    ]


def test_it_is_asked_again_after_a_transaction_that_failed(db):
    for _ in range(3):
        prepared.rows("select 1")
    with pytest.raises(ProgrammingError), transaction.atomic():
        prepared.rows("select nothing from nowhere")
    assert prepared.rows("select 1") == [(1,)]


def test_objects_are_the_mappers(line):
    person = line.place.people["council-finance"]
    with scope.within(line.place.seen_by("council-finance")):
        by_mapper = list(Role.objects.filter(person=person).order_by("id"))
        found = prepared.objects(Role, "person_id = %s order by id", person.pk)
        assert found == by_mapper and found
        fields = [field.attname for field in Role._meta.concrete_fields]
        for ours, theirs in zip(found, by_mapper, strict=True):
            assert [getattr(ours, name) for name in fields] == [getattr(theirs, name) for name in fields]
            assert not ours._state.adding


def test_roles_are_read_once_for_a_person_object_and_for_each_day(line):
    pk = line.place.people["council-finance"].pk
    with scope.within(line.place.seen_by("council-finance")):
        person = Person.objects.get(pk=pk)
        with CaptureQueriesContext(connection) as asked:
            first = accounts.roles_held(person, date(2026, 2, 2))
            assert accounts.roles_held(person, date(2026, 2, 2)) is first and first
            assert accounts.roles_held(person, date(1990, 1, 1)) == []
        assert len(asked) == 2
