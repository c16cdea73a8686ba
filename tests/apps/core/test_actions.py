"""Actions write together with their audit event or not at all; the audit can be added to and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import ProgrammingError, connection, transaction

from commonweal.core import scope
from commonweal.core.actions import action, request_job
from commonweal.core.actor import Actor
from commonweal.core.models import AuditEvent, Job

AT = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
AMAL = Actor(7, "Amal Example")


@pytest.fixture(autouse=True)
def _seen_by_the_system(db):
    with scope.within(scope.SYSTEM_SCOPE):
        yield


def test_an_action_leaves_its_event():
    job = request_job(by=AMAL, at=AT, kind="test.kind", title="Count", arguments={"n": 1}, organisation_id=3)
    event = AuditEvent.objects.get()
    assert (event.action, event.actor_id, event.actor_name, event.organisation_id) == (
        "core.request-job",
        7,
        "Amal Example",
        3,
    )
    assert (event.at, event.subject_kind, event.subject_id) == (AT, "core.job", str(job.pk))
    assert event.data["title"] == "Count"


def test_what_fails_leaves_neither_writes_nor_event():
    @action("core.test-half-way")
    def half_way(*, by: Actor, at: datetime) -> None:
        Job.objects.create(kind="k", title="t", owner_name="n", created_at=at)
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        half_way(by=AMAL, at=AT)
    assert (Job.objects.count(), AuditEvent.objects.count()) == (0, 0)


def test_an_action_takes_keywords_with_by_and_at():
    with pytest.raises(TypeError, match="keyword-only"):

        @action("core.test-positional")
        def positional(by: Actor, at: datetime) -> None:
            return None

    @action("core.test-naive")
    def naive(*, by: Actor, at: datetime) -> None:
        return None

    with pytest.raises(TypeError, match="aware"):
        naive(by=AMAL, at=datetime(2026, 11, 1))


def test_secrets_and_files_never_reach_the_audit():
    @action("core.test-secret")
    def secret(*, by: Actor, at: datetime, password: str, content: bytes) -> None:
        return None

    secret(by=AMAL, at=AT, password="not to be seen", content=b"abc")
    assert AuditEvent.objects.get().data == {
        "content": {"sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "bytes": 3}
    }


@pytest.mark.parametrize(
    "statement",
    [
        "update core_auditevent set actor_name = 'somebody else'",
        "delete from core_auditevent",
        "truncate core_auditevent",
        "alter table core_auditevent disable row level security",
        "drop table core_auditevent",
        "alter table core_auditevent disable trigger all",
    ],
)
def test_the_application_cannot_alter_the_audit(statement):
    request_job(by=AMAL, at=AT, kind="k", title="t", arguments={})
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEvent.objects.count() == 1


def test_tests_run_as_the_role_that_owns_nothing():
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, "
            "(select count(*) from pg_class where relowner = r.oid) "
            "from pg_roles r where rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False, 0)
