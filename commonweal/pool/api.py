"""The public API's pools: their published sizes. What stands in anybody's books is nowhere near."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ninja
from django.http import HttpRequest
from ninja import Field, Query, Router

from commonweal.core.api import FAULTS, USUAL, Limit, Number, PageOut, kept_by, page
from commonweal.pool import queries

PENCE: dict[str, Any] = {"unit": "pence"}


def _state() -> tuple[str, datetime | None]:
    """What the file that ships says."""
    return repr(queries.published_pools()), None


router = Router(tags=["Pools"])
router.add_decorator(kept_by(_state), mode="view")


class PoolOut(ninja.Schema):
    """A pool whose size was published."""

    place: str
    year: str = Field(examples=["2019-20"])
    parts_pence: dict[str, int] = Field(description="Parts as published.", json_schema_extra=PENCE)
    total_pence: int = Field(
        description="Sum of the parts, or the published total where no parts are known.", json_schema_extra=PENCE
    )
    published_total_pence: int | None = Field(description="null: not published.", json_schema_extra=PENCE)
    required_pence: int | None = Field(description="Required minimum; null: not published.", json_schema_extra=PENCE)
    above_required_pence: int | None = Field(
        description="What was pooled above the minimum; null where that is not known.", json_schema_extra=PENCE
    )
    source: str


class Pools(PageOut):
    """Published pools, the largest first."""

    items: list[PoolOut]


@router.get("/pools", response={200: Pools, **FAULTS}, url_name="pools", operation_id="pools")
def pools(
    request: HttpRequest,
    cursor: Number = Query(0, description="How many pools come before the page; taken from next."),
    limit: Limit = USUAL,
) -> dict[str, Any]:
    """The league of pools as published, the largest first."""
    found = [(n, row) for n, row in enumerate(queries.published_pools(), start=1) if n > cursor][: limit + 1]
    made = page(request, found, limit, lambda item: item[0])
    made["items"] = [row for _, row in made["items"]]
    return made
