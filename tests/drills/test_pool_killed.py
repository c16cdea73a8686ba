"""The server is killed amid postings, a hundred times: what was acknowledged is there, and nothing is by half.

The server is a real one of its own (the tests' usual server is made again rather than mended after a crash).
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import DatabaseError, connections

from commonweal import server
from commonweal.cli import manage
from commonweal.core import scope
from commonweal.pool import actions, queries
from commonweal.server.addresses import keys
from commonweal.server.home import home
from tests.database import pointed_at
from tests.factories.pool import AT, draft, invented_fund

ROUNDS = 100
WRITERS = 4


def kill(folder: Path) -> None:
    """SIGKILL to the server and every process of it."""
    pid = int((home(folder, keys(folder)).data / "postmaster.pid").read_text().split()[0])
    children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    for process in [pid, *children]:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    while is_alive(pid):
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that is dead and not yet buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


class Writer(threading.Thread):
    """Posts until the server is gone; `acknowledged` and `tried` map references to the number of entries."""

    def __init__(self, made, name):
        super().__init__()
        self.made, self.prefix = made, name
        self.acknowledged, self.tried = {}, {}

    def run(self):
        choice = random.Random(self.prefix)
        try:
            for place in range(100_000):
                reference, count, pence = f"{self.prefix}-{place}", choice.randint(1, 40), choice.randint(1, 10**6)
                entries = [draft(("BANK", pence), ("IN-IBCF", -pence), reference=reference)] * count
                self.tried[reference] = count
                with scope.within(self.made.seen_by(self.made.jo)):
                    actions.post(by=self.made.jo, at=AT, fund=self.made.fund, drafts=entries)
                self.acknowledged[reference] = count
        except DatabaseError:
            pass
        finally:
            connections.close_all()


@pytest.mark.drill
@pytest.mark.timeout(1800)
def test_killed_in_the_middle_of_postings(request, tmp_path_factory, django_db_blocker):
    folder, chance = tmp_path_factory.mktemp("killed"), random.Random(20170401)
    request.addfinalizer(lambda: shutil.rmtree(home(folder, keys(folder)).folder))
    acknowledged, tried = {}, {}
    with django_db_blocker.unblock(), server.running(folder) as ways, pointed_at(ways):
        manage.bring_up_to_date()
        made = invented_fund(months=1)
        for turn in range(ROUNDS):
            writers = [Writer(made, f"{turn}-{number}") for number in range(WRITERS)]
            for writer in writers:
                writer.start()
            time.sleep(chance.uniform(0.1, 0.5))
            kill(folder)
            for writer in writers:
                writer.join(60)
                acknowledged |= writer.acknowledged
                tried |= writer.tried
            connections.close_all()
            with server.running(folder):  # starts it again; the outer block keeps it
                check(made, acknowledged, tried)
    print(f"{ROUNDS} kills, {len(acknowledged)} postings acknowledged, {len(tried)} tried")
    assert len(acknowledged) > ROUNDS


def check(made, acknowledged, tried):
    """Every acknowledged posting is whole, others are whole or absent, and the chain and the balances hold."""
    with scope.within(scope.SYSTEM_SCOPE):
        rows = list(queries.journal(made.fund))
        held = Counter(row.entry.reference for row in rows)
        assert {reference: held[reference] for reference in acknowledged} == acknowledged
        assert all(tried[reference] == count for reference, count in held.items())
        assert queries.verify(made.fund) == []
        total_pence = sum(row.entry.legs[0].amount_pence for row in rows)
        assert queries.trial_balance(made.fund).get("BANK", 0) == total_pence
