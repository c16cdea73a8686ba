"""Long work of the pool, for the worker; each kind has a module of its own."""

from commonweal.pool import matching_job

__all__ = ["matching_job"]
