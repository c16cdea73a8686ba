"""Whose word of who somebody is we take: a value that settings make from the environment, before Django is set up."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Provider:
    """Where people sign in instead of here (OpenID Connect); `name` is what its button says."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str
