"""The public API's observations: measures, publications, figures, and everything whole to take away."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Path, Query, Router

from commonweal.core import opendata
from commonweal.core.api import FAULTS, USUAL, IsoDay, IsoMonth, Key, Limit, NotThere, Number, Text, kept_by, page
from commonweal.engine.measures.definition import Definition
from commonweal.engine.periods import Month
from commonweal.observations import queries
from commonweal.observations.api_schemas import Measure, Measures, Observations, Publications, Values
from commonweal.observations.definitions import definitions
from commonweal.places import queries as places

ENGLAND = "E92000001"
FIRST = Query(None, description="First month.", examples=["2017-02"])
LAST = Query(None, description="Last month, itself included.", examples=["2017-03"])
COLLECTION = Query("", description="Only of this collection.", examples=["delayed-transfers-of-care"])
MEASURE = Path(..., description="Id of the measure.", examples=["people-delayed-per-day"])
CURSOR = Query(0, description="Id after which the page begins; taken from next.")


def _read() -> tuple[str, datetime | None]:
    """Figures change with what is read alone; an organisation's key stays its key."""
    return str(queries.version()), queries.changed()


def _read_and_placed() -> tuple[str, datetime | None]:
    return f"{queries.version()} {places.state()}", None


router = Router(tags=["Observations"])
router.add_decorator(kept_by(_read), mode="view")
with_places = Router(tags=["Observations"])
with_places.add_decorator(kept_by(_read_and_placed), mode="view")
downloads = Router(tags=["Downloads"])
downloads.add_decorator(kept_by(_read_and_placed), mode="view")


@router.get("/measures", response={200: Measures, **FAULTS}, url_name="measures", operation_id="measures")
def measures(
    request: HttpRequest,
    cursor: Text = Query("", description="Id after which the page begins; taken from next."),
    limit: Limit = USUAL,
) -> dict[str, Any]:
    """Definitions of measures."""
    rows = [_measure(one) for id, one in sorted(definitions().items()) if id > cursor]
    return page(request, rows, limit, lambda row: row["id"])


@router.get("/measures/{key}", response={200: Measure, **FAULTS}, url_name="measure", operation_id="measure")
def measure(request: HttpRequest, key: Key = MEASURE) -> dict[str, Any]:
    """One measure's definition."""
    return _measure(_definition(key))


@with_places.get("/measures/{key}/values", response={200: Values, **FAULTS}, url_name="values", operation_id="values")
def values(
    request: HttpRequest,
    key: Key = MEASURE,
    area: Text = Query(ENGLAND, description="Key of the area; England if left away.", examples=["E10000015"]),
    first: IsoMonth | None = FIRST,
    last: IsoMonth | None = LAST,
    cursor: Number = Query(0, description="How many values come before the page; taken from next."),
    limit: Limit = USUAL,
) -> dict[str, Any]:
    """A measure of an area by month under its definition; an area's own life only, nothing across a reorganisation."""
    definition, asked = _definition(key), _months(first, last)
    rows = queries.values(
        definition.id,
        None if area == ENGLAND else _organisation(area),
        first=asked[0] or Month(1000, 1),
        last=asked[1] or Month(2999, 12),
    )
    items = [(number, row) for number, row in enumerate(rows, start=1) if number > cursor][: limit + 1]
    made = page(request, items, limit, lambda item: item[0])
    made["items"] = [_value(row) for _, row in made["items"]]
    return made | {"measure": definition.id, "unit": definition.unit, "area": area}


@router.get("/publications", response={200: Publications, **FAULTS}, url_name="publications", operation_id="files")
def publications(
    request: HttpRequest,
    collection: Text = COLLECTION,
    first: IsoMonth | None = FIRST,
    last: IsoMonth | None = LAST,
    superseded: bool = Query(False, description="Whether to list files too that a later one has superseded."),
    cursor: Number = CURSOR,
    limit: Limit = USUAL,
) -> dict[str, Any]:
    """Files that were read: those that speak for their month, or all."""
    asked = queries.Asked(collection, first=_months(first, last)[0], last=_months(first, last)[1])
    rows = [_file(row) for row in queries.files_after(cursor, limit + 1, asked, all_states=superseded)]
    return page(request, rows, limit, lambda row: row["id"])


