"""How people sign in here, from the environment: an organisation's own provider, the demonstration's exemption."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from commonweal.accounts.trusted import Provider

PROVIDER = ("COMMONWEAL_OIDC_ISSUER", "COMMONWEAL_OIDC_CLIENT_ID", "COMMONWEAL_OIDC_CLIENT_SECRET")
EXEMPTION = "COMMONWEAL_DEMONSTRATION_SECOND_STEP"
LOCAL = {"localhost", "127.0.0.1", "::1"}


def provider() -> Provider | None:
    """Issuer, client id and client secret, all or none; `COMMONWEAL_OIDC_NAME` is what the button says."""
    issuer, client_id, client_secret = (os.environ.get(name, "").strip() for name in PROVIDER)
    if not (issuer or client_id or client_secret):
        return None
    missing = [name for name in PROVIDER if not os.environ.get(name, "").strip()]
    if missing:
        raise ImproperlyConfigured(
            f"Sign-in by a provider needs {' and '.join(missing)} too. Set all three, or none of them."
        )
    where = urlsplit(issuer)
    if where.scheme != "https" and where.hostname not in LOCAL:
        raise ImproperlyConfigured(
            f"COMMONWEAL_OIDC_ISSUER is {issuer}: it must begin with https://, or anybody on the way could sign in."
        )
    return Provider(issuer, client_id, client_secret, os.environ.get("COMMONWEAL_OIDC_NAME", "your organisation"))


def demonstration_needs_no_second_step(mode: str) -> bool:
    """Whether the demonstration's people sign in by their password alone: only where the demonstration runs.

    `COMMONWEAL_DEMONSTRATION_SECOND_STEP` is `exempt` (the demonstration's default) or `required`.
    """
    wanted = os.environ.get(EXEMPTION, "exempt" if mode == "demonstration" else "required")
    if wanted not in {"exempt", "required"}:
        raise ImproperlyConfigured(f"{EXEMPTION} is {wanted!r}: it can be exempt or required.")
    if wanted == "exempt" and mode != "demonstration":
        raise ImproperlyConfigured(
            f"{EXEMPTION}=exempt would let people in by a password that everybody knows. "
            "It is for the demonstration alone: take it out of the environment."
        )
    return wanted == "exempt"


def proxy_header() -> tuple[str, str] | None:
    """Which header says that a request came encrypted: X-Forwarded-Proto with `COMMONWEAL_BEHIND_PROXY=yes`, else none.

    Only behind a proxy that sets it itself: from anybody else it would be a lie.
    """
    behind = os.environ.get("COMMONWEAL_BEHIND_PROXY", "") == "yes"
    return ("HTTP_X_FORWARDED_PROTO", "https") if behind else None
