"""Recording a week's delivery of a lot."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from commonweal.commissioning import actions, queries
from commonweal.commissioning.actions import Week
from commonweal.commissioning.forms import WeekForm
from commonweal.commissioning.forms.packages import hours_typed
from commonweal.commissioning.presenters import working
from commonweal.commissioning.views.common import LET, fund_to_work_on
from commonweal.core.clock import now, today
from commonweal.core.doing import done

if TYPE_CHECKING:
    from commonweal.commissioning.models import ContractLot

EARLIEST = date(2000, 1, 3)


@require_http_methods(["GET", "POST"])
def week(request: HttpRequest, fund_id: int, lot_id: int) -> HttpResponse:
    """What each placement of the lot was planned to get in a week, and got; a week sent again is corrected."""
    fund = fund_to_work_on(request, fund_id, LET)
    lot = queries.lot(fund, lot_id)
    if lot is None:
        raise Http404
    monday = asked_monday(request, today())
    running = queries.running(lot, monday)
    named = [(row.pk, row.request.reference) for row in running]
    form = WeekForm(request.POST or None, placements=named, initial=_known(lot, monday))
    by_id = {row.pk: row for row in running}

    def record(_told: dict[str, Any]) -> None:
        weeks = [Week(by_id[key], monday, *minutes) for key, minutes in form.weeks().items()]
        actions.deliver(by=request.user.actor, at=now(), fund=fund, weeks=weeks)

    if request.method == "POST" and done(form, record):
        return redirect(f"{reverse('commissioning:week', args=[fund.pk, lot.pk])}?week={monday.isoformat()}")
    page = working.week(fund, lot, monday, queries.week_of(lot, monday), len(running))
    return render(request, "core/form.jinja", {"page": page, "form": form, "button_text": "Record the week"})


def asked_monday(request: HttpRequest, on: date) -> date:
    """The Monday of the week asked for, or of the last whole week; none that is to come, for nothing was given yet."""
    try:
        asked = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        asked = on - timedelta(days=7)
    asked = min(max(asked, EARLIEST), on)
    return asked - timedelta(days=asked.weekday())


def _known(lot: ContractLot, monday: date) -> dict[str, str]:
    """What was recorded already, and what is planned by the placements where nothing was."""
    told: dict[str, str] = {}
    recorded = {row.placement_id: row for row in queries.week_of(lot, monday)}
    for placement in queries.running(lot, monday):
        row = recorded.get(placement.pk)
        planned = row.planned_minutes if row else queries.planned_minutes(placement, monday)
        told[f"planned-{placement.pk}"] = hours_typed(planned)
        told[f"delivered-{placement.pk}"] = hours_typed(row.delivered_minutes) if row else ""
    return told
