"""Two partners' books held against each other: runs, their pairs, and the decisions of people."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonweal.core import jobs
from commonweal.core.clock import now, today
from commonweal.engine.findings import Finding
from commonweal.engine.ledger.journal import AccountKind
from commonweal.engine.matching.found import Kind
from commonweal.pool import actions, forms, queries
from commonweal.pool.matching_job import MATCH
from commonweal.pool.models import Fund, MatchedPair, MatchingRun, Partner
from commonweal.pool.presenters import matching as pages
from commonweal.pool.queries.matching import COMES_IN, PAID_OUT
from commonweal.pool.views.common import acting_for, asked_year, frame, fund_in_sight
from commonweal.spreadsheets.writing import csv_bytes

PAIRS_ON_A_PAGE = 50
AGAINST = [AccountKind.BANK, AccountKind.RECEIVABLE, AccountKind.PAYABLE, AccountKind.ACCRUAL]


@require_GET
def matchings(request: HttpRequest, fund_id: int) -> HttpResponse:
    """The fund's runs, latest first."""
    found = fund_in_sight(fund_id)
    rows = pages.present_runs(queries.matching_runs(found)[:200], queries.partner_names(found, today()))
    return render(request, "pool/matchings.jinja", {"runs": rows, **_frame(request, found)})


