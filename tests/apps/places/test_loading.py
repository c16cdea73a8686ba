"""Loading twice changes nothing, a changed table leaves its history, a faulty one is refused; so are overlaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from typer.testing import CliRunner

from commonweal import cli
from commonweal.core import scope
from commonweal.core.actor import Actor
from commonweal.core.models import AuditEvent
from commonweal.engine.findings import error
from commonweal.places import actions, reference
from commonweal.places.models import (
    Boundary,
    Catchment,
    Code,
    Containment,
    Duty,
    Identity,
    Organisation,
    Population,
    Succession,
)
from tests.factories.reference import AT, load

pytestmark = pytest.mark.django_db
MAKER = Actor(None, "Test")


@pytest.fixture
def nothing_loaded():
    for model in (Identity, Code, Duty, Containment, Succession, Population, Catchment, Boundary, Organisation):
        model.objects.all().delete()


def test_loading_twice_changes_nothing(nothing_loaded):
    first = load()
    assert first.is_change
    tables = reference.read()
    assert first.added == {"organisations": len(tables.organisations)} | {n: len(r) for n, r in tables.tables.items()}
    second = load()
    assert not second.is_change
    assert second.findings == ()
    assert Organisation.objects.count() == len(tables.organisations) > 1000


def test_loading_leaves_its_event_and_needs_no_owner():
    load()
    with scope.within(scope.SYSTEM_SCOPE):
        event = AuditEvent.objects.get(action="places.load-reference")
    assert (event.actor_name, event.at, event.data) == ("Command line", AT, {"tables": None})
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_tables where schemaname = 'public' and tableowner = current_user")
        assert cursor.fetchone() == (0,)


def with_rows(tables: reference.Reference, name: str, change) -> reference.Reference:
    return replace(tables, tables=tables.tables | {name: tuple(map(change, tables.tables[name]))})


def rename_blackpool(row: reference.Row) -> reference.Row:
    return row if row[0] != "E06000009" else (row[0], "Blackpool-on-Sea", *row[2:])


def test_a_changed_table_updates_and_keeps_what_was():
    tables = with_rows(reference.read(), "identities", rename_blackpool)
    lives = tuple(row if row[0] != "RD3" else (*row[:3], date(2020, 11, 1)) for row in tables.organisations)
    changed = load(replace(tables, organisations=lives))
    assert {name: count for name, count in changed.added.items() if count} == {"organisations": 1, "identities": 1}
    assert {name: count for name, count in changed.removed.items() if count} == {"organisations": 1, "identities": 1}
    assert Identity.objects.get(organisation__key="E06000009").name == "Blackpool-on-Sea"
    (name,) = apps.get_model("places", "IdentityEvent").objects.values_list("pgh_label", "name")
    (life,) = apps.get_model("places", "OrganisationEvent").objects.values_list("pgh_label", "key", "end")
    assert (name, life) == (("delete", "Blackpool"), ("update", "RD3", date(2020, 10, 1)))


def test_an_organisation_that_a_table_no_longer_holds_stays_and_is_named():
    tables = reference.read()
    fewer = tuple(row for row in tables.organisations if row[0] != "pseudo-9902")
    rest = {name: tuple(row for row in rows if "pseudo-9902" not in row) for name, rows in tables.tables.items()}
    loaded = load(replace(tables, organisations=fewer, tables=rest))
    said = [(finding.code, finding.where) for finding in loaded.findings]
    assert said == [("reference-organisation-gone", "organisations.csv:pseudo-9902")]
    assert Organisation.objects.filter(key="pseudo-9902").exists()
    assert not Code.objects.filter(code="9902").exists()


def test_faulty_tables_load_nothing():
    fault = error("reference-cell", "codes.csv:7", "A cell cannot be read.", "Mend the line.")
    loaded = load(replace(with_rows(reference.read(), "identities", rename_blackpool), findings=(fault,)))
    assert (loaded.is_refused, loaded.findings) == (True, (fault,))
    assert Identity.objects.get(organisation__key="E06000009").name == "Blackpool"


def test_a_load_that_breaks_off_leaves_nothing():
    tables = with_rows(reference.read(), "identities", rename_blackpool)
    twice = (*tables.tables["codes"], ("E06000059", "cassr", "810", date(2015, 1, 1), None))  # Bournemouth had it
    with pytest.raises(IntegrityError, match="code_denotes_one"), transaction.atomic():
        load(replace(tables, tables=tables.tables | {"codes": twice}))
    assert Identity.objects.get(organisation__key="E06000009").name == "Blackpool"


def test_what_was_added_by_hand_is_left_alone():
    with scope.within(scope.SYSTEM_SCOPE):
        ours = actions.add_organisation(
            by=MAKER,
            at=AT,
            kind="council",
            name="Wessmoor County Council",
            start=date(2009, 4, 1),
            codes={"ons": "X10000001"},
            duties=("adult-social-care",),
        )
    assert not load().is_change
    assert list(ours.codes.values_list("scheme", "code")) == [("ons", "X10000001")]
    assert (ours.identities.get().name, ours.duties.get().duty) == ("Wessmoor County Council", "adult-social-care")


@pytest.fixture
def two():
    return [Organisation.objects.create(key=key, kind="council", start=date(2009, 4, 1)) for key in ("one", "two")]


EARLY = {"start": date(2015, 4, 1), "end": date(2019, 4, 1)}
LATE = {"start": date(2019, 3, 31)}  # one day in both
AFTER = {"start": date(2019, 4, 1)}  # none


def rows(one: Organisation, two: Organisation):
    """For each rule: its name, and how a row of a given period is made, the first time and the second."""
    return [
        ("identity_one_at_a_time", lambda n, p: Identity(organisation=one, name=f"{n}", official_name=f"{n}", **p)),
        ("code_denotes_one", lambda n, p: Code(organisation=(one, two)[n], scheme="cassr", code="X09", **p)),
        ("duty_once", lambda n, p: Duty(organisation=one, duty="adult-social-care", **p)),
        ("containment_one_of_a_kind", lambda n, p: Containment(inner=one, outer=(one, two)[n], kind="region", **p)),
        ("boundary_one_at_a_time", lambda n, p: Boundary(organisation=one, vintage=f"{n}", polygons=[], **p)),
    ]


@pytest.mark.parametrize("n", range(5))
def test_overlaps_are_refused_by_the_database(two, n):
    name, make = rows(*two)[n]
    make(0, EARLY).save()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make(1, LATE).save()
    make(1, AFTER).save()


def test_what_differs_in_any_part_may_overlap(two):
    one, other = two
    Code.objects.create(organisation=one, scheme="cassr", code="X09", **EARLY)
    Code.objects.create(organisation=other, scheme="ods", code="X09", **EARLY)
    Code.objects.create(organisation=other, scheme="cassr", code="X0", **EARLY)
    Containment.objects.create(inner=one, outer=other, kind="region", **EARLY)
    Containment.objects.create(inner=one, outer=other, kind="council", **EARLY)
    Identity.objects.create(organisation=one, name="Same", official_name="Same", **EARLY)
    Identity.objects.create(organisation=other, name="Same", official_name="Same", **EARLY)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        (
            "identity_ends_after_start",
            lambda o: Identity(organisation=o, name="", start=date(2019, 4, 1), end=date(2019, 4, 1)),
        ),
        ("succession_share", lambda o: Succession(predecessor=o, successor=o, day=date(2019, 4, 1), share=0, basis="")),
        (
            "population_persons_by_age",
            lambda o: Population(organisation=o, year=2019, basis="", ages=[0, 18], persons=[1]),
        ),
    ],
)
def test_what_makes_no_sense_is_refused_by_the_database(two, name, make):
    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        make(two[0]).save()


def test_the_command_says_what_it_did():
    Boundary.objects.filter(organisation__key="E06000009").delete()
    first = CliRunner().invoke(cli.app, ["load", "reference"])
    assert (first.exit_code, "boundaries: 1 added, 0 removed" in first.output) == (0, True)
    again = CliRunner().invoke(cli.app, ["load", "reference"])
    assert (again.exit_code, "added" in again.output) == (0, False)
