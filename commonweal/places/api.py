"""The public API's places: who is there on a day, who was this then, and all that is recorded of one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import ninja
from django.http import HttpRequest
from ninja import Field, Path, Query, Router

from commonweal.core.api import FAULTS, USUAL, IsoDay, Key, Limit, NotThere, PageOut, Text, kept_by, page
from commonweal.core.clock import today
from commonweal.places import queries
from commonweal.places.queries import Kind

ON = Query(None, description="The day that is asked about; today if left away.", examples=["2019-03-31"])
END = "First day on which it held no more; null while it holds."
KEY = "Name of the organisation in the reference tables: its ONS code, for NHS bodies without one its NHS code."


def _state() -> tuple[str, datetime | None]:
    return f"{queries.state()} {today()}", None


router = Router(tags=["Places"])
router.add_decorator(kept_by(_state), mode="view")


class CodeOut(ninja.Schema):
    """A code and the days on which it denoted the organisation."""

    scheme: str = Field(description="Whose codes they are: ons, old-ons, cassr or ods.", examples=["ons"])
    code: str = Field(examples=["E06000059"])
    start: date
    end: date | None = Field(description=END)


class WithinOut(ninja.Schema):
    """What the organisation lay in on the day."""

    key: str = Field(description=KEY, examples=["E12000009"])
    kind: Kind
    name: str = Field(examples=["South West"])


class PlaceThen(ninja.Schema):
    """An organisation or area as it was on a day."""

    key: str = Field(description=KEY, examples=["E06000059"])
    kind: Kind
    name: str = Field(description="Everyday name of that day.", examples=["Dorset"])
    official_name: str = Field(examples=["Dorset Council"])
    start: date = Field(description="First day of its life; tables begin on 1 April 2009.", examples=["2019-04-01"])
    end: date | None = Field(description=END)
    codes: list[CodeOut] = Field(description="Every code that denoted it on that day.")
    within: list[WithinOut]


class Places(PageOut):
    """Organisations and areas of a day in the order of their keys."""

    on: date = Field(description="The day that the answer speaks of.")
    items: list[PlaceThen]


class PassedOut(ninja.Schema):
    """Who came before or after."""

    key: str = Field(description=KEY, examples=["E10000009"])
    name: str = Field(examples=["Dorset"])
    kind: Kind
    day: date = Field(description="The day from which the later one stood in the place of the earlier.")
    share: float | None = Field(
        description="Share of the predecessor's people that passed on, 0 to 1; null where it is not known.",
        examples=[0.8834],
        json_schema_extra={"unit": "fraction"},
    )
    basis: str = Field(description="What the share rests on.")
    note: str


class NameOut(ninja.Schema):
    """A name and the days on which it was borne."""

    name: str
    official_name: str
    start: date
    end: date | None = Field(description=END)
    note: str


class LayOut(ninja.Schema):
    """What it lay in, or held, and when."""

    key: str = Field(description=KEY)
    kind: Kind
    name: str = Field(description="Latest name.")
    start: date
    end: date | None = Field(description=END)


class DutyOut(ninja.Schema):
    """A duty in law."""

    duty: str = Field(examples=["adult-social-care"])
    start: date
    end: date | None = Field(description=END)


class PlaceRecord(ninja.Schema):
    """All that is recorded of one organisation, each fact with its days."""

    key: str = Field(description=KEY)
    kind: Kind
    is_reference: bool = Field(description="Whether it stands in the reference tables; false for what was added here.")
    start: date
    end: date | None = Field(description=END)
    names: list[NameOut]
    codes: list[CodeOut]
    duties: list[DutyOut]
    lies_in: list[LayOut]
    holds: list[LayOut]
    predecessors: list[PassedOut]
    successors: list[PassedOut]


class OtherTime(ninja.Schema):
    """Whom the code or name denoted at another time."""

    key: str = Field(description=KEY)
    kind: Kind
    name: str
    start: date
    end: date | None = Field(description=END)


class WhoWas(ninja.Schema):
    """Who it was on the day: one, several for a name that several bore, or nobody."""

    asked: str
    on: date
    then: list[PlaceThen]
    at_other_times: list[OtherTime]


@router.get("/places", response={200: Places, **FAULTS}, url_name="places", operation_id="places")
def places(
    request: HttpRequest,
    on: IsoDay | None = ON,
    kind: Kind | None = Query(None, description="Only of this kind; councils are areas of adult social care."),
    text: Text = Query("", description="Part of a name, or the start of a code.", examples=["Dorset"]),
    within: Text = Query("", description="Key of a region, county, board or nation that they lie in."),
    cursor: Text = Query("", description="Key after which the page begins; taken from next."),
    limit: Limit = USUAL,
) -> dict[str, Any]:
    """Organisations and areas as they were on a day."""
    day = on or today()
    rows = queries.after(cursor, limit + 1, day=day, kind=kind or "", text=text, within=within)
    keys = queries.keys({within.organisation_id for row in rows for within in row.within})
    return page(request, [_then(row, keys) for row in rows], limit, _key) | {"on": day}


@router.get("/places/{key}", response={200: PlaceRecord, **FAULTS}, url_name="place", operation_id="place")
def place(request: HttpRequest, key: Key = Path(..., description=KEY, examples=["E10000009"])) -> Any:
    """All that is recorded of one organisation: names, codes, duties, territory, predecessors and successors."""
    found = queries.record(key)
    if found is None:
        raise NotThere("path parameter key", f"No organisation has the key “{key}”.", "Ask /api/v1/who-was for a code.")
    return found


@router.get("/who-was", response={200: WhoWas, **FAULTS}, url_name="who-was", operation_id="who_was")
def who_was(
    request: HttpRequest,
    asked: Text = Query(..., description="A code of any scheme, or a name.", examples=["809"]),
    on: IsoDay | None = ON,
) -> dict[str, Any]:
    """Whom a code or a name denoted on a day, and whom at other times."""
    found = queries.who_was(asked, on or today())
    ids = {w.organisation_id for row in found.then for w in row.within} | {other.id for other in found.at_other_times}
    keys = queries.keys(ids)
    return {
        "asked": asked,
        "on": found.day,
        "then": [_then(row, keys) for row in found.then],
        "at_other_times": [
            {"key": keys[one.id], "kind": one.kind, "name": one.name, "start": one.start, "end": one.end}
            for one in found.at_other_times
        ],
    }


def _then(row: queries.OrganisationThen, keys: dict[int, str]) -> dict[str, Any]:
    within = [{"key": keys[one.organisation_id], "kind": one.kind, "name": one.name} for one in row.within]
    names = ("key", "kind", "name", "official_name", "start", "end", "codes")
    return {name: getattr(row, name) for name in names} | {"within": within}


def _key(row: dict[str, Any]) -> str:
    return str(row["key"])
