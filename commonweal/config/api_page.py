"""The page of the public API, made from its description: what may be asked, and what may be taken whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from commonweal.config.api import description
from commonweal.observations import queries as observations
from commonweal.places import queries as places

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter as the page names it."""

    name: str
    what: str
    takes: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One address, with an example that can be followed."""

    id: str
    address: str
    says: str
    parameters: tuple[Parameter, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Group:
    """The operations on one subject."""

    name: str
    operations: tuple[Operation, ...]


@require_GET
def api_page(request: HttpRequest) -> HttpResponse:
    """What programs may ask, and what anybody may take whole."""
    tables = (*observations.open_tables(), *places.open_tables())
    found = groups()
    count = sum(len(group.operations) for group in found)
    figures = observations.figure_count()
    lead = (
        f"{count} addresses answer programs, without sign-in and the same for everybody; {len(tables)} tables, "
        f"with {figures:,} published figures, can be taken whole as CSV."
    )
    listed = [(one.title, one.name, reverse("api:download", args=[one.name]), one.publisher) for one in tables]
    return render(request, "core/api.jinja", {"lead": lead, "groups": found, "tables": listed})


@cache
def groups() -> tuple[Group, ...]:
    """The operations by subject, in the order of the description."""
    found: dict[str, list[Operation]] = {}
    for address, methods in description()["paths"].items():
        operation = methods["get"]
        found.setdefault(operation["tags"][0], []).append(_operation(address, operation))
    return tuple(Group(name, tuple(operations)) for name, operations in found.items())


def _operation(address: str, operation: Schema) -> Operation:
    parameters = operation.get("parameters", ())
    return Operation(
        id=operation["operationId"],
        address=address,
        says=operation["description"],
        parameters=tuple(_parameter(one) for one in parameters),
        example=_example(address, parameters),
    )


def _parameter(one: Schema) -> Parameter:
    said = one["schema"]
    takes = [f"one of {', '.join(choices)}" for choices in [_choices(said)] if choices]
    takes += [f"for example {one_example}" for one_example in _examples(one)]
    takes += ["required"] if one.get("required") else []
    return Parameter(one["name"], one.get("description") or said.get("description", ""), "; ".join(takes))


def _choices(said: Schema) -> list[str]:
    """What may be chosen, where it is a choice."""
    kinds = description()["components"]["schemas"]
    for part in (said, *said.get("anyOf", ())):
        if "$ref" in part:
            return list(kinds[part["$ref"].rsplit("/", 1)[-1]].get("enum", ()))
    return []


def _examples(one: Schema) -> list[str]:
    given = one["schema"].get("examples") or one.get("examples") or ()
    return [str(example) for example in given][:1]


def _example(address: str, parameters: Iterable[Schema]) -> str:
    """An address that answers: what is required, and the first of the rest that has an example."""
    query: dict[str, str] = {}
    for one in parameters:
        for example in _examples(one):
            if one["in"] == "path":
                address = address.replace(f"{{{one['name']}}}", quote(example))
            elif one["name"] in {"limit", "first", "last", "asked", "on", "text"}:
                query[one["name"]] = "5" if one["name"] == "limit" else example
    return f"{address}?{urlencode(query)}" if query else address
