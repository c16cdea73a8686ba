"""Moving budget between lines: proposing, and another partner's decision."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from commonweal.core.clock import now
from commonweal.engine.findings import Finding
from commonweal.pool import actions, forms, queries
from commonweal.pool.models import Fund
from commonweal.pool.views.common import acting_for, asked_year, frame, fund_in_sight


@require_http_methods(["GET", "POST"])
def virements(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Budget moved between lines; propose another."""
    found, year = fund_in_sight(fund_id), asked_year(request, fund_id)
    findings: tuple[Finding, ...] = ()
    partner = acting_for(request, found)
    lines = {line.pk: line for line in queries.budget_lines(found, year)}
    named = [(pk, f"{line.scheme.name}, from {line.source.name}") for pk, line in lines.items()]
    form = forms.VirementForm(request.POST or None, lines=named)
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose_virement(
                by=request.user.actor,
                at=now(),
                partner=partner,
                from_line=lines[int(form.cleaned_data["from_line"])],
                to_line=lines[int(form.cleaned_data["to_line"])],
                amount_pence=form.cleaned_data["amount"],
                reason=form.cleaned_data["reason"],
            )
            return redirect(f"{request.path}?year={year}")
        except actions.Refused as refused:
            findings = refused.findings
    return _virements(request, found, year, form, findings)


@require_POST
def decide_virement(request: HttpRequest, fund_id: int, virement_id: int) -> HttpResponse:
    """Another partner's yes or no."""
    found = fund_in_sight(fund_id)
    virement = queries.virement(found, virement_id)
    if virement is None:
        raise Http404
    year, partner = virement.from_line.year, acting_for(request, found)
    try:
        actions.decide_virement(
            by=request.user.actor,
            at=now(),
            virement=virement,
            partner=partner,
            is_approved=request.POST.get("decision") == "approve",
            reason=request.POST.get("reason", "")[:500],
        )
    except actions.Refused as refused:
        return _virements(request, found, year, forms.VirementForm(lines=[]), refused.findings)
    return redirect(f"{reverse('pool:virements', args=[found.pk])}?year={year}")


def _virements(
    request: HttpRequest, found: Fund, year: int, form: forms.VirementForm, findings: tuple[Finding, ...]
) -> HttpResponse:
    context = {"virements": list(queries.virements(found, year)), "form": form, "findings": findings}
    return render(request, "pool/virements.jinja", {**context, **frame(request, found, year)})
