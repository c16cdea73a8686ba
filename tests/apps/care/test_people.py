"""People: exactly one lead, every read written down, nobody sees them but social workers of their council."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from commonweal.accounts import roles
from commonweal.care import actions, models, queries
from commonweal.core import scope
from commonweal.core.scope import Scope
from tests.factories.line import MADE, invented_line, number
from tests.factories.pool import AT
from tests.factories.world import add_person, give

KNOWN = {"what": "The record", "why": "A test"}


def refused(call):
    with pytest.raises(actions.Refused) as found:
        call()
    return [one.code for one in found.value.findings]


def add(line, **more):
    of = {
        "organisation": line.pool.council, "nhs_number_text": number(900), "name": "Bo Invented",
        "born": date(1939, 1, 1), "since": date(2017, 4, 1), "lead": line.worker,
    }  # fmt: skip
    return actions.add_person(**MADE, **of | more)


def test_nobody_is_taken_up_with_a_wrong_number_name_or_twice(line):
    assert refused(lambda: add(line, nhs_number_text="9434765918")) == ["nhs-number"]
    assert refused(lambda: add(line, nhs_number_text="", name=" ")) == ["nhs-number", "person-name"]
    assert refused(lambda: add(line, born=date(2018, 1, 1))) == ["person-born"]
    add(line, nhs_number_text="943 476 5919")
    assert refused(lambda: add(line, nhs_number_text="943-476-5919")) == ["already-there"]


def test_a_demonstration_takes_no_number_that_may_be_somebodys(line):
    with scope.within(scope.SYSTEM_SCOPE):
        type(line.worker).objects.filter(pk=line.worker.pk).update(is_demonstration=True)
    assert refused(lambda: add(line, nhs_number_text="9434765919")) == ["nhs-number-of-somebody"]
    add(line)


@pytest.mark.parametrize("text", ["9434765918", "943476591", "abcdefghij", "9990000001"])
def test_the_database_checks_the_number_itself(line, text):
    with pytest.raises(IntegrityError, match="person_nhs_number_checked"), transaction.atomic():
        models.Person.objects.create(
            organisation=line.pool.council, nhs_number=text, name="X", born=date(1940, 1, 1), since=date(2017, 4, 1),
            person_name="x", at=AT,
        )  # fmt: skip


def test_somebody_leads_at_each_moment_and_never_two(line):
    person, other = line.person(), add_person("other-lead@example.org", "Oz Other")
    actions.hand_over(**MADE, person=person, worker=other, start=date(2017, 6, 1))
    told = [(lead.worker_name, lead.start, lead.until) for lead in queries.leads(person)]
    assert told == [("Wren Worker", date(2017, 4, 1), date(2017, 6, 1)), ("Oz Other", date(2017, 6, 1), None)]
    days = [date(2017, 3, 31), date(2017, 5, 31), date(2017, 6, 1), date(2030, 1, 1)]
    names = [lead and lead.worker_name for lead in (queries.lead_on(person, day) for day in days)]
    assert names == [None, "Wren Worker", "Oz Other", "Oz Other"]
    again = {"person": person, "worker": line.worker}
    assert refused(lambda: actions.hand_over(**MADE, **again, start=date(2017, 6, 1))) == ["already-there"]
    assert refused(lambda: actions.hand_over(**MADE, **again, start=date(2017, 5, 1))) == ["lead-back-in-time"]


def test_the_database_refuses_a_person_whom_nobody_leads(line):
    with pytest.raises(IntegrityError, match="leads from the first day"), transaction.atomic():
        models.Person.objects.create(
            organisation=line.pool.council, nhs_number=number(901), name="X", born=date(1940, 1, 1),
            since=date(2017, 4, 1), person_name="x", at=AT,
        )  # fmt: skip
        connection.cursor().execute("set constraints somebody_leads immediate")


def test_every_read_is_written_down(line):
    person = line.person()
    assert actions.read_person(**MADE, person_id=person.pk, **KNOWN).name == "Ann Invented"
    actions.read_people(**MADE, person_ids=None, what="A list", why="A test")
    assert [(one.what, one.person_name) for one in queries.accesses(person)] == [
        ("A list", "Test"),
        ("The record", "Test"),
    ]
    assert actions.read_person(**MADE, person_id=0, **KNOWN) is None


def test_a_read_that_fails_shows_nothing_and_notes_nothing(line):
    person = line.person()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.read_person(**MADE, person_id=person.pk, **KNOWN)
        raise ZeroDivisionError
    assert not queries.accesses(person).exists()


def test_a_package_is_one_persons_and_of_their_place(line):
    person, request = line.person(), line.request(date(2017, 5, 1))
    actions.arrange(**MADE, person=person, request=request)
    assert refused(lambda: actions.arrange(**MADE, person=line.person(), request=request)) == ["already-there"]
    elsewhere = invented_line().request(date(2017, 5, 1))
    assert refused(lambda: actions.arrange(**MADE, person=person, request=elsewhere)) == ["arranged-elsewhere"]
    assert queries.people_behind([request.pk]) == {request.pk: person.pk}


def test_only_social_workers_of_the_council_see_people_and_others_how_many(db):
    line, other = invented_line(), invented_line()
    with scope.within(scope.SYSTEM_SCOPE):
        person, request = line.person(), line.request(date(2017, 5, 1))
        actions.arrange(**MADE, person=person, request=request)
    finance = add_person("finance-eyes@example.org")
    give(finance, line.pool.council, "council-finance")
    eyes = {
        "social worker": (Scope(line.worker.pk, (line.pool.council.pk,)), 1, 1),
        "finance": (Scope(finance.pk, (line.pool.council.pk,)), 0, 1),
        "another council's social worker": (Scope(other.worker.pk, (other.pool.council.pk,)), 0, 0),
        "with another organisation in scope alone": (Scope(line.worker.pk, (other.pool.council.pk,)), 0, 0),
        "nobody": (Scope(), 0, 0),
        "national": (Scope(finance.pk, (), is_national=True), 0, 0),
    }
    for name, (seen, people, counted) in eyes.items():
        with scope.within(seen):
            assert queries.people().filter(pk=person.pk).count() == people, name
            assert len(queries.people_behind([request.pk])) == people, name
            assert queries.people_count([request.pk]) == counted, name


def test_the_database_and_the_list_of_roles_say_the_same():
    """The kinds of role in the policy are those that may see people."""
    import importlib

    guards = importlib.import_module("commonweal.care.migrations.0002_guards")
    kinds = {key for key, kind in roles.KINDS.items() if roles.SEE_PEOPLE in kind.permissions}
    assert ", ".join(f"'{kind}'" for kind in sorted(kinds)) == guards.SEE_PEOPLE


@pytest.mark.parametrize("table", ["person", "leadprofessional", "arrangement", "accessevent"])
@pytest.mark.parametrize("what", ["update {} set at = now()", "delete from {}", "truncate {}"])
def test_nothing_is_changed_or_removed(line, table, what):
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        connection.cursor().execute(what.format(f"care_{table}"))
