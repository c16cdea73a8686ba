"""The embedded PostgreSQL: found, started, watched and stopped by our own small supervisor."""

from commonweal.server.addresses import Address, Addresses, addresses, is_external, superuser
from commonweal.server.home import make_throwaway
from commonweal.server.lifetime import is_running, running, stay, stop
from commonweal.server.problem import ServerProblem
from commonweal.server.tools import backup, restore, shell

__all__ = [
    "Address",
    "Addresses",
    "ServerProblem",
    "addresses",
    "backup",
    "is_external",
    "is_running",
    "make_throwaway",
    "restore",
    "running",
    "shell",
    "stay",
    "stop",
    "superuser",
]
