"""Where the database is and as whom to enter it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Address:
    """One role's way into one database; `host` is a name or a socket's folder."""

    host: str
    port: str
    database: str
    user: str
    password: str = ""


@dataclass(frozen=True, slots=True)
class Addresses:
    """The three roles' ways in: owner (migrations), app (web, worker, tests), reader (the public face)."""

    owner: Address
    app: Address
    reader: Address


def addresses(data_folder: Path) -> Addresses:
    """The three addresses: from DATABASE_URL where set, otherwise those the embedded server keeps."""
    raise NotImplementedError
