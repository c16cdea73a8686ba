"""Which tests one worker runs together, and what begins first.

Whoever looks at the running demonstration does so on one worker, which starts it once; likewise those that stand on the
database with every publication. What takes longest begins first, so that no worker is left alone with it at the end.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

OF_THEIR_OWN = (
    "tests/functional/test_pool_whole_year.py",
    "tests/functional/test_signing_in.py",
    "tests/functional/test_eyes.py",
)
LONGEST = ("the demonstration", *OF_THEIR_OWN, "every publication", "tests/apps/pool/test_upgrade.py")
PUBLISHED = (
    "tests/apps/observations/test_alerts.py",
    "tests/apps/observations/test_pages.py",
    "tests/apps/plans/test_observed.py",
    "tests/apps/api/test_answers.py",
)


def group(module: str) -> str:
    """What a module is run together with."""
    if module.startswith("tests/functional/") and module not in OF_THEIR_OWN:
        return "the demonstration"
    return "every publication" if module in PUBLISHED else module


def rank(nodeid: str) -> int:
    """When its group begins: those that take longest in their order, the others after them as they were found."""
    found = group(nodeid.split("::", 1)[0])
    return LONGEST.index(found) if found in LONGEST else len(LONGEST)


class Together(LoadScopeScheduling):
    """Modules by their groups, in the order of their ranks and not of their numbers of tests."""

    def __init__(self, config: pytest.Config, log: Any) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid.split("::", 1)[0])
