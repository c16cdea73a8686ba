"""The access list: every route of the site and who may enter it. What is not listed here nobody may enter.

Row by row, what a page shows is narrowed again by the request's scope in the database.
"""

from __future__ import annotations

from commonweal.accounts import roles

PUBLIC = "public"
SIGNED_IN = "signed-in"

ROUTES: dict[str, str] = {
    "core:start": PUBLIC,
    "core:health": PUBLIC,
    "core:jobs": SIGNED_IN,
    "core:job": SIGNED_IN,
    "core:job-cancel": SIGNED_IN,
    "accounts:sign-in": PUBLIC,
    "accounts:sign-out": SIGNED_IN,
    "accounts:you": SIGNED_IN,
    "accounts:people": roles.MANAGE_ROLES,
    "accounts:give-role": roles.MANAGE_ROLES,
    "accounts:end-role": roles.MANAGE_ROLES,
    "accounts:audit": roles.SEE_AUDIT,
    "places:who": PUBLIC,
    "observations:england": PUBLIC,
    "observations:england-table": PUBLIC,
    "observations:areas": PUBLIC,
    "observations:area": PUBLIC,
    "observations:area-table": PUBLIC,
    "observations:compare": PUBLIC,
    "observations:publications": PUBLIC,
    "observations:publication": PUBLIC,
    "observations:figure": PUBLIC,
    "observations:import": roles.IMPORT_PUBLICATIONS,
    "plans:plans": roles.SEE_PLANS,
    "plans:plan": roles.SEE_PLANS,
    "plans:start": roles.EDIT_PLAN,
    "plans:rounds": PUBLIC,
    "plans:draft": roles.SEE_PLANS,
    "plans:roll": roles.SEE_PLANS,
    "plans:baselines": roles.SEE_PLANS,
    "plans:decide-baseline": roles.DECIDE_PLAN,
    "plans:versions": roles.SEE_PLANS,
    "plans:summary": roles.SEE_PLANS,
    "plans:section": roles.SEE_PLANS,
    "plans:row": roles.SEE_PLANS,
    "plans:remove-row": roles.SEE_PLANS,
    "pool:pools": PUBLIC,
    "pool:fund": roles.SEE_POOL,
    "pool:statement": roles.SEE_POOL,
    "pool:legs": roles.SEE_POOL,
    "pool:entry": roles.SEE_POOL,
    "pool:agreement": roles.SEE_POOL,
    "pool:risk": roles.SEE_POOL,
    "pool:journal": roles.SEE_POOL,
    "pool:periods": roles.KEEP_BOOKS,
    "pool:virements": roles.KEEP_BOOKS,
    "pool:decide-virement": roles.KEEP_BOOKS,
}


def requirement(route: str) -> str | None:
    """What a route asks for: PUBLIC, SIGNED_IN or a permission; None if it is not in the list."""
    return ROUTES.get(route)
