"""Letters about a plan, as pages and as plain text; waivers, published."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from commonweal.core.clock import today
from commonweal.core.templating import day
from commonweal.engine.rulebook.procedure import Event
from commonweal.places import queries as places
from commonweal.plans import queries
from commonweal.plans.models import AreaPlan
from commonweal.plans.presenters import letter as letters
from commonweal.plans.presenters.words import rule_name
from commonweal.plans.views.common import frame, plan_in_sight


@require_GET
def letter(request: HttpRequest, plan_id: int, number: int) -> HttpResponse:
    """The letter of one event."""
    found = plan_in_sight(plan_id)
    context = {"letter": _letter(found, number), "number": number}
    return render(request, "plans/letter.jinja", {**context, **frame(request, found)})


@require_GET
def letter_text(request: HttpRequest, plan_id: int, number: int) -> HttpResponse:
    """The letter's text, over which its digest is made."""
    found = plan_in_sight(plan_id)
    response = HttpResponse(_letter(found, number).text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="letter-{found.round}-{found.pk}-{number}.txt"'
    return response


@require_GET
def waivers(request: HttpRequest) -> HttpResponse:
    """Every rule that was waived for a plan, for everybody to read."""
    found, rounds = queries.waivers(), queries.rounds()
    names = places.names([one.area_id for one in found], today())
    rows = [
        (names.get(one.area_id, ""), rounds[one.round].name, rule_name(rounds[one.round], one.rule), one)
        for one in found
        if one.round in rounds
    ]
    return render(request, "plans/waivers.jinja", {"rows": rows})


def _letter(found: AreaPlan, number: int) -> letters.Letter:
    """Compiled from the record as it was after the event, names as they were on its day: always the same letter."""
    row = next((one for one in queries.happenings(found) if one.number == number), None)
    if row is None or Event(row.event) not in letters.LETTERS:
        raise Http404
    written = timezone.localtime(row.at).date()
    facts = letters.Facts(
        area=places.names([found.area_id], written).get(found.area_id, found.area.key),
        partners=[one.name for one in queries.partners(found)],
        happening=row,
        record=queries.standing_at(found, number),
        content=queries.content_at(found, row.last_edit_id),
        rulebook=queries.rulebook(found),
        day=day(written),
    )
    return letters.letter(facts)
