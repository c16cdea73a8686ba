"""A plan's workbook over its pages: out, back in, looked at, taken over; never by half, never for strangers."""

from __future__ import annotations

import io
import random
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from html import unescape

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.urls import reverse

from commonweal.core import scope
from commonweal.plans import actions, models, queries
from commonweal.spreadsheets.plans import planning_workbook_bytes
from tests.factories.mutations import spoilt_bytes
from tests.factories.plan import ROUND
from tests.factories.rounds import rounds, sound
from tests.factories.world import add_person, give

PLAN, _ = sound(rounds()[ROUND], lines=4)


@pytest.fixture
def manager(invented, client):
    person = add_person(f"manager{invented.plan.pk}@example.org", "Max Manager")
    give(person, invented.council, "programme-manager")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(route, plan, *more):
    return reverse(f"plans:{route}", args=[plan.pk, *more])


def send(client, plan, content, name="plan.xlsx"):
    files = {"files": SimpleUploadedFile(name, content)}
    return client.post(address("workbooks", plan), files, follow=True)


def text_of(page) -> str:
    return " ".join(unescape(page.content.decode()).split())


def content_of(invented):
    with scope.within(scope.SYSTEM_SCOPE):
        return queries.content(invented.plan)


def filled(invented, plan=PLAN) -> bytes:
    from commonweal.engine.rulebook.workbook_out import workbook_of

    with scope.within(scope.SYSTEM_SCOPE):
        described = workbook_of(
            rounds()[ROUND],
            replace(plan, area=invented.plan.area.key),
            queries.allocations(invented.plan),
            "",
        )
    return planning_workbook_bytes(described)


def test_out_and_back_changes_nothing(invented, manager):
    invented.writes("manager", PLAN)
    out = manager.get(address("workbook", invented.plan))
    assert out["Content-Disposition"].startswith("attachment; filename*=UTF-8''plan-2025-26-")
    page = text_of(send(manager, invented.plan, out.content))
    assert "The workbook says what the plan says" in page
    assert "Take it over" not in page


def test_a_workbook_is_looked_at_then_taken_over(invented, manager):
    page = send(manager, invented.plan, filled(invented))
    told = text_of(page)
    assert "Take it over into the plan" in told
    assert "Districts</h3>" in told
    assert "<li>Disabled Facilities Grant, Example Vale is new" in told
    assert "nhs-minimum/" not in told
    assert content_of(invented).schemes == ()
    seen = page.content.decode().partition('name="seen" value="')[2].partition('"')[0]
    done = manager.post(page.redirect_chain[-1][0], {"seen": seen}, follow=True)
    assert done.redirect_chain[-1][0] == address("plan", invented.plan)
    kept = content_of(invented)
    assert [one.id for one in kept.schemes] == [one.id for one in PLAN.schemes]
    assert [line.amounts_pence for one in kept.schemes for line in one.lines] == [
        line.amounts_pence for one in PLAN.schemes for line in one.lines
    ]
    with scope.within(scope.SYSTEM_SCOPE):
        (happening,) = queries.happenings(invented.plan)
    assert happening.reason.startswith("Workbook plan.xlsx (")


def test_the_same_file_twice_is_said_and_kept_once(invented, manager):
    content = filled(invented)
    send(manager, invented.plan, content)
    page = send(manager, invented.plan, content, "again.xlsx")
    assert "The same file was sent before, by Max Manager" in text_of(page)
    with scope.within(scope.SYSTEM_SCOPE):
        (row,) = models.SentWorkbook.objects.filter(plan=invented.plan)
    original = manager.get(address("sent-original", invented.plan, row.pk))
    assert original.content == content


def test_a_workbook_with_a_formula_is_kept_and_not_taken_over(invented, manager):
    book = openpyxl.load_workbook(io.BytesIO(filled(invented)))
    sheet = book["5b. Expenditure"]
    at = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "Expenditure 2025-26")
    sheet.cell(at.row + 1, at.column).value = "=1+1"
    spoilt = io.BytesIO()
    book.save(spoilt)
    page = send(manager, invented.plan, spoilt.getvalue())
    assert f"5b. Expenditure!{at.column_letter}{at.row + 1}" in text_of(page)
    assert "1 cell or sheet cannot be read" in text_of(page)
    assert "What it would change" not in text_of(page)
    with scope.within(scope.SYSTEM_SCOPE):
        seen = queries.proposal(invented.plan, spoilt.getvalue(), "x").seen
    manager.post(page.redirect_chain[-1][0], {"seen": seen})
    assert content_of(invented).schemes == ()


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"PK\x03\x04spoilt", bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 99])
def test_what_is_no_workbook_is_refused_in_words_and_not_kept(invented, manager, content):
    page = text_of(send(manager, invented.plan, content))
    assert "The workbook was not taken" in page
    with scope.within(scope.SYSTEM_SCOPE):
        assert not models.SentWorkbook.objects.filter(plan=invented.plan).exists()


