"""Whose jobs and events are seen, decided by the database: person x organisation x row."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import ProgrammingError, transaction

from commonweal.core import scope
from commonweal.core.actions import request_job
from commonweal.core.actor import Actor
from commonweal.core.models import AuditEvent, Job
from commonweal.core.scope import NOBODY, SYSTEM_SCOPE, Scope

AT = datetime(2026, 11, 1, tzinfo=UTC)
OWNERS = {
    "own, no organisation": (1, None),
    "own, in 10": (1, 10),
    "another's, in 10": (2, 10),
    "another's, in 20": (2, 20),
}


@pytest.fixture
def jobs(db):
    with scope.within(SYSTEM_SCOPE):
        for name, (person, organisation) in OWNERS.items():
            request_job(
                by=Actor(person, str(person)), at=AT, kind="k", title=name, arguments={}, organisation_id=organisation
            )


@pytest.mark.parametrize(
    ("seen_by", "jobs_seen", "events_seen"),
    [
        (NOBODY, set(), set()),
        (Scope(person_id=1), {"own, no organisation", "own, in 10"}, {"own, no organisation", "own, in 10"}),
        (
            Scope(person_id=3, organisation_ids=(10,)),
            {"own, in 10", "another's, in 10"},
            {"own, in 10", "another's, in 10"},
        ),
        (Scope(person_id=3, organisation_ids=(20, 30)), {"another's, in 20"}, {"another's, in 20"}),
        (Scope(person_id=4, organisation_ids=(99,)), set(), set()),
        (Scope(person_id=4, is_national=True), set(), set(OWNERS)),
        (SYSTEM_SCOPE, set(OWNERS), set(OWNERS)),
    ],
)
def test_rows_in_sight(jobs, seen_by, jobs_seen, events_seen):
    with scope.within(seen_by):
        assert set(Job.objects.values_list("title", flat=True)) == jobs_seen
        assert {event.data["title"] for event in AuditEvent.objects.all()} == events_seen
        assert Job.objects.count() == len(jobs_seen)


def test_without_any_scope_nothing_is_seen(jobs):
    assert (Job.objects.count(), AuditEvent.objects.count()) == (0, 0)


def test_nobody_writes_a_job_for_another_organisation(db):
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        scope.within(Scope(person_id=1, organisation_ids=(10,))),
    ):
        Job.objects.create(kind="k", title="t", owner_id=2, owner_name="n", organisation_id=20, created_at=AT)


def test_nobody_changes_what_they_do_not_see(jobs):
    with scope.within(Scope(person_id=1)):
        assert Job.objects.filter(title="another's, in 20").update(title="taken") == 0


def test_a_scope_ends_with_its_block(jobs):
    with scope.within(Scope(person_id=1)):
        with scope.within(SYSTEM_SCOPE):
            assert Job.objects.count() == 4
        assert Job.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_scope_needs_a_transaction():
    with pytest.raises(transaction.TransactionManagementError, match="inside atomic"):
        scope.enter(SYSTEM_SCOPE)
