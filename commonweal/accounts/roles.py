"""The kinds of role that a person can hold in an organisation, and what each may do: data, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RoleKind:
    """A role's name for people, whether it reaches across organisations, and its permissions."""

    name: str
    is_national: bool
    permissions: frozenset[str]


def _kind(name: str, *permissions: str, national: bool = False) -> RoleKind:
    return RoleKind(name, national, frozenset(permissions))


READ_PUBLICATIONS = "observations.see-reading"
IMPORT_PUBLICATIONS = "observations.import"
SEE_AUDIT = "core.see-audit"
MANAGE_ROLES = "accounts.manage-roles"
SEE_POOL = "pool.see"
KEEP_BOOKS = "pool.keep-books"
WRITE_AGREEMENT = "pool.write-agreement"
RUN_JOBS = "core.run-jobs"

KINDS: dict[str, RoleKind] = {
    "national-analyst": _kind("National analyst", IMPORT_PUBLICATIONS, RUN_JOBS, SEE_AUDIT, national=True),
    "regional-assurer": _kind("Regional assurer (Better Care Manager)", national=True),
    "administrator": _kind("Administrator", MANAGE_ROLES, SEE_AUDIT),
    "programme-manager": _kind("Better Care Fund manager", RUN_JOBS, SEE_POOL, WRITE_AGREEMENT),
    "council-finance": _kind("Council finance", RUN_JOBS, SEE_POOL, KEEP_BOOKS, WRITE_AGREEMENT),
    "nhs-finance": _kind("NHS finance", RUN_JOBS, SEE_POOL, KEEP_BOOKS, WRITE_AGREEMENT),
    "commissioner": _kind("Joint commissioner", RUN_JOBS, SEE_POOL, WRITE_AGREEMENT),
    "social-worker": _kind("Social worker"),
    "councillor": _kind("Councillor or Board member", SEE_POOL),
    "analyst": _kind("Analyst", IMPORT_PUBLICATIONS, RUN_JOBS),
}
