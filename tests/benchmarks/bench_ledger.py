"""Posting with every guard beside a bare COPY of the same rows; statements of ten years beside the same sums in SQL.

On a server of its own that writes safely to disk, as a place would run it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import django
from django.core import management
from django.db import connection, connections

from commonweal import server
from commonweal.server.addresses import keys
from commonweal.server.home import home
from tests.benchmarks.harness import Result, exponent, peak_memory_mib

SIZES = (10_000, 30_000, 100_000)
LEGS = (200_000, 500_000, 1_000_000)
YEARS = 10


def run() -> list[Result]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonweal.config.settings")
    django.setup()
    with own_server():
        return [*posting(), *statements()]


@contextmanager
def own_server() -> Iterator[None]:
    """A fresh installation's database, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="cw-bench-") as folder:
        data = Path(folder)
        try:
            with server.running(data) as ways:
                for alias, way in [("default", ways.app), ("owner", ways.owner), ("reader", ways.reader)]:
                    place = {"NAME": way.database, "USER": way.user, "PASSWORD": way.password}
                    connections[alias].settings_dict.update(place | {"HOST": way.host, "PORT": way.port})
                management.call_command("migrate", database="owner", interactive=False, verbosity=0)
                yield
                connections.close_all()
        finally:
            shutil.rmtree(home(data, keys(data)).folder, ignore_errors=True)


def entries(count: int, first: int = 0, years: int = 1) -> list:
    """Payments over the months of some years, from three lines in turn."""
    from tests.factories.pool import draft

    lines = ("HOMECARE-NHS", "HOMECARE-IBCF", "REABLEMENT-NHS")
    months = 12 * years
    days = [date(2017 + (3 + month) // 12, (3 + month) % 12 + 1, day) for month in range(months) for day in (3, 17)]
    return [
        draft(
            (lines[place % 3], 1000 + place),
            ("BANK", -1000 - place),
            day=days[place % len(days)],
            description=f"Payment {place} to a provider of care",
            reference=f"INV-{place}",
        )
        for place in range(first, first + count)
    ]


def posting() -> list[Result]:
    """Entries of two legs, all guards on, in one posting; the peer copies the same rows into tables without guards."""
    ours, peer = [], []
    for size in SIZES:
        drafts = entries(size)
        ours.append(min(seconds_to_post(drafts) for _ in range(2)))
        peer.append(min(seconds_to_copy(drafts) for _ in range(2)))
    return [
        Result(
            "post to the ledger, every guard on, in bulk",
            f"{size:,} entries of 2 legs",
            mine,
            "s",
            f"within 4 x of COPY at {SIZES[-1]:,}",
            mine <= 4 * theirs if size == SIZES[-1] else None,  # smaller ones show the growth, with their own ratio
            beside={"COPY without guards": theirs},
            notes={"times COPY": mine / theirs, "growth exponent": exponent(SIZES, ours), "MiB": peak_memory_mib()},
        )
        for size, mine, theirs in zip(SIZES, ours, peer, strict=True)
    ]


def seconds_to_post(drafts: list) -> float:
    from commonweal.core import scope
    from commonweal.pool import actions
    from tests.factories.pool import AT, invented_fund

    made = invented_fund()
    start = time.perf_counter()
    with scope.within(made.seen_by(made.jo)):
        actions.post(by=made.jo, at=AT, fund=made.fund, drafts=drafts, kind="from a file")
    return time.perf_counter() - start


def seconds_to_copy(drafts: list) -> float:
    """The same rows into tables with the same columns and indexes, and nothing else, made durable by one commit."""
    connections["owner"].ensure_connection()
    cursor = connections["owner"].connection.cursor()
    for table in ("entry", "leg"):
        cursor.execute(
            f"drop table if exists bare_{table}; create table bare_{table} (like pool_{table} including all)"
        )
    start = time.perf_counter()
    cursor.execute("begin")
    with cursor.copy("copy bare_entry (id, fund_id, posting_id, day, description, reference) from stdin") as copy:
        for place, draft in enumerate(drafts):
            copy.write_row((place, 1, 1, draft.day, draft.description, draft.reference))
    with cursor.copy("copy bare_leg (entry_id, position, fund_id, account_id, amount_pence, memo) from stdin") as copy:
        for place, draft in enumerate(drafts):
            for position, leg in enumerate(draft.legs, 1):
                copy.write_row((place, position, 1, 5, leg.amount_pence, leg.memo))
    cursor.execute("commit")
    return time.perf_counter() - start


PLAIN = """
select coalesce(c.code, ''), sum(l.amount_pence) from pool_leg l join pool_entry e on e.id = l.entry_id
join pool_account a on a.id = l.account_id left join pool_scheme c on c.id = a.scheme_id
where e.fund_id = %s and e.day >= %s and e.day < %s group by 1
"""


def statements() -> list[Result]:
    """A statement from the middle of a month to the middle of another, by scheme, partner and source."""
    from commonweal.core import scope
    from commonweal.engine.ledger.closing import PeriodStep
    from commonweal.engine.periods import Month, Period
    from commonweal.pool import actions, queries
    from tests.factories.pool import AT, MAKER, invented_fund

    made, posted, results, ours = invented_fund(), 0, [], []
    with scope.within(scope.SYSTEM_SCOPE):
        for count in range(12, 12 * YEARS):
            month = Month(2017, 4) + count
            actions.step_period(by=MAKER, at=AT, fund=made.fund, month=month, step=PeriodStep.OPEN)
    period = Period(date(2019, 6, 10), date(2025, 11, 12))
    for legs in LEGS:
        while posted < legs // 2:
            with scope.within(made.seen_by(made.jo)):
                drafts = entries(min(100_000, legs // 2 - posted), posted, YEARS)
                actions.post(by=made.jo, at=AT, fund=made.fund, drafts=drafts)
            posted += len(drafts)
        with connections["owner"].cursor() as cursor:
            cursor.execute("analyze pool_entry; analyze pool_leg; analyze pool_balance; analyze pool_daybalance")
        with scope.within(made.seen_by(made.sam)):
            mine = max(
                milliseconds(lambda by=by: queries.statement(made.fund, period, by=by))
                for by in ("scheme", "source", "partner")
            )
            plain = milliseconds(lambda: sums(made.fund.pk, period))
            told = {line.key: line.spending_pence for line in queries.statement(made.fund, period, by="scheme")}
            assert {key: pence for key, pence in told.items() if key} == {
                key: int(pence) for key, pence in sums(made.fund.pk, period) if key
            }
        ours.append(mine)
        results.append(
            Result(
                "statement of a pool over any days, the slowest of scheme, source, partner",
                f"{legs:,} legs, {YEARS} years",
                mine,
                "ms",
                "under 60 ms and flat",
                mine < 60,
                beside={"the same sums in plain SQL": plain},
                notes={"growth exponent": exponent(LEGS[: len(ours)], ours) if len(ours) > 1 else "-"},
            )
        )
    return results


def sums(fund_id: int, period) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(PLAIN, [fund_id, period.start, period.end])
        return cursor.fetchall()


def milliseconds(work) -> float:
    """The median of nine, after warming up."""
    from tests.benchmarks.harness import measure

    return 1000 * measure(work, runs=9, warm=2).median
