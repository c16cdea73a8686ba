"""Sign-in by an organisation's own provider (OpenID Connect): there by redirect, back with a signed word of who it is.

Authlib keeps state, nonce and the code verifier (PKCE) in the session and checks the token's signature, issuer,
audience and age; here it is asked, and what it found is put into words of ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from joserfc.errors import JoseError

from commonweal.accounts.trusted import Provider

TIMEOUT_SECONDS = 10
SEVERAL_FACTORS = "mfa"  # RFC 8176: the provider's word that it asked for more than one thing
FAULTS = (AuthlibBaseError, JoseError, requests.RequestException, ValueError, KeyError, TypeError)


@dataclass(frozen=True, slots=True)
class Claims:
    """Whom the provider says it is, and how they showed it."""

    issuer: str
    subject: str
    email: str
    email_verified: bool
    second_step: bool


class NotSaid(Exception):  # noqa: N818 (it is said to a person, not a fault of the program)
    """The provider did not say who it is: it refused, cannot be reached, or its word does not hold."""


def is_known() -> bool:
    """Whether there is a provider."""
    return settings.SIGN_IN_PROVIDER is not None


def name() -> str:
    """What the provider's button says; empty where there is none."""
    return settings.SIGN_IN_PROVIDER.name if is_known() else ""


def go(request: HttpRequest, back: str) -> HttpResponse:
    """On to the provider; `back` is where it sends people afterwards. Raises NotSaid where it cannot be reached."""
    try:
        answer: HttpResponse = _client().authorize_redirect(request, back)
    except FAULTS as fault:
        raise NotSaid(str(fault)) from fault
    return answer


def come_back(request: HttpRequest) -> Claims:
    """Who came back. Raises NotSaid."""
    told: Provider = settings.SIGN_IN_PROVIDER
    client = _client()
    try:
        if client.load_server_metadata()["issuer"].rstrip("/") != told.issuer.rstrip("/"):
            raise NotSaid("the provider calls itself by another name than the one that is set")
        token = client.authorize_access_token(request)
        claims = dict(token["userinfo"])
        if "email" not in claims:
            claims = _more(client, token, claims)
        return _claims(told, claims)
    except FAULTS as fault:
        raise NotSaid(str(fault)) from fault


def _more(client: Any, token: dict[str, Any], claims: dict[str, Any]) -> dict[str, Any]:
    """What the provider tells only when asked once more; it must be about the same person."""
    more = dict(client.userinfo(token=token))
    if more.get("sub") != claims["sub"]:
        raise NotSaid("the provider spoke of two different people")
    return more | claims


def _claims(told: Provider, claims: dict[str, Any]) -> Claims:
    methods, subject = claims.get("amr"), claims["sub"]
    if not (isinstance(subject, str) and subject):
        raise NotSaid("the provider spoke of nobody")
    return Claims(
        issuer=told.issuer.rstrip("/"),
        subject=subject,
        email=str(claims.get("email", "")).strip().lower(),
        email_verified=claims.get("email_verified") is True,
        second_step=isinstance(methods, list) and SEVERAL_FACTORS in methods,
    )


def _client() -> Any:
    told: Provider = settings.SIGN_IN_PROVIDER
    return OAuth().register(
        "provider",
        client_id=told.client_id,
        client_secret=told.client_secret,
        server_metadata_url=told.issuer.rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": TIMEOUT_SECONDS,
        },
    )
