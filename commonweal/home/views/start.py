"""Where each user starts: their place's year and what waits for them; visitors read of England."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from commonweal.core.clock import today
from commonweal.home import queries
from commonweal.home.presenters import start as pages


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """England for visitors; for people of a place its year; for those who work nationally what waits for them."""
    if not request.user.is_authenticated:
        return redirect("observations:england")
    place, waiting = queries.place_of(request.user, today()), queries.waiting_for(request.user, today())
    if place is None:
        return render(request, "home/national.jinja", {"waiting": pages.tasks(waiting), "lead": pages.count(waiting)})
    year = queries.year_of(place, request.user, today())
    page = pages.present(place, year, waiting, request.user, today())
    return render(request, "home/start.jinja", {"page": page})
