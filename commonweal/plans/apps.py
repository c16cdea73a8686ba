"""The plans room."""

import logging

from django.apps import AppConfig

from commonweal.plans.rounds import faults, rounds

log = logging.getLogger(__name__)


class PlansConfig(AppConfig):
    """Settings of the room."""

    name = "commonweal.plans"
    label = "plans"

    def ready(self) -> None:
        """Open the offices of every round, so that people can be given them; say which files are no rounds."""
        from commonweal.plans.offices import open_offices

        open_offices(rounds().values())
        for fault in faults():
            log.warning("A round of this installation: %s", fault)
