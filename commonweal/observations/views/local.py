"""What a place's own record counts, for those of the place: not published, and beside no published figure."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from commonweal.core.clock import today
from commonweal.observations import queries
from commonweal.observations.presenters import local as pages
from commonweal.observations.views.common import SEE_OWN
from commonweal.places import queries as places


@require_GET
def own(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """The months of one's own place."""
    if not request.user.has_perm(SEE_OWN, organisation_id):
        raise Http404
    name = places.names([organisation_id], today())[organisation_id]
    page = pages.present(organisation_id, name, queries.local_readings(organisation_id))
    return render(request, "core/answer.jinja", {"page": page})
