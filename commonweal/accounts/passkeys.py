"""Passkeys and security keys (WebAuthn): what the browser is asked, and whether its answer holds.

The site that a key is bound to is the host of the address, and an answer counts from our own origin alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

NAME = "Commonweal"
LONGEST_ANSWER = 20_000
LOCAL = {"localhost"}  # the one host that browsers let use keys without encryption

State = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Passkey:
    """A key's public part as it is kept, and how often it says that it signed (0 where it does not count)."""

    credential: str
    secret: str
    counter: int


def ask_to_make(host: str, *, handle: int, email: str, name: str, known: Sequence[str]) -> tuple[str, State]:
    """What the browser is asked so that a key is made for a person, as JSON, and what to remember meanwhile."""
    user = PublicKeyCredentialUserEntity(id=f"person-{handle}".encode(), name=email, display_name=name)
    options, state = _server(host).register_begin(
        user,
        credentials=[_kept(secret) for secret in known],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return json.dumps(dict(options.public_key)), dict(state)


def made(host: str, state: State, answer: str) -> Passkey | None:
    """The key that was made; None where the answer does not hold."""
    data = _read(lambda: _server(host).register_complete(state, RegistrationResponse.from_dict(_parsed(answer))))
    if data is None or data.credential_data is None:
        return None
    key = data.credential_data
    return Passkey(websafe_encode(key.credential_id), websafe_encode(key), data.counter)


def ask_to_sign(host: str, known: Sequence[str] | None) -> tuple[str, State]:
    """What the browser is asked so that a known key signs; with None any of its own, and its user verified."""
    needed = UserVerificationRequirement.REQUIRED if known is None else UserVerificationRequirement.PREFERRED
    options, state = _server(host).authenticate_begin(
        None if known is None else [_kept(secret) for secret in known], user_verification=needed
    )
    return json.dumps(dict(options.public_key)), dict(state)


def credential_of(answer: str) -> str:
    """Which key says that it signed; empty where that cannot be read."""
    return _read(lambda: websafe_encode(AuthenticationResponse.from_dict(_parsed(answer)).raw_id)) or ""


def signed(host: str, state: State, known: Passkey, answer: str) -> int | None:
    """The key's count of signatures, if it signed what was asked; None if not, or if a copy of the key did."""

    def count() -> int:
        response = AuthenticationResponse.from_dict(_parsed(answer))
        _server(host).authenticate_complete(state, [_kept(known.secret)], response)
        return response.response.authenticator_data.counter

    counter = _read(count)
    is_copy = counter is not None and bool(counter or known.counter) and counter <= known.counter
    return None if is_copy else counter


def _read(reader: Callable[[], T]) -> T | None:
    """What can be read of a browser's answer and holds.

    Anybody can send anything here, and the parsers of CBOR, keys and signatures fail in many ways: each is a no.
    """
    try:
        return reader()
    except Exception:
        return None


def _server(host: str) -> Fido2Server:
    site = PublicKeyCredentialRpEntity(id=urlsplit(f"//{host}").hostname, name=NAME)
    return Fido2Server(site, verify_origin=lambda origin: _is_ours(host, origin))


def _is_ours(host: str, origin: str) -> bool:
    parts = urlsplit(origin)
    return parts.netloc == host and (parts.scheme == "https" or parts.hostname in LOCAL)


def _kept(secret: str) -> AttestedCredentialData:
    return AttestedCredentialData(websafe_decode(secret))


def _parsed(answer: str) -> dict[str, Any]:
    found = json.loads(answer) if len(answer) <= LONGEST_ANSWER else None
    if not isinstance(found, dict):
        raise ValueError("not an answer of a browser")
    return found
