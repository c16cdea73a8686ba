"""The pool's journeys hold whatever day it is: the year's first, its last, the leap day, a month's end."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.shared import TOP

pytestmark = [pytest.mark.drill, pytest.mark.timeout(1800)]
JOURNEYS = [f"tests/functional/test_{name}.py" for name in ("pool_year", "pool_agreement", "pool_matching", "files")]


@pytest.mark.parametrize("day", ["2027-04-01", "2027-04-30", "2027-05-15", "2028-02-29", "2028-03-31"])
def test_every_journey_passes_on(day):
    """In a process of its own: the day is read when the tests are."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *JOURNEYS]
    environment = os.environ | {"COMMONWEAL_TODAY": day}
    environment.pop("PYTEST_XDIST_WORKER", None)
    ran = subprocess.run(command, cwd=TOP, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout[-4000:]
    assert re.search(r"\b\d\d passed in", ran.stdout), "some were left out: " + ran.stdout[-500:]
    assert "skipped" not in ran.stdout
