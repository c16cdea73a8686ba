"""The embedded PostgreSQL: found, started, watched and stopped by our own small supervisor."""

from commonweal.server.addresses import Address, Addresses, addresses

__all__ = ["Address", "Addresses", "addresses"]
