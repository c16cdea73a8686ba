"""Queries about the baseline of a minimum: asked by the area, decided by the national team."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from commonweal.core.clock import now
from commonweal.engine.findings import Finding
from commonweal.engine.rulebook.allocations import Decision
from commonweal.engine.rulebook.procedure import Role
from commonweal.plans import actions, forms, queries
from commonweal.plans.models import AreaPlan
from commonweal.plans.presenters import money
from commonweal.plans.views.common import frame, plan_in_sight, roles_on
from commonweal.plans.views.desk import may_write

DECISIONS = {"accept": Decision.ACCEPTED, "refuse": Decision.REFUSED}


@require_http_methods(["GET", "POST"])
def baselines(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The minimums, what was asked about their baselines, and asking."""
    plan = plan_in_sight(plan_id)
    may = may_write(request, plan)
    minimums = [(one.id, one.name) for one in queries.rulebook(plan).minimum]
    form = forms.BaselineForm(request.POST or None, minimums=minimums)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        told = {"by": request.user.actor, "at": now(), "plan": plan}
        asked = {"minimum": data["minimum"], "reason": data["reason"]}
        try:
            actions.ask_about_baseline(**told, **asked, old_pence=data["old"], new_pence=data["new"])
            return redirect(request.path)
        except actions.Refused as refused:
            findings = refused.findings
    return _page(request, plan, form, findings, may=may)


@require_POST
def decide(request: HttpRequest, plan_id: int, query_id: int) -> HttpResponse:
    """The national team's yes or no, with its reason."""
    plan = plan_in_sight(plan_id)
    row = next((row for row, _ in queries.baseline_queries(plan) if row.pk == query_id), None)
    if row is None:
        raise Http404
    if Role.NATIONAL not in roles_on(request, plan):
        raise PermissionDenied
    decision = DECISIONS.get(request.POST.get("decision", ""))
    reason = request.POST.get("reason", "").replace("\0", "")[:500]
    findings: tuple[Finding, ...] = (forms.CHOOSE_DECISION,)
    if decision is not None:
        told = {"by": request.user.actor, "at": now(), "baseline_query": row}
        try:
            actions.decide_baseline(**told, decision=decision, reason=reason)
            return redirect("plans:baselines", plan.pk)
        except actions.Refused as refused:
            findings = refused.findings
    minimums = [(one.id, one.name) for one in queries.rulebook(plan).minimum]
    return _page(request, plan, forms.BaselineForm(minimums=minimums), findings, may=False)


def _page(
    request: HttpRequest, plan: AreaPlan, form: forms.BaselineForm, findings: tuple[Finding, ...], *, may: bool
) -> HttpResponse:
    names = {one.id: one.name for one in queries.rulebook(plan).minimum}
    asked = [(row, names.get(row.minimum, row.minimum), one) for row, one in queries.baseline_queries(plan)]
    context = {
        "form": form,
        "findings": findings,
        "asked": asked,
        "open": sum(one.decision is Decision.OPEN for _, _, one in asked),
        "minimums": money.present(queries.content(plan), queries.rulebook(plan), queries.allocations(plan)).minimums,
        "may_ask": may,
        "may_decide": Role.NATIONAL in roles_on(request, plan),
    }
    return render(request, "plans/baselines.jinja", {**context, **frame(request, plan)})
