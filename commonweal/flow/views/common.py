"""What the room's pages share: the fund and departure in sight, and who may write or see people there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest

from commonweal.flow import queries
from commonweal.pool import queries as pool

if TYPE_CHECKING:
    from commonweal.flow.models import Departure
    from commonweal.pool.models import Fund

SEE_PEOPLE = "care.see-people"
SEE, WRITE_FLOW = "flow.see", "flow.write"


def fund_in_sight(fund_id: int) -> Fund:
    """The fund, if it is in sight; otherwise no such page."""
    found = pool.funds().filter(pk=fund_id).first()
    if found is None:
        raise Http404
    return found


def departure_in_sight(fund_id: int, departure_id: int) -> tuple[Fund, Departure]:
    """The departure with its fund, if it is in sight; otherwise no such page."""
    fund = fund_in_sight(fund_id)
    found = queries.departure(fund, departure_id)
    if found is None:
        raise Http404
    return fund, found


def sees_people(request: HttpRequest, fund: Fund) -> bool:
    """Whether somebody may see the people of the fund's place."""
    return bool(request.user.has_perm(SEE_PEOPLE, fund.host_id))


def may_write(request: HttpRequest, fund: Fund) -> bool:
    """Whether somebody writes for a partner of the fund: the NHS as well as the council."""
    return any(request.user.has_perm(WRITE_FLOW, partner.organisation_id) for partner in pool.partners(fund))
