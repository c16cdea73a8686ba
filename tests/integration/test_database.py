"""The tests' own database: the application's role, and no test sees what another one wrote."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from commonweal import server

TOP = Path(__file__).parents[2]


@pytest.mark.django_db
def test_tests_run_as_the_applications_role(settings):
    with connection.cursor() as cursor:
        cursor.execute("select current_user, current_database()")
        user, database = cursor.fetchone()
    assert user == server.addresses(settings.DATA_FOLDER).app.user
    assert database.startswith("commonweal_test_")


@pytest.mark.django_db
@pytest.mark.parametrize("_", [1, 2])
def test_what_a_test_wrote_is_rolled_back(_):
    ContentType.objects.create(app_label="test", model="rolled_back")
    assert ContentType.objects.filter(app_label="test").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_", [1, 2])
def test_what_a_test_committed_is_gone_and_what_the_template_held_is_back(_):
    held = ContentType.objects.exclude(app_label="test")
    assert held.filter(app_label="core", model="job").exists()
    assert not ContentType.objects.filter(app_label="test").exists()
    ContentType.objects.create(app_label="test", model="committed")
    held.filter(app_label="core").delete()


@pytest.mark.drill
@pytest.mark.parametrize("workers", ["0", "2"])
def test_tests_that_are_left_out_are_counted(workers):
    sample = "tests/engine"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        workers,
        "-m",
        "shared_data",
        "-p",
        "no:cacheprovider",
        sample,
    ]
    listed = subprocess.run([*command, "--collect-only"], cwd=TOP, capture_output=True, text=True).stdout
    count = listed.count("::")
    assert count > 0
    environment = os.environ | {"COMMONWEAL_SHARED_DATA": "/nowhere"}
    environment.pop("PYTEST_XDIST_WORKER", None)
    said = subprocess.run(command, cwd=TOP, capture_output=True, text=True, env=environment)
    assert f"{count} tests left out: /nowhere is not here" in said.stdout
