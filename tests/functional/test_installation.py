"""The database under the tests and the one that `commonweal run` made guard their rows alike, to the letter.

The product is the one whose pages the other tests here look at: started as a user starts it, the demonstration loaded.
"""

from __future__ import annotations

from dataclasses import replace

import psycopg
import pytest
from django.apps import apps
from django.db import connections

from commonweal import server
from tests.catalogue import PARTS, catalogue, differences

FAULTS = {
    "a right more": "grant truncate on pool_leg to {app}",
    "a right less": "revoke insert on pool_leg from {app}",
    "a column's right": "grant update (amount_pence) on pool_leg to {app}",
    "a disabled trigger": "alter table pool_posting disable trigger seal",
    "a key that is not kept": "alter table pool_leg disable trigger all",
    "rows open to all": "alter table pool_entry disable row level security",
    "a policy less": "drop policy pool_entry_see on pool_entry",
    "a policy changed": "alter policy pool_entry_see on pool_entry using (true)",
    "a guard's function open": "grant execute on function pool_seal() to public",
    "a guard's function for its caller": "alter function pool_seal() security invoker",
    "a mightier role": "alter role {app} createdb",
    "a right in time to come": "alter default privileges in schema public grant truncate on tables to {app}",
}


def entered(way):
    return psycopg.connect(way.conninfo())


def administrator(folder, database):
    way = server.addresses(folder).owner if server.is_external() else server.superuser(folder)
    return replace(way, database=database)


@pytest.fixture
def of_the_tests(db, settings):
    """The tests' own database, as its administrator; whatever is done to it is rolled back."""
    with entered(administrator(settings.DATA_FOLDER, connections["default"].settings_dict["NAME"])) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def roles(settings):
    ways = server.addresses(settings.DATA_FOLDER)
    return [ways.owner.user, ways.app.user, ways.reader.user]


def test_the_tests_database_is_guarded_as_the_products_is(of_the_tests, installed, roles):
    name = server.addresses(installed.data).app.database
    with entered(administrator(installed.data, name)) as product:
        ours, theirs = catalogue(of_the_tests, roles), catalogue(product, roles)
        loaded = product.execute("select count(*) from pool_entry").fetchone()
    assert differences(ours, theirs) == []
    assert loaded > (0,)  # the demonstration's entries: it is the product's
    tables = {model._meta.db_table for model in apps.get_app_config("pool").get_models()}
    guarded = {row.split(" | ")[0] for row in theirs["policies"]}
    assert tables - guarded == set()
    assert {part: len(rows) for part, rows in theirs.items() if not rows}.keys() <= {"rules", "triggers of events"}
    assert set(theirs) == set(PARTS)


def test_the_product_and_the_tests_enter_as_the_same_role(db, installed, roles):
    with connections["default"].cursor() as cursor:
        cursor.execute("select current_user, session_user")
        ours = cursor.fetchone()
    with entered(server.addresses(installed.data).app) as web:
        assert web.execute("select current_user, session_user").fetchone() == ours == (roles[1], roles[1])


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_difference_is_seen(of_the_tests, roles, fault):
    before = catalogue(of_the_tests, roles)
    of_the_tests.execute(FAULTS[fault].format(app=f'"{roles[1]}"'))
    assert differences(before, catalogue(of_the_tests, roles)) != []
