"""One transaction around each request, so that the scope set inside it holds for all of it; and the programs' door."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

from commonweal.core import visitor
from commonweal.core.allowance import Allowance
from commonweal.core.clock import real_now

PROGRAMS = "/api/v"
SAID = {
    400: ("This request could not be read.", "Check the address: percent-encode what is no letter or digit."),
    403: ("This address is not open to anybody.", "Tell the people who run the service."),
    404: ("There is nothing at this address.", "The page /api/ lists every address."),
    405: ("This address is only for reading.", "Ask by GET or HEAD."),
    429: ("Too many requests came from your address.", "Wait as long as Retry-After says; take whole tables as files."),
}
KEPT = ("Allow", "Retry-After")
SORRY = ("Something went wrong here.", "Try again in a minute; tell the people who run the service if it stays.")


class RequestTransaction:
    """Commits what answered, rolls back what failed; static files and health checks never come this far."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response


class ForPrograms:
    """Under /api/ nobody is known: cookies are put aside, any site may ask, and what goes wrong is said in JSON.

    One address may ask `settings.API_REQUESTS_PER_MINUTE` times a minute; who asks more is told when to come back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.allowance = Allowance()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PROGRAMS):
            return self.get_response(request)
        request.COOKIES = {}
        if request.method == "HEAD":  # the server sends no body then
            request.method = "GET"
        response = self._too_many(request) or self.get_response(request)
        if response.status_code >= 400 and response.headers.get("Content-Type") != "application/json":
            response = _in_json(request, response)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers.pop("Vary", None)
        return response

    def _too_many(self, request: HttpRequest) -> HttpResponse | None:
        per_minute = settings.API_REQUESTS_PER_MINUTE
        who = visitor.address(request) or "an address that cannot be read"
        wait = self.allowance.spend(who, per_minute, real_now().timestamp()) if per_minute else 0
        return HttpResponse(status=429, headers={"Retry-After": str(wait)}) if wait else None


def _in_json(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What a page would say, as a finding."""
    message, what_to_do = SAID.get(response.status_code, SORRY)
    finding = {
        "code": f"api-{response.status_code}",
        "severity": "error",
        "where": request.path_info,
        "message": message,
        "what_to_do": what_to_do,
    }
    kept = {name: response.headers[name] for name in KEPT if name in response.headers}
    return JsonResponse({"findings": [finding]}, status=response.status_code, headers=kept)
