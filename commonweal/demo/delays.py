"""England's published delays, by council and by trust, from the tables of facts that ship with the program."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from commonweal.core.actor import SYSTEM
from commonweal.demo import facts
from commonweal.observations import actions, queries


def load(now: datetime, report: Callable[..., None]) -> None:
    """Put every publication into the record through the actions; those that are there already are left alone."""
    known = queries.digests()
    tables = (facts.DELAYS, facts.DISCHARGES, facts.DELAY_REASONS, facts.LAST_DELAYS)
    files = [file for table in tables for file in facts.read(name=table) if file.sha256 not in known]
    for done, file in enumerate(files, start=1):
        report("Loading England's published delays", done, len(files))
        actions.import_facts(by=SYSTEM, at=now, facts=file)
    actions.reckon(by=SYSTEM, at=now)
