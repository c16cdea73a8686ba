"""What every room's public API has in common: findings as errors, pages by cursor, answers kept by the data's state.

The API knows nobody: `core.middleware.ForPrograms` puts cookies aside before anybody reads them, so that an answer is
the same for everybody and shows what the database shows to nobody in particular.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

import ninja
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from ninja.errors import ValidationError
from pydantic import BeforeValidator, Field

from commonweal import __version__
from commonweal.core.clock import real_now
from commonweal.core.kept import Shelf
from commonweal.engine.findings import Finding, Severity, error

MOST = 1000
USUAL = 100
DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
MONTH = "^[12][0-9]{3}-(0[1-9]|1[0-2])$"
WHERE_DESCRIBED = "The page /api/ says what each operation takes, with examples."

T = TypeVar("T")
State = Callable[[], tuple[str, datetime | None]]
_first_seen: Shelf[datetime] = Shelf(100)
Run = Callable[..., HttpResponse]


def _written_out(given: object) -> object:
    """A day must be written out: a bare number would be taken for seconds since 1970."""
    if isinstance(given, str) and not DAY.fullmatch(given):
        raise ValueError("write a day such as 2019-03-31")
    return given


Limit = Annotated[
    int, ninja.Query(ge=1, le=MOST, description=f"How many rows to a page, at most {MOST}.", examples=[USUAL])
]
Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Key = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^/\x00]+$")]
IsoDay = Annotated[date, BeforeValidator(_written_out)]
IsoMonth = Annotated[str, Field(pattern=MONTH, examples=["2017-02"])]
Number = Annotated[int, Field(ge=0, le=2**63 - 1)]


class FindingOut(ninja.Schema):
    """One thing that is wrong with what was asked, or that should be known of the data."""

    code: str = Field(description="Stable name of the finding.", examples=["api-unknown-parameter"])
    severity: Severity = Field(description="How much it matters.")
    where: str = Field(description="Where it is.", examples=["query parameter limt"])
    message: str = Field(description="What is wrong.", examples=["“limt” is not a parameter of this operation."])
    what_to_do: str = Field(description="The next step.", examples=["It takes limit, cursor."])


class Findings(ninja.Schema):
    """Why there is no answer."""

    findings: list[FindingOut]


class PageOut(ninja.Schema):
    """Rows in an order that stays, a page of them."""

    next: str | None = Field(
        description="Address of the next page; null on the last.", examples=["/api/v1/places?limit=2&cursor=E06000002"]
    )


class NotThere(Exception):  # noqa: N818 - it is no error of ours
    """What was asked for is not there; the finding says what may be."""

    def __init__(self, where: str, message: str, what_to_do: str) -> None:
        self.finding = error("api-not-there", where, message, what_to_do)
        super().__init__(message)


FAULTS = {404: Findings, 422: Findings, 429: Findings}


def page(request: HttpRequest, rows: Iterable[T], limit: int, cursor: Callable[[T], object]) -> dict[str, Any]:
    """A page of at most `limit` of the rows, of which one more is given where there is a next page."""
    found = list(rows)
    is_last = len(found) <= limit
    shown = found[:limit]
    return {"items": shown, "next": None if is_last else _next(request, cursor(shown[-1]))}


def _next(request: HttpRequest, cursor: object) -> str:
    asked = request.GET.copy()
    asked["cursor"] = str(cursor)
    return f"{request.path}?{asked.urlencode()}"


def answer(findings: Sequence[Finding], status: int) -> JsonResponse:
    """Findings as an answer."""
    said = [FindingOut.model_validate(finding, from_attributes=True).model_dump(mode="json") for finding in findings]
    return JsonResponse({"findings": said}, status=status, json_dumps_params={"ensure_ascii": False})


def speak_in_findings(api: ninja.NinjaAPI) -> None:
    """Have an API answer with findings where it cannot answer otherwise."""

    def invalid(request: HttpRequest, fault: Any) -> HttpResponse:
        return answer([_of_validation(one) for one in fault.errors], 422)

    def not_there(request: HttpRequest, fault: Any) -> HttpResponse:
        return answer([fault.finding], 404)

    api.add_exception_handler(ValidationError, invalid)
    api.add_exception_handler(NotThere, not_there)


def _of_validation(fault: dict[str, Any]) -> Finding:
    source, *names = map(str, fault["loc"])
    where = f"{source} parameter {names[-1] if names else ''}".strip()
    code = f"api-{fault['type'].replace('_', '-')}"
    return error(code, where, f"{fault['msg'].removesuffix('.')}.", WHERE_DESCRIBED)


def kept_by(state: State) -> Callable[[Run], Run]:
    """Answer 304 where the asker has the answer already; the tag names the state of the data that it is made of.

    `state` gives a text that changes whenever an answer may, and the moment of the last change where that is known;
    elsewhere Last-Modified is when this process first saw the state, which is never before the change.
    A parameter that the operation does not take is refused: a filter misspelt must not give every row.
    """

    def decorate(run: Run) -> Run:
        taken = _parameters(run)

        @functools.wraps(run)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if unknown := [name for name in request.GET if taken is not None and name not in taken]:
                return answer([_unknown(name, sorted(taken or ())) for name in unknown], 422)
            said, known = state()
            tag = _tag(said, request.get_full_path())
            seconds = int((known or _first_seen.get(said, real_now)).timestamp())
            unchanged = get_conditional_response(request, etag=tag, last_modified=seconds)
            response = unchanged or run(request, *args, **kwargs)
            if response.status_code in {200, 304}:
                response.headers.setdefault("ETag", tag)
                response.headers["Cache-Control"] = "public, no-cache"
                response.headers.setdefault("Last-Modified", http_date(seconds))
            return response

        return answered

    return decorate


def _tag(state: str, path: str) -> str:
    return quote_etag(hashlib.sha256(f"{__version__} {state} {path}".encode()).hexdigest()[:32])


def _parameters(run: Run) -> set[str] | None:
    """The query parameters of an operation; None for what is no operation."""
    operation = getattr(run, "__self__", None)
    if operation is None:
        return None
    models = [model for model in operation.models if model.__ninja_param_source__ == "query"]
    return {name for model in models for name in model.__ninja_flatten_map__}


def _unknown(name: str, taken: Sequence[str]) -> Finding:
    takes = f"It takes {', '.join(taken)}." if taken else "It takes none."
    message = f"“{name[:100]}” is not a parameter of this operation."
    return error("api-unknown-parameter", f"query parameter {name[:100]}", message, takes)
