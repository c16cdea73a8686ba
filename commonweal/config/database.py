"""Which PostgreSQL, and as whom: three roles, three connections.

`default` is the application's role (web, worker and every test), `owner` migrates and loads structure, `reader` serves
the public face. The embedded server's addresses are kept in the data folder by the supervisor; `DATABASE_URL` (the
owner's address) uses a PostgreSQL of the user's own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from commonweal import server


def databases(mode: str, data_folder: Path) -> dict[str, dict[str, Any]]:
    """Django's DATABASES: `default`, `owner` and `reader` on one database."""
    addresses = server.addresses(data_folder)
    return {
        alias: _database(getattr(addresses, role))
        for alias, role in [("default", "app"), ("owner", "owner"), ("reader", "reader")]
    }


def _database(address: server.Address) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": address.database,
        "USER": address.user,
        "PASSWORD": address.password,
        "HOST": address.host,
        "PORT": address.port,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 10, "prepare_threshold": 1, **dict(address.parameters)},  # core/prepared.py
    }
