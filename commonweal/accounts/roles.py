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
SEE_PLANS = "plans.see"
EDIT_PLAN = "plans.edit"
SIGN_PLAN = "plans.sign"
SIGN_FOR_BOARD = "plans.sign-for-board"
CERTIFY_PLAN = "plans.certify"
ASSURE_PLAN = "plans.assure"
MODERATE_PLAN = "plans.moderate"
DECIDE_PLAN = "plans.decide"
SEE_CONTRACTS = "commissioning.see"
LET_CONTRACTS = "commissioning.let"
SEE_PEOPLE = "care.see-people"
WRITE_CARE = "care.write"
SEE_FLOW = "flow.see"
WRITE_FLOW = "flow.write"
SEE_LINE = (SEE_CONTRACTS, SEE_FLOW)
SEE_RETURNS = "returns.see"
EDIT_RETURN = "returns.edit"
CERTIFY_RETURN = "returns.certify"
SEE_PAPERS = "scrutiny.see"
WRITE_PAPER = "scrutiny.write"
NOTE_PAPER = "scrutiny.note"
SEE_ACCOUNT = (SEE_RETURNS, SEE_PAPERS)

KINDS: dict[str, RoleKind] = {
    "national-analyst": _kind(
        "National analyst", IMPORT_PUBLICATIONS, RUN_JOBS, SEE_AUDIT, SEE_PLANS, *SEE_ACCOUNT, national=True
    ),
    "regional-assurer": _kind(
        "Regional assurer (Better Care Manager)", SEE_PLANS, ASSURE_PLAN, *SEE_ACCOUNT, national=True
    ),
    "regional-moderator": _kind("Regional moderator", SEE_PLANS, MODERATE_PLAN, *SEE_ACCOUNT, national=True),
    "national-team": _kind(
        "National Better Care Fund team", SEE_PLANS, DECIDE_PLAN, RUN_JOBS, *SEE_ACCOUNT, national=True
    ),
    "administrator": _kind("Administrator", MANAGE_ROLES, SEE_AUDIT),
    "programme-manager": _kind(
        "Better Care Fund manager",
        *(RUN_JOBS, SEE_POOL, SEE_PLANS, EDIT_PLAN, WRITE_AGREEMENT, EDIT_RETURN, WRITE_PAPER),
        *(*SEE_LINE, *SEE_ACCOUNT),
    ),
    "council-finance": _kind(
        "Council finance",
        *(RUN_JOBS, SEE_POOL, KEEP_BOOKS, SEE_PLANS, SIGN_PLAN, WRITE_AGREEMENT, CERTIFY_RETURN),
        *(*SEE_LINE, *SEE_ACCOUNT),
    ),
    "nhs-finance": _kind(
        "NHS finance", RUN_JOBS, SEE_POOL, KEEP_BOOKS, SEE_PLANS, WRITE_AGREEMENT, *SEE_LINE, *SEE_ACCOUNT
    ),
    "commissioner": _kind(
        "Joint commissioner",
        *(RUN_JOBS, SEE_POOL, SEE_PLANS, WRITE_AGREEMENT, LET_CONTRACTS, WRITE_FLOW),
        *(*SEE_LINE, *SEE_ACCOUNT),
    ),
    "social-worker": _kind("Social worker", SEE_PEOPLE, WRITE_CARE, WRITE_FLOW, *SEE_LINE, *SEE_ACCOUNT),
    "councillor": _kind("Councillor or Board member", SEE_POOL, SEE_PLANS, *SEE_LINE, *SEE_ACCOUNT),
    "chief-executive": _kind(
        "Chief executive", SEE_POOL, SEE_PLANS, SIGN_PLAN, CERTIFY_PLAN, CERTIFY_RETURN, *SEE_LINE, *SEE_ACCOUNT
    ),
    "board-chair": _kind(
        "Chair of the Health and Wellbeing Board",
        *(SEE_POOL, SEE_PLANS, SIGN_FOR_BOARD, NOTE_PAPER),
        *(*SEE_LINE, *SEE_ACCOUNT),
    ),
    "analyst": _kind("Analyst", IMPORT_PUBLICATIONS, RUN_JOBS),
}
