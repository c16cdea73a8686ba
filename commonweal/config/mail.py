"""How mail leaves, from the environment: by an SMTP server, into a folder to be looked at, or not at all."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SMTP, SENDER, ADDRESS = "COMMONWEAL_SMTP", "COMMONWEAL_MAIL_FROM", "COMMONWEAL_ADDRESS"
LOCAL = {"localhost", "127.0.0.1", "::1"}
PORTS = {"smtp": 587, "smtps": 465}
EXAMPLE = "for example smtps://commonweal:password@mail.example.gov.uk"


@dataclass(frozen=True, slots=True)
class Mail:
    """Where mail goes: a `folder` in demonstration and tests, in production a server's `host`, or nowhere."""

    sender: str
    folder: Path | None = None
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    is_encrypted: bool = False
    begins_encrypted: bool = False

    @property
    def is_sent(self) -> bool:
        """Whether any mail goes anywhere."""
        return bool(self.folder or self.host)

    @property
    def backend(self) -> str:
        """Django's backend for it."""
        kind = "smtp" if self.host else "filebased" if self.folder else "dummy"
        return f"django.core.mail.backends.{kind}.EmailBackend"


def mail(mode: str, data_folder: Path) -> Mail:
    """`COMMONWEAL_SMTP` and `COMMONWEAL_MAIL_FROM` in production; the demonstration writes to nobody."""
    sender = os.environ.get(SENDER, "").strip()
    if mode != "production":
        return Mail(sender or "commonweal@localhost", folder=data_folder / "mail")
    given = os.environ.get(SMTP, "").strip()
    if not given:
        return Mail(sender)
    missing = [name for name in (SENDER, ADDRESS) if not os.environ.get(name, "").strip()]
    if missing:
        raise ImproperlyConfigured(f"To send mail, {' and '.join(missing)} must be set too.")
    where = _smtp(given)
    is_local = where.hostname in LOCAL and where.scheme == "smtp"
    return Mail(
        sender,
        host=where.hostname or "",
        port=where.port or PORTS[where.scheme],
        user=unquote(where.username or ""),
        password=unquote(where.password or ""),
        is_encrypted=where.scheme == "smtp" and not is_local,
        begins_encrypted=where.scheme == "smtps",
    )


def _smtp(given: str) -> SplitResult:
    try:
        where = urlsplit(given)
        is_sound = where.scheme in PORTS and bool(where.hostname) and where.port != 0
    except ValueError:
        is_sound = False
    if not is_sound:
        raise ImproperlyConfigured(f"{SMTP} is no address of a mail server: write {EXAMPLE}")  # without its password
    return where


def site_address(mode: str) -> str:
    """Where people reach this service: what links in mail begin with, whatever a request calls us."""
    given = os.environ.get(ADDRESS, "").strip().rstrip("/")
    if not given:
        return "http://localhost:8000"
    where = urlsplit(given)
    is_safe = where.scheme == "https" or (where.scheme == "http" and where.hostname in LOCAL)
    if not (is_safe and where.hostname) or where.path or where.query or where.fragment or where.username:
        raise ImproperlyConfigured(f"{ADDRESS} is {given}: write it like https://care.example.gov.uk")
    return given
