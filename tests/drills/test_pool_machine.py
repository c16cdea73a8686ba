"""Thousands of random steps of a fund's books."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.factories.ledger_machine import Books

STEPS = settings(max_examples=80, stateful_step_count=60, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.drill
@pytest.mark.timeout(1800)
def test_random_lives_of_the_books(db):
    run_state_machine_as_test(Books, settings=STEPS)
