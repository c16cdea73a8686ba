"""Where each user starts: their place's year and what waits for them; visitors read of England."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from commonweal.core.clock import today
from commonweal.core.kept import Shelf, rendered
from commonweal.home import queries
from commonweal.home.presenters import start as pages

if TYPE_CHECKING:
    from commonweal.accounts.models import Person

_kept: Shelf[tuple[str, dict[str, object]]] = Shelf(500)


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """England for visitors; for people of a place its year; for those who work nationally what waits for them."""
    person, day = request.user, today()
    if not person.is_authenticated:
        return redirect("observations:england")
    template, context = _kept.get(queries.state_for(person, day), lambda: _made(person, day))
    return render(request, template, context)


def _made(person: Person, day: date) -> tuple[str, dict[str, object]]:
    """The template of somebody's page and what stands in it, nothing of it from the request."""
    place, waiting = queries.place_of(person, day), queries.waiting_for(person, day)
    if place is None:
        return "home/national.jinja", {"waiting": pages.tasks(waiting), "lead": pages.count(waiting)}
    page = pages.present(place, queries.year_of(place, person, day), waiting, person, day)
    made = rendered("home/_start.jinja", f"{page.area}, {page.year}", page)
    return "home/start.jinja", {"title": made.title, "content": made.content}
