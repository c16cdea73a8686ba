"""Long work of the pool, for the worker; each kind has a module of its own."""

from commonweal.pool import files_job, matching_job

__all__ = ["files_job", "matching_job"]
