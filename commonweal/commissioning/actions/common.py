"""What the room's actions share."""

from __future__ import annotations

from commonweal.core import writing

_ROOM = 0x636F6D6D


def one_at_a_time(fund_id: int) -> None:
    """Until this transaction ends, nobody else places or pays in the same fund."""
    writing.one_at_a_time(_ROOM, fund_id)
