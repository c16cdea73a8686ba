"""Hundreds of random steps of a fund's books, as the application's role, against a plain model."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.factories.ledger_machine import Books

STEPS = settings(max_examples=12, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))


def test_random_lives_of_the_books(db):
    run_state_machine_as_test(Books, settings=STEPS)
