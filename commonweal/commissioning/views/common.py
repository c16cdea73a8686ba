"""What the pages share: the fund, if it is in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from commonweal.pool import queries as pool

if TYPE_CHECKING:
    from commonweal.pool.models import Fund


def fund_in_sight(fund_id: int) -> Fund:
    """The fund, if it is in sight; otherwise no such page."""
    found = pool.funds().filter(pk=fund_id).first()
    if found is None:
        raise Http404
    return found