@router.get("/observations", response={200: Observations, **FAULTS}, url_name="observations", operation_id="figures")
def observations(
    request: HttpRequest,
    collection: Text = COLLECTION,
    measure: Text = Query("", description="Only of this measure.", examples=["delayed-days"]),
    area: Text = Query("", description="Key of the organisation; E92000001 for the printed totals of England."),
    first: IsoMonth | None = FIRST,
    last: IsoMonth | None = LAST,
    day: IsoDay | None = Query(None, description="Only of this day, where figures are daily."),
    care: Text = Query("", description="Only of this type of care; all for what is not split by it."),
    side: Text = Query("", description="Only of this side; all for what is not split by it."),
    reason: Text = Query("", description="Only of this reason; all for what is not split by it."),
    publication: Number | None = Query(None, description="Only of this file, superseded or not."),
    cursor: Number = CURSOR,
    limit: Limit = USUAL,
) -> dict[str, Any]:
    """Figures as they were printed, of the files that speak for their months."""
    months = _months(first, last)
    given = {"care": care, "side": side, "reason": reason}
    asked = queries.Asked(
        collection=collection,
        measure=measure,
        organisation_id=_organisation(area) if area not in {"", ENGLAND} else None,
        totals=True if area == ENGLAND else None,
        first=months[0],
        last=months[1],
        day=day,
        file_id=publication,
        terms={name: term for name, term in given.items() if term},
    )
    rows = queries.figures_after(cursor, limit + 1, asked)
    keys = places.keys({row.organisation_id for row in rows if row.organisation_id is not None})
    return page(request, [_figure(row, keys) for row in rows], limit, lambda row: row["id"])


@downloads.get(
    "/downloads/datapackage.json", url_name="package", operation_id="package", response={200: dict, **FAULTS}
)
def package(request: HttpRequest) -> dict[str, Any]:
    """What may be taken whole: a Data Package with fields, units, publisher, licence, rows and SHA-256 of each file."""
    return opendata.package(_tables(), _read_and_placed()[0], queries.changed())


@downloads.get(
    "/downloads/{name}.csv",
    url_name="download",
    operation_id="download",
    response=FAULTS,
    openapi_extra={"responses": {200: {"description": "The table", "content": {"text/csv": {}}}}},
)
def download(
    request: HttpRequest, name: Key = Path(..., description="Name of the table.", examples=["organisations"])
) -> HttpResponse:
    """A whole table as CSV (UTF-8, one heading); datapackage.json names and describes them."""
    table = next((one for one in _tables() if one.name == name), None)
    if table is None:
        named = ", ".join(one.name for one in _tables())
        raise NotThere("path parameter name", f"No table is called “{name}”.", f"There are {named}.")
    made = opendata.made(table, _read_and_placed()[0])
    headers = {"Digest-SHA256": made.sha256}
    file = made.path.open("rb")
    return FileResponse(file, as_attachment=True, filename=f"{name}.csv", content_type="text/csv", headers=headers)


def _tables() -> tuple[opendata.OpenTable, ...]:
    return (*queries.open_tables(), *places.open_tables())


def _definition(key: str) -> Definition:
    found = definitions().get(key)
    if found is None:
        raise NotThere("path parameter key", f"No measure is called “{key}”.", f"There are {', '.join(definitions())}.")
    return found


def _organisation(key: str) -> int:
    found = places.id_of(key)
    if found is None:
        raise NotThere(
            "query parameter area", f"No organisation has the key “{key}”.", "Ask /api/v1/who-was for a code."
        )
    return found


def _months(first: str | None, last: str | None) -> tuple[Month | None, Month | None]:
    asked = (Month.parse(first) if first else None, Month.parse(last) if last else None)
    if asked[0] and asked[1] and asked[1] < asked[0]:
        message = f"No month lies from {asked[0]} to {asked[1]}."
        raise NotThere("query parameters first, last", message, "Give the earlier month as first.")
    return asked


def _measure(one: Definition) -> dict[str, Any]:
    names = ("id", "name", "why", "formula", "numerator", "denominator", "unit", "decimals", "direction", "source")
    more = ("quality", "owner", "next_review", "status", "population")
    return {name: getattr(one, name) for name in (*names, *more)} | {
        "parts": [{"id": id, "name": name} for id, name in one.parts]
    }


def _value(row: queries.Value) -> dict[str, Any]:
    names = ("part", "value", "marker", "numerator", "population", "population_year")
    return {name: getattr(row, name) for name in names} | {"month": row.month.iso, "figure": row.figure_id}


def _file(row: queries.PublicationFile) -> dict[str, Any]:
    of_file = ("name", "sha256", "state", "status", "published", "revised", "figure_count", "read_at")
    of_publication = ("collection", "title", "publisher", "licence", "source")
    said = {name: getattr(row, name) for name in of_file}
    said |= {name: getattr(row.publication, name) for name in of_publication}
    return said | {"id": row.pk, "month": Month.of(row.publication.period).iso}


def _figure(row: queries.Printed, keys: dict[int, str]) -> dict[str, Any]:
    names = ("id", "collection", "level", "is_total", "measure", "care", "side", "reason", "day", "terms")
    more = ("value", "marker", "sheet", "cell")
    definition = definitions().get(row.measure)
    return {name: getattr(row, name) for name in (*names, *more)} | {
        "publication": row.file_id,
        "month": row.month.iso,
        "organisation": None if row.organisation_id is None else keys[row.organisation_id],
        "place": row.name,
        "place_code": row.local_code,
        "place_ons_code": row.ons_code,
        "unit": definition.unit if definition else None,
    }
