"""How much one address may ask, from the environment."""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured

API = "COMMONWEAL_API_PER_MINUTE"
USUAL_PER_MINUTE = 600  # ten a second: every figure, page by page, in a minute


def api_requests_per_minute(mode: str) -> int:
    """`COMMONWEAL_API_PER_MINUTE`: requests of the public API from one address; 0 is no limit, as in the tests."""
    given = os.environ.get(API, "0" if mode == "test" else str(USUAL_PER_MINUTE))
    if not (given.isascii() and given.isdecimal()):
        raise ImproperlyConfigured(f"{API} is {given!r}: give a whole number of requests, or 0 for no limit.")
    return int(given)