@require_http_methods(["GET", "POST"])
def start_matching(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Give two books; the job's page shows the progress."""
    found = fund_in_sight(fund_id)
    acting_for(request, found)
    partners = {str(partner.pk): partner for partner in queries.partners(found)}
    names = queries.partner_names(found, today())
    choices = [(pk, names.get(partner.code, partner.code)) for pk, partner in partners.items()]
    form = forms.MatchingForm(request.POST or None, request.FILES or None, partners=choices)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            return _started(request, found, form, partners)
        except actions.Refused as refused:
            findings = refused.findings
    context = {"form": form, "findings": findings, **_frame(request, found)}
    return render(request, "pool/matching_start.jinja", context)


def _started(request: HttpRequest, found: Fund, form: forms.MatchingForm, partners: dict[str, Partner]) -> HttpResponse:
    first, second = (partners[form.cleaned_data[name]] for name in ("first", "second"))
    at, day = now(), today()
    run = actions.request_matching(
        by=request.user.actor,
        at=at,
        fund=found,
        first=first,
        second=second,
        names=(
            [*queries.owner_names(first, day), *form.other_names("first")],
            [*queries.owner_names(second, day), *form.other_names("second")],
        ),
        files=form.books(),
    )
    job = jobs.start(
        MATCH,
        by=request.user.actor,
        at=at,
        title=f"Match two books of {found.name}",
        arguments={"run": run.pk},
    )
    return redirect("core:job", job_id=job.pk)


@require_GET
def matching(request: HttpRequest, fund_id: int, run_id: int) -> HttpResponse:
    """One run: its sums, and its pairs by kind."""
    return _run_page(request, *_run_in_sight(fund_id, run_id))


def _run_page(
    request: HttpRequest,
    found: Fund,
    run: MatchingRun,
    form: forms.DecisionForm | None = None,
    findings: tuple[Finding, ...] = (),
) -> HttpResponse:
    asked = pages.asked_of(request.GET)
    rows = Paginator(queries.pairs(run, asked), PAIRS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "run": run,
        "page": pages.present_run(run, queries.kind_sums(run), queries.partner_names(found, today())),
        "rows": rows,
        "pairs": pages.present_pairs(found.pk, run.pk, rows),
        "asked": asked,
        "query": f"&{pages.address_of(asked)}",
        "download": f"{reverse('pool:matching-pairs', args=[found.pk, run.pk])}?{pages.address_of(asked)}",
        "kinds": [("", "All"), *((kind.value, words) for kind, words in pages.KINDS.items())],
        "decisions": pages.DECISIONS,
        "repeats_count": queries.pairs(run, queries.PairFilter(Kind.REPEAT, "undecided")).count(),
        "form": form or _form(found, None, {"decision": "double"}),
        "findings": findings,
    }
    return render(request, "pool/matching.jinja", {**context, **_frame(request, found)})


@require_GET
def matching_pairs(request: HttpRequest, fund_id: int, run_id: int) -> HttpResponse:
    """The pairs that the filter leaves, as CSV in which no text is a formula."""
    found, run = _run_in_sight(fund_id, run_id)
    rows = queries.pairs(run, pages.asked_of(request.GET))
    response = HttpResponse(csv_bytes(pages.sheet(rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.code.lower()}-pairs-{run.pk}.csv"'
    return response


@require_GET
def matched_pair(request: HttpRequest, fund_id: int, run_id: int, number: int) -> HttpResponse:
    """One pair: both sides' lines, why it is proposed, what was decided."""
    found, run, pair = _pair_in_sight(fund_id, run_id, number)
    return _pair_page(request, found, run, pair)


def _pair_page(
    request: HttpRequest,
    found: Fund,
    run: MatchingRun,
    pair: MatchedPair,
    form: forms.DecisionForm | None = None,
    findings: tuple[Finding, ...] = (),
) -> HttpResponse:
    decisions = queries.pair_decisions(pair)
    standing = decisions[0] if decisions else None
    names = queries.partner_names(found, today())
    context = {
        "run": run,
        "pair": pair,
        "page": pages.present_pair(pair, queries.pair_lines(pair), run, names),
        "decisions": pages.present_decisions(decisions),
        "corrected": standing is not None and standing.entry is not None,
        "form": form or _form(found, None, {"seen": standing.pk if standing else None}, pair=pair),
        "findings": findings,
    }
    return render(request, "pool/matching_pair.jinja", {**context, **_frame(request, found)})


@require_POST
def decide_pair(request: HttpRequest, fund_id: int, run_id: int, number: int) -> HttpResponse:
    """Decide one pair."""
    found, run, pair = _pair_in_sight(fund_id, run_id, number)
    partner, form = acting_for(request, found), _form(found, request, pair=pair)
    if not form.is_valid():
        return _pair_page(request, found, run, pair, form)
    data = form.cleaned_data
    try:
        actions.decide_pair(
            by=request.user.actor,
            at=now(),
            pair=pair,
            partner=partner,
            decision=data["decision"],
            reason=data["reason"],
            seen_id=data["seen"],
            correction=form.correction(),
            undo_day=data.get("day"),
        )
    except actions.Refused as refused:
        return _pair_page(request, found, run, pair, form, refused.findings)
    return redirect("pool:matched-pair", fund_id=found.pk, run_id=run.pk, number=number)


@require_POST
def decide_repeats(request: HttpRequest, fund_id: int, run_id: int) -> HttpResponse:
    """Decide every exact repeat that is not decided yet, for one reason."""
    found, run = _run_in_sight(fund_id, run_id)
    partner, form = acting_for(request, found), _form(found, request)
    if not form.is_valid():
        return _run_page(request, found, run, form)
    try:
        actions.decide_pairs(
            by=request.user.actor,
            at=now(),
            run=run,
            pairs=list(queries.pairs(run, queries.PairFilter(Kind.REPEAT, "undecided"))),
            partner=partner,
            decision=form.cleaned_data["decision"],
            reason=form.cleaned_data["reason"],
            correction=form.correction(),
        )
    except actions.Refused as refused:
        return _run_page(request, found, run, form, refused.findings)
    return redirect("pool:matching", fund_id=found.pk, run_id=run.pk)


def _form(
    found: Fund,
    request: HttpRequest | None,
    initial: dict[str, object] | None = None,
    *,
    pair: MatchedPair | None = None,
) -> forms.DecisionForm:
    by_code = queries.accounts(found)
    return forms.DecisionForm(
        request.POST if request else None,
        initial=initial,
        accounts=[code for code, account in by_code.items() if account.kind in PAID_OUT + COMES_IN],
        against=[code for code, account in by_code.items() if account.kind in AGAINST],
        corrects=pair is None or pair.again_pence > 0,
    )


def _frame(request: HttpRequest, found: Fund) -> dict[str, object]:
    return frame(request, found, asked_year(request, found.pk))


def _run_in_sight(fund_id: int, run_id: int) -> tuple[Fund, MatchingRun]:
    found = fund_in_sight(fund_id)
    run = queries.matching_run(found, run_id)
    if run is None:
        raise Http404
    return found, run


def _pair_in_sight(fund_id: int, run_id: int, number: int) -> tuple[Fund, MatchingRun, MatchedPair]:
    found, run = _run_in_sight(fund_id, run_id)
    pair = queries.pair(run, number)
    if pair is None:
        raise Http404
    return found, run, pair
