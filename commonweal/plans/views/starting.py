"""Starting a plan; drafting it on an earlier one with an assumed uplift; rolling it onto published allocations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from commonweal.accounts import queries as accounts
from commonweal.core.clock import now, today
from commonweal.engine.findings import Finding, Severity, error
from commonweal.engine.rulebook.checking import check
from commonweal.engine.rulebook.drafting import draft as drafted
from commonweal.engine.rulebook.drafting import roll as rolled_onto
from commonweal.engine.rulebook.model import Partner
from commonweal.engine.rulebook.plain import PARTS
from commonweal.engine.rulebook.plan import Plan
from commonweal.places import queries as places
from commonweal.plans import actions, forms, queries
from commonweal.plans.models import AreaPlan
from commonweal.plans.presenters import drafts
from commonweal.plans.views.common import frame, plan_in_sight
from commonweal.plans.views.desk import may_write

COMMISSIONERS = ("icb", "ccg")  # a part of an ICB signs nothing: its board does
CHANGED = error(
    "plan-changed", "plan", "Somebody changed the plan since you looked at it.", "Look at it again, then keep it."
)


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """A new plan of one of the person's areas."""
    areas = _areas(request)
    form = forms.StartForm(
        request.POST or None,
        rounds=[(one.id, one.name) for one in reversed(queries.rounds().values())],
        areas=areas,
        commissioners=places.living(COMMISSIONERS, today()),
    )
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            plan = _start(request, form)
        except actions.Refused as refused:
            findings = refused.findings
        else:
            return redirect("plans:draft" if form.cleaned_data["basis"] == forms.LAST else "plans:plan", plan.pk)
    return render(request, "plans/start.jinja", {"form": form, "areas": areas, "findings": findings})


def _areas(request: HttpRequest) -> list[tuple[int, str]]:
    """The person's organisations in which they may prepare plans."""
    held = {role.organisation_id for role in accounts.current_roles(request.user, today())}
    mine = [id for id in held if request.user.has_perm("plans.edit", id)]
    return sorted(places.names(mine, today()).items(), key=lambda item: item[1])


def _start(request: HttpRequest, form: forms.StartForm) -> AreaPlan:
    data = form.cleaned_data
    ids = [int(data["area"]), *form.commissioners()]
    found, called = {one.pk: one for one in places.organisations(ids)}, places.names(ids, today())
    area = found[ids[0]]
    partners = [
        (Partner.COUNCIL, area, called[area.pk]),
        *((Partner.NHS_COMMISSIONER, found[id], called[id]) for id in form.commissioners()),
        (Partner.BOARD, area, data["board"]),
    ]
    return actions.start_plan(by=request.user.actor, at=now(), round=data["round"], area=area, partners=partners)


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, plan_id: int) -> HttpResponse:
    """What if? An earlier plan of the area, uplifted, shown before it is kept."""
    plan = plan_in_sight(plan_id)
    may = may_write(request, plan)
    last = queries.earlier_plan(plan)
    if last is None:
        return render(request, "plans/draft.jinja", {"last": None, "may_write": may, **frame(request, plan)})
    rulebook, old, content = queries.rulebook(plan), queries.rulebook(last), queries.content(last)
    sent = request.POST if request.method == "POST" else request.GET
    form = forms.DraftForm(
        sent if "show" in sent or request.method == "POST" else None,
        sources=drafts.named(old, "funding_source", drafts.sources_of(content)),
        unknown=drafts.unknown_to(rulebook, content),
    )
    came: drafts.Came | None = None
    findings: tuple[Finding, ...] = ()
    if form.is_bound and form.is_valid():
        rolled = drafted(content, rulebook, form.uplifts(), form.renamed())
        whole = _over(queries.content(plan), rolled.plan)
        if request.method == "POST":
            findings = _keep(request, plan, whole, f"Drafted on {old.name}")
            if not findings:
                return redirect("plans:plan", plan.pk)
        left = _errors(plan, whole)
        came = drafts.drafted(content, old, rolled, rulebook, len(left), form.renamed())
    context = {"last": last, "last_name": old.name, "form": form, "came": came, "findings": findings, "may_write": may}
    return render(request, "plans/draft.jinja", {**context, **_seen(plan), **frame(request, plan)})


@require_http_methods(["GET", "POST"])
def roll(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The published allocations in place of the drafted amounts, shown before they are kept."""
    plan = plan_in_sight(plan_id)
    may = may_write(request, plan)
    rulebook, content, allocations = queries.rulebook(plan), queries.content(plan), queries.allocations(plan)
    published = drafts.published_rows(content, allocations)
    came: drafts.Came | None = None
    findings: tuple[Finding, ...] = ()
    if published:
        rolled = rolled_onto(content, rulebook, published)
        if request.method == "POST":
            findings = _keep(request, plan, rolled.plan, "Rolled onto the published allocations")
            if not findings:
                return redirect("plans:plan", plan.pk)
        came = drafts.rolled_on(content, rolled, rulebook, _errors(plan, rolled.plan))
    context = {"came": came, "findings": findings, "may_write": may}
    return render(request, "plans/roll.jinja", {**context, **_seen(plan), **frame(request, plan)})


def _over(now: Plan, made: Plan) -> Plan:
    """What a draft does not carry over stays as it is."""
    kept: dict[str, Any] = {part: getattr(now, part) for part in PARTS if not getattr(made, part)}
    return replace(made, **kept)


def _errors(plan: AreaPlan, content: Plan) -> tuple[Finding, ...]:
    found = check(content, queries.rulebook(plan), queries.allocations(plan), queries.record(plan).waived)
    return tuple(one for one in found if one.severity is Severity.ERROR)


def _seen(plan: AreaPlan) -> dict[str, int]:
    """Which version the page shows, for whoever keeps what it shows."""
    return {"seen": sum(one.number for one in queries.latest_edits(plan).values())}


def _keep(request: HttpRequest, plan: AreaPlan, content: Plan, reason: str) -> tuple[Finding, ...]:
    after = {section: edit.number for section, edit in queries.latest_edits(plan).items()}
    if request.POST.get("seen") != str(_seen(plan)["seen"]):
        return (CHANGED,)
    told = {"by": request.user.actor, "at": now(), "plan": plan, "content": content}
    try:
        actions.save_plan(**told, after=after, reason=reason)
    except actions.Refused as refused:
        return refused.findings
    return ()
