"""Long work: its row says where it stands, whatever happens to it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from commonweal.core import jobs, scope
from commonweal.core.actions import cancel_job
from commonweal.core.actor import Actor
from commonweal.core.models import Job

AT = datetime(2026, 11, 1, tzinfo=UTC)
AMAL = Actor(7, "Amal Example")


@pytest.fixture(autouse=True)
def _seen_by_the_system(db):
    with scope.within(scope.SYSTEM_SCOPE):
        yield


@pytest.fixture
def kinds(monkeypatch):
    monkeypatch.setattr(jobs, "_kinds", {})


def run(row: Job) -> Job:
    jobs.run_job(job_id=row.pk)
    row.refresh_from_db()
    return row


def test_work_that_succeeds(kinds):
    @jobs.job("test.count")
    def count(progress, arguments):
        for n in range(arguments["to"]):
            progress.step("Counting", done=n + 1, total=arguments["to"])
        progress.step("Adding up")
        return {"message": f"Counted to {arguments['to']} for {progress.actor.name}"}

    row = run(jobs.start("test.count", by=AMAL, at=AT, title="Count", arguments={"to": 3}))
    assert (row.state, row.steps, row.result["message"]) == (
        "done",
        ["Counting", "Adding up"],
        "Counted to 3 for Amal Example",
    )
    assert row.started_at and row.ended_at


def test_work_that_fails_says_so_and_shows_no_trace(kinds, caplog):
    @jobs.job("test.break")
    def broken(progress, arguments):
        raise KeyError("an inner secret")

    row = run(jobs.start("test.break", by=AMAL, at=AT, title="Break", arguments={}))
    assert row.state == "failed"
    assert "inner secret" not in str(row.result)
    assert "inner secret" in caplog.text


def test_work_cancelled_half_way_stops_at_its_next_step(kinds):
    @jobs.job("test.long")
    def long(progress, arguments):
        progress.step("First", done=1, total=2)
        cancel_job(by=AMAL, at=AT, job=Job.objects.get(pk=progress.job.pk))
        progress.step("Second", done=2, total=2)
        return {"message": "not reached"}

    row = run(jobs.start("test.long", by=AMAL, at=AT, title="Long", arguments={}))
    assert (row.state, row.steps, row.result) == ("cancelled", ["First"], {})


def test_work_cancelled_before_it_began_never_runs(kinds):
    @jobs.job("test.never")
    def never(progress, arguments):
        raise AssertionError("ran")

    row = jobs.start("test.never", by=AMAL, at=AT, title="Never", arguments={})
    cancel_job(by=AMAL, at=AT, job=row)
    assert run(row).state == "cancelled"


def test_the_same_job_does_not_run_twice(kinds):
    calls = []

    @jobs.job("test.once")
    def once(progress, arguments):
        calls.append(1)
        return {}

    row = jobs.start("test.once", by=AMAL, at=AT, title="Once", arguments={})
    run(row)
    run(row)
    assert calls == [1]


def test_an_unknown_kind_is_our_mistake(kinds):
    with pytest.raises(LookupError, match="unknown"):
        jobs.start("test.unknown", by=AMAL, at=AT, title="?", arguments={})
