"""The kinds of role that a person can hold in an organisation, and what each may do: data, in one place.

A round of the room of plans may name offices that stand nowhere here, a mayor's for instance: they are opened when its
file is read, and are given to people like any other role.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


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
SEE_PLANS = "plans.see"
EDIT_PLAN = "plans.edit"
SIGN_PLAN = "plans.sign"
SIGN_IN_OFFICE = "plans.sign-in-office"
CERTIFY_PLAN = "plans.certify"
ASSURE_PLAN = "plans.assure"
MODERATE_PLAN = "plans.moderate"
DECIDE_PLAN = "plans.decide"

KINDS: dict[str, RoleKind] = {
    "national-analyst": _kind("National analyst", IMPORT_PUBLICATIONS, RUN_JOBS, SEE_AUDIT, SEE_PLANS, national=True),
    "regional-assurer": _kind("Regional assurer (Better Care Manager)", SEE_PLANS, ASSURE_PLAN, national=True),
    "regional-moderator": _kind("Regional moderator", SEE_PLANS, MODERATE_PLAN, national=True),
    "national-team": _kind("National Better Care Fund team", SEE_PLANS, DECIDE_PLAN, RUN_JOBS, national=True),
    "administrator": _kind("Administrator", MANAGE_ROLES, SEE_AUDIT),
    "programme-manager": _kind("Better Care Fund manager", RUN_JOBS, SEE_POOL, SEE_PLANS, EDIT_PLAN, WRITE_AGREEMENT),
    "council-finance": _kind("Council finance", RUN_JOBS, SEE_POOL, KEEP_BOOKS, SEE_PLANS, SIGN_PLAN, WRITE_AGREEMENT),
    "nhs-finance": _kind("NHS finance", RUN_JOBS, SEE_POOL, KEEP_BOOKS, SEE_PLANS, WRITE_AGREEMENT),
    "commissioner": _kind("Joint commissioner", RUN_JOBS, SEE_POOL, SEE_PLANS, WRITE_AGREEMENT),
    "social-worker": _kind("Social worker"),
    "councillor": _kind("Councillor or Board member", SEE_POOL, SEE_PLANS),
    "chief-executive": _kind("Chief executive", SEE_POOL, SEE_PLANS, SIGN_PLAN, CERTIFY_PLAN),
    "section-151-officer": _kind("Section 151 officer", SEE_POOL, SEE_PLANS, SIGN_PLAN),
    "board-chair": _kind("Chair of the Health and Wellbeing Board", SEE_POOL, SEE_PLANS),
    "analyst": _kind("Analyst", IMPORT_PUBLICATIONS, RUN_JOBS),
}


def kind_of(key: str) -> RoleKind:
    """A kind of role; one that is no longer known, an office of a round taken away, allows nothing."""
    return KINDS.get(key, _kind(key))


def sign_as(office: str) -> str:
    """The permission to give the signatures of an office."""
    return f"plans.sign-as-{office}"


def open_office(key: str, name: str) -> frozenset[str]:
    """Let a kind of role, which need not be there yet, sign as an office; the permissions that it then has.

    ValueError where the kind reaches across organisations: an office is held in the body that signs.
    """
    kind = KINDS.get(key, _kind(name))
    if kind.is_national:
        raise ValueError(f"{key!r} reaches across organisations and cannot sign for one of them")
    KINDS[key] = replace(kind, permissions=kind.permissions | {SEE_PLANS, SIGN_IN_OFFICE, sign_as(key)})
    return KINDS[key].permissions