def test_another_plans_workbook_is_not_taken_over(invented, manager):
    out = manager.get(address("workbook", invented.plan)).content
    from tests.factories.plan import invented_plan

    other = invented_plan()
    with scope.within(scope.SYSTEM_SCOPE):
        found = queries.proposal(other.plan, out, "plan.xlsx")
    assert "other-plan" in [one.code for one in found.faults]
    assert not found.may_be_taken_over


def test_a_plan_that_changed_meanwhile_is_said_and_nothing_is_taken_over(invented, manager):
    invented.writes("manager", PLAN)
    out = manager.get(address("workbook", invented.plan)).content
    invented.writes("manager", replace(PLAN, schemes=PLAN.schemes[:2]))
    page = send(manager, invented.plan, out)
    assert "The plan was changed after this workbook was downloaded." in text_of(page)
    late = manager.post(page.redirect_chain[-1][0], {"seen": "0" * 64})
    assert "Somebody else changed the plan at the same moment." in text_of(late)
    assert len(content_of(invented).schemes) == 2


def test_nothing_of_a_workbook_remains_where_saving_fails(invented):
    content = filled(invented)
    with scope.within(invented.seen_by("manager")):
        by, at = invented.people["manager"], invented.now()
        row, _ = actions.keep_workbook(by=by, at=at, plan=invented.plan, name="x.xlsx", content=content)
        seen = queries.proposal(invented.plan, content, "x").seen
    # A body that may not edit: national eyes see the workbook, and the database refuses the rows.
    with pytest.raises(DatabaseError, match="row-level security"), scope.within(invented.seen_by("assurer")):
        by = invented.people["assurer"]
        actions.take_over_workbook(by=by, at=invented.now(), workbook=row, seen=seen)
    assert content_of(invented).schemes == ()


def test_only_who_prepares_the_plan_sends_workbooks(invented, client):
    person = add_person(f"assurer{invented.plan.pk}@example.org", "Ann Assurer")
    give(person, invented.council, "regional-assurer")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address("workbooks", invented.plan)).status_code == 200
    assert send(client, invented.plan, filled(invented)).status_code == 403


def test_spoilt_workbooks_leave_the_plan_as_it_was_or_as_they_say(invented):
    """Whatever came of a file, the plan is what it was before, or wholly what the file was read as."""
    invented.writes("manager", PLAN)
    content, chance = filled(invented, replace(PLAN, schemes=PLAN.schemes[:3])), random.Random(5)
    outcomes = Counter()
    for _ in range(40):
        spoilt, before = spoilt_bytes(content, chance), content_of(invented)
        kept, proposed = sent_and_taken_over(invented, spoilt)
        assert content_of(invented) == (proposed or before)
        outcomes[kept, proposed is not None] += 1
        with scope.within(scope.SYSTEM_SCOPE):
            rows = models.SentWorkbook.objects.filter(digest=sha256(spoilt).hexdigest())
            assert [bytes(row.content) for row in rows] == ([spoilt] if kept else [])
    assert min(outcomes[False, False], outcomes[True, False] + outcomes[True, True]) > 0, outcomes


def sent_and_taken_over(invented, content):
    """Whether the file was kept, and the plan that was taken over of it (None: refused)."""
    by = invented.people["manager"]
    with scope.within(invented.seen_by("manager")):
        try:
            row, _ = actions.keep_workbook(by=by, at=invented.now(), plan=invented.plan, name="x", content=content)
        except actions.Refused:
            return False, None
    with scope.within(invented.seen_by("manager")):
        proposal = queries.proposal(invented.plan, content, "x")
        try:
            actions.take_over_workbook(by=by, at=invented.now(), workbook=row, seen=proposal.seen)
        except actions.Refused:
            return True, None
    return True, proposal.plan
