"""What waits for the visitor over all plans in sight."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from commonweal.core.clock import today
from commonweal.places import queries as places
from commonweal.plans import queries
from commonweal.plans.presenters import waiting as pages
from commonweal.plans.queries.standing import acting


@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """The worklist."""
    tasks = queries.worklist(request.user, acting(request.user.pk, request.user.name))
    names = places.names([task.plan.area_id for task in tasks], today())
    items = pages.present(tasks, names, queries.rounds())
    return render(request, "plans/waiting.jinja", {"items": items, "lead": pages.lead(items)})
