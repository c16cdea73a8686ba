"""Jobs, health, and what is said when something cannot be shown."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from commonweal.core import actions, presenters, queries
from commonweal.core.clock import now


@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """Whether the web process can reach its database, for supervisors."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return JsonResponse({"status": "well"})


@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    """The long work in sight."""
    rows = [presenters.present_job(job, now=now()) for job in queries.jobs()[:50]]
    return render(request, "core/jobs.jinja", {"jobs": rows})


@require_GET
def job_page(request: HttpRequest, job_id: int) -> HttpResponse:
    """One job's progress; the part that changes alone for htmx."""
    job = presenters.present_job(get_object_or_404(queries.jobs(), pk=job_id), now=now())
    template = "core/_job.jinja" if request.headers.get("HX-Request") else "core/job.jinja"
    return render(request, template, {"job": job})


@require_POST
def job_cancel(request: HttpRequest, job_id: int) -> HttpResponse:
    """Ask a job to stop."""
    job = get_object_or_404(queries.jobs(), pk=job_id)
    actions.cancel_job(by=request.user.actor, at=now(), job=job)
    return redirect("core:job", job_id=job_id)


def _say(request: HttpRequest, status: int, heading: str, text: str) -> HttpResponse:
    return render(request, "core/message.jinja", {"heading": heading, "text": text}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _say(request, 400, "We could not read that request", "Go back, check what you entered and try again.")


def not_allowed(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """403."""
    text = (
        str(exception or "")
        or "Your role does not include this page. An administrator of your organisation can give you a role that does."
    )
    return _say(request, 403, "You cannot see this page", text)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _say(
        request,
        404,
        "Page not found",
        "If you typed the web address, check it. The area or publication may also not be known here.",
    )


def went_wrong(request: HttpRequest) -> HttpResponse:
    """500, which must not itself need the database."""
    return _say(
        request,
        500,
        "Sorry, there is a problem with the service",
        "Nothing that you entered before was lost. Try again in a minute.",
    )
