"""The peer of the ledger in a process of its own, with its own settings, in a schema of its own on the same server.

`python -m tests.benchmarks.peer_hordak HOST PORT USER DATABASE SCHEMA COUNT ...`, password in PGPASSWORD: posts so
many balanced transactions of two legs, each as django-hordak's documentation does it (`transfer_to`), then the same by
`bulk_create`, all in one transaction of the database; prints the seconds as JSON, and checks hordak's own balance.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import date
from importlib.metadata import version

import django
from django.conf import settings


def main(host: str, port: str, user: str, database: str, schema: str, *counts: str) -> None:
    place = {"HOST": host, "PORT": port, "USER": user, "NAME": database, "PASSWORD": os.environ["PGPASSWORD"]}
    options = {"options": f"-c search_path={schema}"}
    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", **place, "OPTIONS": options}},
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "mptt", "djmoney", "hordak"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        CURRENCIES=["GBP"],
        DEFAULT_CURRENCY="GBP",
        HORDAK_INTERNAL_CURRENCY="GBP",
        USE_TZ=True,
    )
    django.setup()
    from django.core import management

    management.call_command("migrate", interactive=False, verbosity=0)
    found = {
        count: {"by transfer_to": one_by_one(int(count)), "by bulk_create": in_bulk(int(count))} for count in counts
    }
    print(json.dumps({"version": version("django-hordak"), "seconds": found}))


def accounts():
    from hordak.models import Account

    made = [
        Account.objects.create(name=name, type=kind, currencies=["GBP"]) for name, kind in [("b", "AS"), ("h", "EX")]
    ]
    return [Account.objects.get(pk=account.pk) for account in made]


def one_by_one(count: int) -> float:
    from django.db import transaction
    from moneyed import Money

    bank, homecare = accounts()
    start = time.perf_counter()
    with transaction.atomic():
        for place in range(count):
            bank.transfer_to(
                homecare, Money(1000 + place, "GBP") / 100, date=date(2017, 4, 6), description=f"Payment {place}"
            )
    seconds = time.perf_counter() - start
    check(homecare, count)
    return seconds


def in_bulk(count: int) -> float:
    from django.db import transaction
    from hordak.models import Leg, Transaction
    from moneyed import Money

    bank, homecare = accounts()
    start = time.perf_counter()
    with transaction.atomic():
        made = Transaction.objects.bulk_create(
            Transaction(date=date(2017, 4, 6), description=f"Payment {place}") for place in range(count)
        )
        sums = [Money(1000 + place, "GBP") / 100 for place in range(count)]
        Leg.objects.bulk_create(
            leg
            for one, money in zip(made, sums, strict=True)
            for leg in (
                Leg(transaction=one, account=bank, credit=money),
                Leg(transaction=one, account=homecare, debit=money),
            )
        )
    seconds = time.perf_counter() - start
    check(homecare, count)
    return seconds


def check(account, count: int) -> None:
    """Hordak's balance is the sum that was posted."""
    pence = sum(1000 + place for place in range(count))
    held = account.get_balance()["GBP"].amount * 100
    if int(held) != pence:
        raise RuntimeError(f"hordak holds {held} pence of {pence}")


if __name__ == "__main__":
    main(*sys.argv[1:])
