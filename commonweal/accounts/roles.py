"""The kinds of role that a person can hold in an organisation, and what each may do: data, in one place.

A round of the room of plans may name offices that stand nowhere here, a mayor's for instance: they are opened when its
file is read, and are given to people like any other role.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class SessionRule:
    """How long a session lasts, unused and at most, and whether a password alone is too little to begin one."""

    idle_minutes: int
    longest_hours: int
    second_step: bool

    def strictest(self, other: SessionRule) -> SessionRule:
        """What both ask for together: who holds two roles keeps to the stricter of each rule."""
        return SessionRule(
            min(self.idle_minutes, other.idle_minutes),
            min(self.longest_hours, other.longest_hours),
            self.second_step or other.second_step,
        )


ORDINARY = SessionRule(idle_minutes=30, longest_hours=12, second_step=False)  # NIST SP 800-63B, level 2: its lengths
GUARDED = SessionRule(idle_minutes=15, longest_hours=8, second_step=True)  # level 3's idle time, a working day


@dataclass(frozen=True, slots=True)
class RoleKind:
    """A role's name for people, whether it reaches across organisations, its permissions and its sessions' rule."""

    name: str
    is_national: bool
    permissions: frozenset[str]
    session: SessionRule


def _kind(name: str, *permissions: str, national: bool = False, session: SessionRule = ORDINARY) -> RoleKind:
    return RoleKind(name, national, frozenset(permissions), session)


def _guarded(name: str, *permissions: str, national: bool = False) -> RoleKind:
    """Who reaches across organisations, gives rights, moves money, decides, signs or will see people's records."""
    return _kind(name, *permissions, national=national, session=GUARDED)


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
SEE_CONTRACTS = "commissioning.see"
LET_CONTRACTS = "commissioning.let"
ASK_FOR_CARE = "commissioning.ask"
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
    "national-analyst": _guarded(
        "National analyst", IMPORT_PUBLICATIONS, RUN_JOBS, SEE_AUDIT, SEE_PLANS, *SEE_ACCOUNT, national=True
    ),
    "regional-assurer": _guarded(
        "Regional assurer (Better Care Manager)", SEE_PLANS, ASSURE_PLAN, *SEE_ACCOUNT, national=True
    ),
    "regional-moderator": _guarded("Regional moderator", SEE_PLANS, MODERATE_PLAN, *SEE_ACCOUNT, national=True),
    "national-team": _guarded(
        "National Better Care Fund team", SEE_PLANS, DECIDE_PLAN, RUN_JOBS, *SEE_ACCOUNT, national=True
    ),
    "administrator": _guarded("Administrator", MANAGE_ROLES, SEE_AUDIT),
    "programme-manager": _kind(
        "Better Care Fund manager",
        *(RUN_JOBS, SEE_POOL, SEE_PLANS, EDIT_PLAN, WRITE_AGREEMENT, EDIT_RETURN, WRITE_PAPER),
        *(*SEE_LINE, *SEE_ACCOUNT),
    ),
    "council-finance": _guarded(
        "Council finance",
        *(RUN_JOBS, SEE_POOL, KEEP_BOOKS, SEE_PLANS, SIGN_PLAN, WRITE_AGREEMENT, CERTIFY_RETURN),
        *(*SEE_LINE, *SEE_ACCOUNT),
    ),
    "nhs-finance": _guarded(
        "NHS finance", RUN_JOBS, SEE_POOL, KEEP_BOOKS, SEE_PLANS, WRITE_AGREEMENT, *SEE_LINE, *SEE_ACCOUNT
    ),
    "commissioner": _kind(
        "Joint commissioner",
        *(RUN_JOBS, SEE_POOL, SEE_PLANS, WRITE_AGREEMENT, LET_CONTRACTS, ASK_FOR_CARE, WRITE_FLOW),
        *(*SEE_LINE, *SEE_ACCOUNT),
    ),
    "social-worker": _guarded(
        "Social worker", SEE_PEOPLE, WRITE_CARE, ASK_FOR_CARE, WRITE_FLOW, *SEE_LINE, *SEE_ACCOUNT
    ),
    "discharge-lead": _kind("NHS discharge lead", WRITE_FLOW, *SEE_LINE, *SEE_ACCOUNT),
    "councillor": _kind("Councillor or Board member", SEE_POOL, SEE_PLANS, *SEE_LINE, *SEE_ACCOUNT),
    "chief-executive": _guarded(
        "Chief executive", SEE_POOL, SEE_PLANS, SIGN_PLAN, CERTIFY_PLAN, CERTIFY_RETURN, *SEE_LINE, *SEE_ACCOUNT
    ),
    "section-151-officer": _guarded(
        "Section 151 officer", SEE_POOL, SEE_PLANS, SIGN_PLAN, CERTIFY_RETURN, *SEE_LINE, *SEE_ACCOUNT
    ),
    "board-chair": _guarded(
        "Chair of the Health and Wellbeing Board", SEE_POOL, SEE_PLANS, NOTE_PAPER, *SEE_LINE, *SEE_ACCOUNT
    ),
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
    kind = KINDS.get(key, _guarded(name))
    if kind.is_national:
        raise ValueError(f"{key!r} reaches across organisations and cannot sign for one of them")
    KINDS[key] = replace(kind, permissions=kind.permissions | {SEE_PLANS, SIGN_IN_OFFICE, sign_as(key)})
    return KINDS[key].permissions
