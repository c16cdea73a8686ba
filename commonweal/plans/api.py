"""The public API's plans: rounds, and the lines of the plans that stand approved. No draft, no person, no narrative."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal

import ninja
from django.http import HttpRequest
from ninja import Field, Path, Query, Router

from commonweal.core.api import FAULTS, USUAL, Key, Limit, NotThere, Number, PageOut, Text, kept_by, page
from commonweal.core.clock import today
from commonweal.places import queries as places
from commonweal.plans import queries
from commonweal.plans.presenters.open_data import COLUMNS, lines


def _state() -> tuple[str, datetime | None]:
    return f"{queries.public_state()} {places.state()} {today()}", None


router = Router(tags=["Plans"])
router.add_decorator(kept_by(_state), mode="view")


class Round(ninja.Schema):
    """A round of plans."""

    id: str = Field(examples=["2025-26"])
    name: str
    years: list[int] = Field(description="The years in which its financial years begin.", examples=[[2025]])
    approved_plans: int = Field(description="How many plans stand approved or later, and are therefore public.")


class Rounds(PageOut):
    """Rounds, the oldest first."""

    items: list[Round]


class PlanLine(ninja.Schema):
    """A line of an approved plan, as it was when the plan last came to stand so."""

    area_key: str = Field(description="Key of the Health and Wellbeing Board's area.", examples=["E10000015"])
    area: str = Field(description=COLUMNS["area"])
    kind: Literal["income", "spending"] = Field(description=COLUMNS["kind"])
    year: int = Field(description=COLUMNS["year"], examples=[2025])
    source: str = Field(description=COLUMNS["source"])
    contributor: str = Field("", description=COLUMNS["contributor"])
    scheme: str = Field("", description=COLUMNS["scheme"])
    type: str = Field("", description=COLUMNS["type"])
    sub_type: str = Field("", description=COLUMNS["sub_type"])
    area_of_spend: str = Field("", description=COLUMNS["area_of_spend"])
    commissioner: str = Field("", description=COLUMNS["commissioner"])
    provider: str = Field("", description=COLUMNS["provider"])
    amount_pence: int | None = Field(description=COLUMNS["amount_pence"], json_schema_extra={"unit": "pence"})


class PlanLines(PageOut):
    """Lines by area, year and their order in the plan."""

    round: str
    items: list[PlanLine]


@router.get("/rounds", response={200: Rounds, **FAULTS}, url_name="rounds", operation_id="rounds")
def rounds(
    request: HttpRequest,
    cursor: Number = Query(0, description="How many rounds come before the page; taken from next."),
    limit: Limit = USUAL,
) -> dict[str, Any]:
    """Every round, with how many plans of it are public."""
    books = list(queries.rounds().values())
    found = [(number, book) for number, book in enumerate(books, start=1) if number > cursor][: limit + 1]
    made = page(request, found, limit, lambda item: item[0])
    public = queries.public_counts()
    made["items"] = [
        {"id": book.id, "name": book.name, "years": list(book.years), "approved_plans": public.get(book.id, 0)}
        for _, book in made["items"]
    ]
    return made


@router.get(
    "/rounds/{key}/plans", response={200: PlanLines, **FAULTS}, url_name="plan-lines", operation_id="plan_lines"
)
def plan_lines(
    request: HttpRequest,
    key: Key = Path(..., description="Id of the round.", examples=["2025-26"]),
    area: Text = Query("", description="Key of an area: only its plan.", examples=["E10000015"]),
    cursor: Number = Query(0, description="How many lines come before the page; taken from next."),
    limit: Limit = USUAL,
) -> dict[str, Any]:
    """The lines of a round's approved plans: income by source, spending by scheme, in whole pence."""
    if key not in queries.rounds():
        named = ", ".join(queries.rounds())
        raise NotThere("path parameter key", f"No round is called “{key}”.", f"There are {named}.")
    found = [(number, row) for number, row in enumerate(_lines(key, area), start=1) if number > cursor][: limit + 1]
    made = page(request, found, limit, lambda item: item[0])
    made["items"] = [row for _, row in made["items"]]
    return made | {"round": key}


def _lines(round_id: str, area: str) -> Iterator[dict[str, Any]]:
    plans = [(id, plan) for id, plan in queries.public_plans(round_id) if area in ("", plan.area)]
    names = places.names([id for id, _ in plans], today())
    for id, plan in plans:
        for row in lines(names.get(id, plan.area), plan, queries.rounds()[round_id]):
            yield {**row, "area_key": plan.area, "sub_type": row.get("sub_type") or ""}
