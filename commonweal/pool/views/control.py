"""Each partner's own accounts by control, and the findings that they rest on."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from commonweal.core.clock import now, today
from commonweal.engine.findings import Finding
from commonweal.engine.ledger.control import Control
from commonweal.pool import actions, forms, queries
from commonweal.pool.models import Fund
from commonweal.pool.presenters import control as control_pages
from commonweal.pool.views.common import acting_for, asked_year, frame, fund_in_sight


@require_GET
def accounts(request: HttpRequest, fund_id: int) -> HttpResponse:
    """What a partner shows in its own accounts, line by line, with the memorandum note."""
    found, year = fund_in_sight(fund_id), asked_year(request, fund_id)
    names = queries.partner_names(found, today())
    partner = request.GET.get("partner", "")
    partner = partner if partner in names else next(iter(names))
    lines = _line_facts(found, year, names)
    page = control_pages.present(found.pk, year, lines, partner, names, queries.fund_memorandum(found, year))
    context = {"page": page, "partner": partner, "partners": names}
    return render(request, "pool/control.jinja", {**context, **frame(request, found, year)})


def _line_facts(found: Fund, year: int, names: dict[str, str]) -> list[control_pages.LineFacts]:
    schemes = {scheme.code: scheme for scheme in queries.schemes(found)}
    facts = []
    for each in queries.control_lines(found, year):
        finding, scheme = each.finding, schemes.get(each.scheme)
        facts.append(
            control_pages.LineFacts(
                scheme.pk if scheme else 0,
                scheme.name if scheme else "Not of one scheme",
                each.expenditure_pence,
                each.outside_income_pence,
                each.line,
                Control(finding.control) if finding else None,
                names[finding.holder.code] if finding and finding.holder else "",
                finding.reason if finding else "",
                finding.decided_by if finding else "",
            )
        )
    return facts


@require_http_methods(["GET", "POST"])
def find(request: HttpRequest, fund_id: int, scheme_id: int) -> HttpResponse:
    """Find who controls a scheme's spending in a year."""
    found, year = fund_in_sight(fund_id), asked_year(request, fund_id)
    scheme = queries.schemes(found).filter(pk=scheme_id).first()
    if scheme is None:
        raise Http404
    acting_for(request, found)
    names = queries.partner_names(found, today())
    form = forms.ControlForm(
        request.POST or None, partners=list(names.items()), initial=_initial(found, year, scheme.code)
    )
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.find_control(
                by=request.user.actor,
                at=now(),
                scheme=scheme,
                year=year,
                control=Control(data["control"]),
                holder=next((each for each in queries.partners(found) if each.code == data["holder"]), None),
                weights=form.weights(),
                reason=data["reason"],
                decided_by=data["decided_by"],
            )
            return redirect(f"{reverse('pool:control', args=[found.pk])}?year={year}")
        except actions.Refused as refused:
            findings = refused.findings
    context = {"form": form, "scheme": scheme, "findings": findings}
    return render(request, "pool/find_control.jinja", {**context, **frame(request, found, year)})


def _initial(found: Fund, year: int, scheme: str) -> dict[str, object]:
    finding = queries.control_findings(found, year).get(scheme)
    if finding is None:
        return {}
    shares = {f"share-{code}": weight for code, weight in finding.weights.items()}
    holder = finding.holder.code if finding.holder else ""
    told = {"control": finding.control, "holder": holder, "reason": finding.reason, "decided_by": finding.decided_by}
    return {**told, **shares}
