"""One-time codes by the clock (RFC 6238) with the parameters that every authenticator app takes: SHA-1, 6 digits, 30 s.

Values in, values out: the moment is passed in, and which step was used last is kept by who asks.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
STEPS_EITHER_SIDE = 1  # a phone's clock may be off by as much, and typing takes time
SEED_BYTES = 20  # as long as the hash (RFC 4226, section 4)


def new_seed() -> str:
    """A secret as authenticator apps take it: base32."""
    return base64.b32encode(secrets.token_bytes(SEED_BYTES)).decode()


def code(seed: str, step: int, digits: int = DIGITS) -> str:
    """The code of a time step: RFC 4226's truncation of the step's HMAC."""
    digest = hmac.new(base64.b32decode(seed), step.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_of(seconds: float) -> int:
    """The time step of a moment in seconds since 1970."""
    return int(seconds) // STEP_SECONDS


def matching_step(seed: str, typed: str, seconds: float, after: int) -> int | None:
    """The step whose code was typed, near the moment and later than the one used last; None if there is none.

    A step serves once (RFC 6238, section 5.2): who reads a code over a shoulder comes too late with it.
    """
    typed = "".join(typed.split())
    if not (typed.isascii() and typed.isdigit()):
        return None
    now, found = step_of(seconds), None
    for step in range(now - STEPS_EITHER_SIDE, now + STEPS_EITHER_SIDE + 1):
        if hmac.compare_digest(code(seed, step), typed) and step > after:
            found = step
    return found


def address(seed: str, *, issuer: str, label: str) -> str:
    """What the QR code holds: the key URI that authenticator apps read."""
    name = quote(f"{issuer}:{label}", safe="")
    return f"otpauth://totp/{name}?" + urlencode({"secret": seed, "issuer": issuer}, quote_via=quote)


def grouped(seed: str) -> str:
    """The seed in fours, for who types it."""
    return " ".join(seed[start : start + 4] for start in range(0, len(seed), 4))
