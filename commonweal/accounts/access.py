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
    "pool:pools": PUBLIC,
    "pool:fund": roles.SEE_POOL,
    "pool:statement": roles.SEE_POOL,
    "pool:legs": roles.SEE_POOL,
    "pool:entry": roles.SEE_POOL,
    "pool:agreement": roles.SEE_POOL,
    "pool:agreement-section": roles.WRITE_AGREEMENT,
    "pool:agreement-schedule": roles.WRITE_AGREEMENT,
    "pool:agreement-versions": roles.SEE_POOL,
    "pool:agreement-document": roles.SEE_POOL,
    "pool:agreement-sign": roles.KEEP_BOOKS,
    "pool:ring-fences": roles.SEE_POOL,
    "pool:ring-fence-entries": roles.SEE_POOL,
    "pool:exposure": roles.SEE_POOL,
    "pool:time-limited": roles.SEE_POOL,
    "pool:control": roles.SEE_POOL,
    "pool:find-control": roles.KEEP_BOOKS,
    "pool:risk": roles.SEE_POOL,
    "pool:journal": roles.SEE_POOL,
    "pool:periods": roles.KEEP_BOOKS,
    "pool:virements": roles.KEEP_BOOKS,
    "pool:decide-virement": roles.KEEP_BOOKS,
    "pool:money": roles.SEE_POOL,
    "pool:contributions": roles.KEEP_BOOKS,
    "pool:invoice": roles.KEEP_BOOKS,
    "pool:post": roles.KEEP_BOOKS,
    "pool:take-back": roles.KEEP_BOOKS,
    "pool:commitments": roles.KEEP_BOOKS,
    "pool:forecasts": roles.KEEP_BOOKS,
    "pool:accruals": roles.KEEP_BOOKS,
    "pool:transfers": roles.KEEP_BOOKS,
    "pool:voucher": roles.KEEP_BOOKS,
    "pool:passed-down": roles.KEEP_BOOKS,
    "pool:vat": roles.KEEP_BOOKS,
    "pool:reserves": roles.KEEP_BOOKS,
    "pool:year-end": roles.KEEP_BOOKS,
    "pool:matchings": roles.SEE_POOL,
    "pool:matching": roles.SEE_POOL,
    "pool:matching-pairs": roles.SEE_POOL,
    "pool:matched-pair": roles.SEE_POOL,
    "pool:start-matching": roles.KEEP_BOOKS,
    "pool:decide-pair": roles.KEEP_BOOKS,
    "pool:decide-repeats": roles.KEEP_BOOKS,
    "pool:files": roles.KEEP_BOOKS,
    "pool:file": roles.KEEP_BOOKS,
    "pool:file-columns": roles.KEEP_BOOKS,
    "pool:file-lines": roles.KEEP_BOOKS,
    "pool:file-reconciliation": roles.KEEP_BOOKS,
    "pool:file-original": roles.KEEP_BOOKS,
    "pool:coding-rules": roles.KEEP_BOOKS,
}


def requirement(route: str) -> str | None:
    """What a route asks for: PUBLIC, SIGNED_IN or a permission; None if it is not in the list."""
    return ROUTES.get(route)
