"""A return from the record to its certificate: what it says, that it stays so, who may do what."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from commonweal.core import scope
from commonweal.core.actor import Actor
from commonweal.core.models import AuditEvent
from commonweal.engine.reporting.cells import differences, freeze
from commonweal.engine.reporting.procedure import Event, Role, State
from commonweal.plans import queries as plans
from commonweal.plans.actions import save_section
from commonweal.returns import actions, models, queries
from tests.factories.accounted import LATER, QUARTER_ENDED, accounted, begun, certified, submitted


def test_the_figures_are_those_of_the_record(place):
    of = begun(place)
    made = queries.build(of, queries.basis_now(of, QUARTER_ENDED))
    spend = {cell.address.removeprefix("spend/"): cell.value for cell in made.cells if cell.section == "spend"}
    # counted by hand from what the place spent: April 5,000; July 1,234.56; September 2,000.01; October's 700 not yet
    assert spend == {
        "all/planned": 115_000_01,
        "all/quarter": 3_234_57,
        "all/year-to-date": 8_234_57,
        "homecare/planned": 90_000_01,
        "homecare/quarter": 3_234_57,
        "homecare/year-to-date": 8_234_57,
        "reablement/planned": 25_000_00,
        "reablement/quarter": 0,
        "reablement/year-to-date": 0,
    }
    assert made.cell("conditions/jointly-agreed").value is True
    assert made.cell("conditions/objectives").value is False
    assert made.cell("conditions/oversight").value is None
    planned = [made.cell(f"metric/discharge-delay/2025-{month}/planned").value for month in ("07", "08", "09")]
    assert planned == ["0.70", "0.69", "0.70"]


def test_each_sum_is_its_rows(place):
    of = begun(place)
    cell = queries.build(of, queries.basis_now(of, QUARTER_ENDED)).cell("spend/homecare/year-to-date")
    assert [(row.kind, row.key, row.amount) for row in cell.rows] == [
        ("entry", "1", 5_000_00),
        ("entry", "2", 1_234_56),
        ("entry", "3", 2_000_01),
    ]


def test_what_is_frozen_stays_and_what_comes_later_is_a_difference(place):
    of = submitted(place)
    kept = queries.frozen(of)
    assert kept.digest == sha256(bytes(kept.content)).hexdigest()
    assert json.loads(bytes(kept.content))["quarter"] == 2
    place.spend(date(2025, 9, 29), "reablement", "nhs-minimum", 10_05)
    answers = plans.content(place.plan).answers[:1]
    by = place.people["programme-manager"].actor
    save_section(by=by, at=LATER, plan=place.plan, section="answers", value=answers, after=1)
    # made anew on the basis of then: the same bytes; on the basis of now: what came since, and nothing else
    assert queries.is_rebuilt(of)
    assert bytes(queries.frozen(of).content) == bytes(kept.content)
    now = queries.build(of, queries.basis_now(of, LATER))
    changed = {one.address: (one.frozen, one.now) for one in differences(queries.evidence(of), now)}
    assert changed == {
        "conditions/objectives": ("No", "not known"),
        "spend/all/quarter": ("£3,234.57", "£3,244.62"),
        "spend/all/year-to-date": ("£8,234.57", "£8,244.62"),
        "spend/reablement/quarter": ("£0", "£10.05"),
        "spend/reablement/year-to-date": ("£0", "£10.05"),
    }
    assert freeze(now) != bytes(kept.content)


def test_whoever_prepared_it_cannot_certify_it(place):
    of = submitted(place)
    manager = place.people["programme-manager"].actor
    with pytest.raises(actions.Refused) as refused:
        actions.certify(by=manager, at=LATER, of=of, digest=queries.frozen(of).digest)
    assert [one.code for one in refused.value.findings] == ["four-eyes"]
    # nor where the engine is not asked: the database refuses it too
    with pytest.raises(IntegrityError, match="cannot certify"), transaction.atomic():
        models.Step.objects.create(
            of=of, number=2, event="certify", role="certifier", person_id=manager.id, person_name="x", at=LATER
        )


def test_a_certifier_certifies_what_they_saw(place):
    of = submitted(place)
    scope.enter(place.seen_by("council-finance"))
    by = place.people["council-finance"].actor
    with pytest.raises(actions.Refused) as refused:
        actions.certify(by=by, at=LATER, of=of, digest="0" * 64)
    assert [one.code for one in refused.value.findings] == ["digest-other"]
    actions.certify(by=by, at=LATER, of=of, digest=queries.frozen(of).digest)
    assert queries.standing(of) is State.CERTIFIED
    assert AuditEvent.objects.filter(action="returns.certify", actor_id=by.id).count() == 1


def test_a_new_one_supersedes_and_the_old_one_is_kept(place):
    first = certified(place)
    bytes_before = bytes(queries.frozen(first).content)
    scope.enter(place.seen_by("programme-manager"))
    second = begun(place)
    assert (second.number, second.supersedes_id) == (2, first.pk)
    assert queries.standing(first) is State.SUPERSEDED
    assert bytes(queries.frozen(first).content) == bytes_before
    with pytest.raises(actions.Refused) as refused:  # a draft is not superseded: go on with it
        begun(place)
    assert [one.code for one in refused.value.findings] == ["workflow-state"]


def test_a_return_that_is_sent_back_says_why(place):
    of = submitted(place)
    by = place.people["council-finance"].actor
    scope.enter(place.seen_by("council-finance"))
    with pytest.raises(actions.Refused) as refused:
        actions.send_back(by=by, at=LATER, of=of, reason=" ")
    assert [one.code for one in refused.value.findings] == ["reason-missing"]
    actions.send_back(by=by, at=LATER, of=of, reason="September is not complete.")
    assert queries.standing(of) is State.SENT_BACK


def test_a_running_quarter_is_not_submitted(place):
    of = begun(place, quarter=3)
    with pytest.raises(actions.Refused) as refused:
        actions.submit(by=place.people["programme-manager"].actor, at=QUARTER_ENDED, of=of)
    assert "quarter-running" in [one.code for one in refused.value.findings]
    assert queries.frozen(of) is None and queries.steps(of) == []


@pytest.mark.parametrize(("year", "quarter", "code"), [(2025, 5, "quarter-unknown"), (2031, 1, "year-not-planned")])
def test_nonsense_is_refused_in_words(place, year, quarter, code):
    by = place.people["programme-manager"].actor
    with pytest.raises(actions.Refused) as refused:
        actions.start_return(by=by, at=LATER, plan=place.plan, year=year, quarter=quarter)
    assert [one.code for one in refused.value.findings] == [code]


def test_nothing_is_changed_or_removed(place):
    submitted(place)
    for table in ("returns_return", "returns_step", "returns_frozen"):
        for statement in (f"update {table} set person_name = 'x'", f"delete from {table}"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                connection.cursor().execute(statement)


def test_bytes_that_are_not_the_digests_are_refused(place):
    of = begun(place)
    by = place.people["programme-manager"]
    with pytest.raises(IntegrityError, match="returns_frozen_digest"), transaction.atomic():
        models.Frozen.objects.create(of=of, content=b"{}", digest="0" * 64, person_id=by.pk, person_name="x", at=LATER)


def test_another_place_sees_nothing_and_writes_nothing(place):
    of = submitted(place)
    other = accounted()
    scope.enter(other.seen_by("programme-manager"))
    assert not queries.returns().exists()
    assert not models.Frozen.objects.exists()
    stranger = other.people["programme-manager"]
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        models.Step.objects.create(
            of_id=of.pk, number=9, event="send-back", role="certifier", person_id=stranger.pk, person_name="x", at=LATER
        )


def test_nobody_signs_with_anothers_name(place):
    of = begun(place)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        models.Step.objects.create(
            of=of, number=1, event="submit", role="preparer", person_id=1, person_name="Another", at=LATER
        )


def test_roles_of_people(place):
    of = begun(place)
    held = {kind: queries.powers_of(person, of) for kind, person in place.people.items()}
    assert held == {
        "programme-manager": (Role.PREPARER,),
        "council-finance": (Role.CERTIFIER,),
        "councillor": (),
        "nhs-finance": (),
        "national-team": (),
    }
    assert queries.would_refuse(of, Event.SUBMIT, Role.CERTIFIER, 1)[0].code == "workflow-role"


def test_persons_are_told_apart_by_number_and_not_by_name(place):
    of = submitted(place)
    manager = place.people["programme-manager"]
    scope.enter(place.seen_by("council-finance"))
    namesake = Actor(place.people["council-finance"].pk, manager.name)
    actions.certify(by=namesake, at=LATER, of=of, digest=queries.frozen(of).digest)
    assert queries.standing(of) is State.CERTIFIED
