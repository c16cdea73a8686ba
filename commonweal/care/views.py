"""People: a list and a record. Opening either is written down where it is read."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from commonweal.care import actions, presenters, queries
from commonweal.core.clock import now, today

SHOWN_ACCESSES = 50


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """The people of one's council."""
    read = {"what": "The list of people", "why": "Opened the list"}
    rows = actions.read_people(by=request.user.actor, at=now(), person_ids=None, **read)
    leads = queries.leads_on([row.pk for row in rows], today())
    return render(request, "core/answer.jinja", {"page": presenters.people(rows, leads)})


@require_GET
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person's record."""
    why = request.GET.get("from", "")[:200].replace("\0", "") or "Opened the record"
    found = actions.read_person(by=request.user.actor, at=now(), person_id=person_id, what="The record", why=why)
    if found is None:
        raise Http404
    facts = presenters.Facts(
        found,
        queries.leads(found),
        list(queries.arrangements(found)),
        list(queries.accesses(found)[:SHOWN_ACCESSES]),
        today(),
    )
    return render(request, "core/answer.jinja", {"page": presenters.present(facts)})
