"""What the pages share: the fund, if it is in sight, and whether somebody may act for one of its partners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest

from commonweal.pool import queries as pool

if TYPE_CHECKING:
    from commonweal.pool.models import Fund

ASK, LET, KEEP_BOOKS = "commissioning.ask", "commissioning.let", "pool.keep-books"


def fund_in_sight(fund_id: int) -> Fund:
    """The fund, if it is in sight; otherwise no such page."""
    found = pool.funds().filter(pk=fund_id).first()
    if found is None:
        raise Http404
    return found


def may(request: HttpRequest, fund: Fund, permission: str) -> bool:
    """Whether somebody's role in a partner of the fund gives the permission."""
    return any(request.user.has_perm(permission, partner.organisation_id) for partner in pool.partners(fund))


def fund_to_work_on(request: HttpRequest, fund_id: int, permission: str) -> Fund:
    """The fund, for whoever may act there; otherwise no such page."""
    found = fund_in_sight(fund_id)
    if not may(request, found, permission):
        raise Http404
    return found
