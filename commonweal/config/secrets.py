"""Secrets and addresses come from the environment; production refuses to start without them."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 40


def secret_key(mode: str, data_folder: Path) -> str:
    """The signing key: `COMMONWEAL_SECRET_KEY`, or outside production one made once and kept in the data folder."""
    given = os.environ.get("COMMONWEAL_SECRET_KEY", "")
    if mode == "production":
        if len(given) < SHORTEST_SECRET:
            raise ImproperlyConfigured(
                f"COMMONWEAL_SECRET_KEY must be set to at least {SHORTEST_SECRET} random characters in production. "
                "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        return given
    return given or _kept_secret(data_folder / "secret-key")


def former_keys() -> list[str]:
    """Signing keys that were in use before (`COMMONWEAL_FORMER_SECRET_KEYS`, commas between): they only open."""
    return [key.strip() for key in os.environ.get("COMMONWEAL_FORMER_SECRET_KEYS", "").split(",") if key.strip()]


def _kept_secret(file: Path) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass  # two processes may start at once: the first one's secret holds
    return file.read_text()


def allowed_hosts(mode: str) -> list[str]:
    """The host names that are served: `COMMONWEAL_HOSTS` (commas between); this machine's own outside production."""
    given = [host.strip() for host in os.environ.get("COMMONWEAL_HOSTS", "").split(",") if host.strip()]
    if mode == "production" and not given:
        raise ImproperlyConfigured(
            "COMMONWEAL_HOSTS must name the addresses of this service, for example care.example.gov.uk"
        )
    return given or ["localhost", "127.0.0.1", "[::1]", "testserver"]
