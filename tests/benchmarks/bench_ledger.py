"""Posting with every guard beside a bare COPY of the same rows; statements of ten years beside the same sums in SQL.

On a server of its own that writes safely to disk, as a place would run it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
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
HORDAK_SHARE = 20  # it posts a twentieth as many entries, and its seconds are reckoned up: it would take minutes
LEGS = (200_000, 500_000, 1_000_000)
LEGS_A_YEAR = 100_000
YEARS = LEGS[-1] // LEGS_A_YEAR


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


def entries(count: int, first: int = 0, years: int = 1, years_before: int = 0) -> list:
    """Payments over the months of some years, from three lines in turn."""
    from tests.factories.pool import draft

    lines = ("HOMECARE-NHS", "HOMECARE-IBCF", "REABLEMENT-NHS")
    months = range(12 * years_before, 12 * (years_before + years))
    days = [date(2017 + (3 + month) // 12, (3 + month) % 12 + 1, day) for month in months for day in (3, 17)]
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
    hordak = seconds_of_hordak()
    return [
        Result(
            "post to the ledger, every guard on, in bulk",
            f"{size:,} entries of 2 legs",
            mine,
            "s",
            f"within 4 x of COPY at {SIZES[-1]:,}; 20 x django-hordak",
            # smaller ones show the growth, with their own ratio
            mine <= 4 * theirs and hordak[size]["by transfer_to"] >= 20 * mine if size == SIZES[-1] else None,
            beside={
                "COPY without guards": theirs,
                **{f"django-hordak {how} (of {size // HORDAK_SHARE:,})": s for how, s in hordak[size].items()},
            },
            notes={"times COPY": mine / theirs, "growth exponent": exponent(SIZES, ours), "MiB": peak_memory_mib()},
        )
        for size, mine, theirs in zip(SIZES, ours, peer, strict=True)
    ]


def seconds_of_hordak() -> dict[int, dict[str, float]]:
    """Seconds that each size would take django-hordak, in its own process and schema of the same database."""
    place = connections["owner"].settings_dict
    with connections["owner"].cursor() as cursor:
        cursor.execute("drop schema if exists peer_hordak cascade; create schema peer_hordak")
    counts = {size: str(size // HORDAK_SHARE) for size in SIZES}
    where = [place["HOST"], str(place["PORT"]), place["USER"], place["NAME"], "peer_hordak"]
    told = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.peer_hordak", *where, *counts.values()],
        env={**os.environ, "PGPASSWORD": place["PASSWORD"]},
        check=True,
        capture_output=True,
        text=True,
    )
    seconds = json.loads(told.stdout)["seconds"]
    return {size: {how: s * HORDAK_SHARE for how, s in seconds[count].items()} for size, count in counts.items()}


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
    for legs in LEGS:
        years = legs // LEGS_A_YEAR
        period = Period(date(2017, 6, 10), date(2017 + years, 2, 12))  # all years but for some weeks at either end
        while posted < legs // 2:
            with scope.within(made.seen_by(made.jo)):
                drafts = entries(LEGS_A_YEAR // 2, posted, 1, 2 * posted // LEGS_A_YEAR)
                actions.post(by=made.jo, at=AT, fund=made.fund, drafts=drafts)
            posted += len(drafts)
        with connections["owner"].cursor() as cursor:
            cursor.execute("analyze pool_entry; analyze pool_leg; analyze pool_balance; analyze pool_daybalance")
        with scope.within(made.seen_by(made.sam)):
            mine = max(
                milliseconds(lambda by=by, period=period: queries.statement(made.fund, period, by=by))
                for by in ("scheme", "source", "partner")
            )
            plain = milliseconds(lambda period=period: sums(made.fund.pk, period))
            told = {line.key: line.spending_pence for line in queries.statement(made.fund, period, by="scheme")}
            assert {key: pence for key, pence in told.items() if key} == {
                key: int(pence) for key, pence in sums(made.fund.pk, period) if key
            }
        ours.append(mine)
        results.append(
            Result(
                "statement of a pool over any days, the slowest of scheme, source, partner",
                f"{legs:,} legs, {years} years",
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
