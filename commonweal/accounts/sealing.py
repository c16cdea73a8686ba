"""Secrets at rest: a copy of the database alone opens no seed, recovery code or invitation."""

from __future__ import annotations

import base64
import hashlib
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.crypto import salted_hmac

RECOVERY_BYTES = 10  # 16 letters and figures: 80 bits, beyond guessing


def seal(text: str) -> str:
    """The text, readable only with the service's secret key."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str | None:
    """What was sealed; None where the secret key has changed since (keep the old one as a fallback)."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _derived(key: str) -> bytes:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"commonweal second step").derive(key.encode())
    return base64.urlsafe_b64encode(made)


def new_recovery_code() -> str:
    """A code like abcd-efgh-2345-6789."""
    text = base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode().lower()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def recovery_digest(person_id: int, typed: str, key: str | None = None) -> str:
    """What is kept of a recovery code; case, spaces and hyphens do not matter."""
    plain = "".join(letter for letter in typed.lower() if letter.isalnum())
    return salted_hmac("commonweal.recovery-code", f"{person_id}:{plain}", key, algorithm="sha256").hexdigest()


def recovery_digests(person_id: int, typed: str) -> list[str]:
    """What may be kept of a recovery code: under the secret key, or under one that was in use when it was made."""
    return [recovery_digest(person_id, typed, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def address_digest(email: str) -> str:
    """What is kept of an address that may be anybody's: enough to know it again."""
    return salted_hmac("commonweal.address", email.strip().lower(), algorithm="sha256").hexdigest()


def new_token() -> str:
    """What an invitation's link carries: 256 bits."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    """What is kept of a link's token: it is too long to guess, so a plain hash hides it."""
    return hashlib.sha256(token.encode()).hexdigest()
