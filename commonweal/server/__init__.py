"""The embedded PostgreSQL: found, started, watched and stopped by our own small supervisor."""

from commonweal.server.addresses import Address, Addresses, addresses, is_external, superuser
from commonweal.server.problem import ServerProblem
from commonweal.server.lifetime import running, stay, stop

__all__ = [
    "Address",
    "Addresses",
    "ServerProblem",
    "addresses",
    "is_external",
    "running",
    "stay",
    "stop",
    "superuser",
]
