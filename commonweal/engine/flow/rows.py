"""The rows of the figures of a run, the same for every kernel."""

JOINED, STARTED, UNDELAYED, FINISHED, LEFT, FELL_BACK = 0, 1, 2, 3, 4, 5
"""Rows of `counts`: people of a pool who joined its queue, started, started at once, finished, left or fell back."""

WAITING, ELSEWHERE, SERVED, BUSY = 0, 1, 2, 3
"""Rows of `person_days` and of people at the end of a day: those who wait for a pool in hospital, or out of it; who
are served; who hold a place (those served, and those who keep it while they wait for the next)."""
