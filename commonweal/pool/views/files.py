"""Files into the books: bring one in, say which column is which, code its lines, look at the proposal, post it."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from commonweal.core import jobs
from commonweal.core.clock import now, today
from commonweal.engine.findings import Finding
from commonweal.engine.matching import lines_findings, proposal
from commonweal.engine.matching.column_map import GENERAL_LEDGER
from commonweal.engine.matching.rows import Row
from commonweal.engine.periods import Month
from commonweal.pool.actions import Refused
from commonweal.pool.actions import files as actions
from commonweal.pool.files_job import POST_FILE
from commonweal.pool.forms import files as forms
from commonweal.pool.models import CodingRule, Fund, LedgerFile
from commonweal.pool.presenters import files as pages
from commonweal.pool.queries import files as queries
from commonweal.pool.queries import partner_names
from commonweal.pool.views.common import EARLIEST, LATEST, MAY_KEEP_BOOKS, acting_for, asked_year, frame, fund_in_sight

LINES_ON_A_PAGE = 100
MAY_BE_CODED = {"waiting", "coded", "aside"}
BACKGROUND_LINES = 2_000  # above this a posting takes more than a moment


@require_http_methods(["GET", "POST"])
def files(request: HttpRequest, fund_id: int) -> HttpResponse:
    """The partner's files; bring in another."""
    found = fund_in_sight(fund_id)
    findings: tuple[Finding, ...] = ()
    partner = acting_for(request, found)
    posted = request.method == "POST"
    form = forms.UploadForm(request.POST, request.FILES) if posted else forms.UploadForm()
    if posted and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            kept = actions.keep_file(
                by=request.user.actor, at=now(), partner=partner, name=upload.name, content=upload.read()
            )
            return redirect("pool:file", found.pk, kept.pk)
        except Refused as refused:
            findings = refused.findings
    listed = pages.present_list(queries.files(found))
    return _page(request, found, "files", {"files": listed, "form": form, "findings": findings})


@require_http_methods(["GET", "POST"])
def file(request: HttpRequest, fund_id: int, file_id: int) -> HttpResponse:
    """A file's control total and what it would post; post it."""
    found, kept = _file(request, fund_id, file_id)
    used = queries.reading(kept)
    if used is None:
        read, _ = queries.find_map(kept.partner, kept.name, bytes(kept.content))
        return _page(request, found, "files_unread", {"file": kept, "findings": read.findings})
    proposed = queries.propose(kept, used)
    if proposed.read.control is None:
        return _page(request, found, "files_unread", {"file": kept, "findings": proposed.read.findings})
    findings: tuple[Finding, ...] = ()
    against = pages.account_choices(queries.contra_accounts(found))
    form = forms.PostingForm(
        request.POST or None, accounts=against, initial={"agreed": proposal.digest(proposed.lines)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _post(request, found, kept, proposed, form)
        except Refused as refused:
            findings = refused.findings
            proposed = queries.propose(kept, used)
            form = forms.PostingForm(accounts=against, initial={"agreed": proposal.digest(proposed.lines)})
    context = {"file": kept, "used": used, "page": pages.present(kept, proposed), "form": form, "refusals": findings}
    return _page(request, found, "files_file", context)


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, fund_id: int, file_id: int) -> HttpResponse:
    """Ask which column is which; the answer becomes a map of the partner's own."""
    found, kept = _file(request, fund_id, file_id)
    question, delimiter = queries.question(kept, queries.reading(kept), anew="anew" in request.GET)
    if question is None:
        read, _ = queries.find_map(kept.partner, kept.name, bytes(kept.content))
        return _page(request, found, "files_unread", {"file": kept, "findings": read.findings, "hopeless": True})
    form = forms.ColumnsForm(request.POST or None, question=question)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        publisher = partner_names(found, today()).get(kept.partner.code, kept.partner.code)
        try:
            return _keep_map(request, kept, form.content(kept.partner.code, publisher, delimiter))
        except Refused as refused:
            findings = refused.findings
    context = {"file": kept, "form": form, "question": question, "rows": _shown_rows(question.rows)}
    return _page(request, found, "files_columns", {**context, "findings": findings[:20]})


@require_http_methods(["GET", "POST"])
def lines(request: HttpRequest, fund_id: int, file_id: int) -> HttpResponse:
    """Lines of a file by their state; code those that wait by hand."""
    found, kept = _file(request, fund_id, file_id)
    used, show = queries.reading(kept), request.GET.get("show", "waiting")
    proposed = queries.propose(kept, used) if used else None
    if proposed is None or proposed.read.control is None or show not in pages.SHOWN:
        raise Http404
    if show == "refused":
        return _refused_lines(request, found, kept, proposed)
    words = request.GET.get("words", "")[:100]
    chosen = pages.of_words(proposed.lines.filter(pl.col("state") == show), words)
    form = forms.CodingForm(request.POST or None, accounts=pages.account_choices(queries.coding_targets(found)))
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            _code(request, found, kept, chosen, form)
            return redirect(request.get_full_path())
        except Refused as refused:
            findings = refused.findings
    on_page = Paginator(range(chosen.height), LINES_ON_A_PAGE).get_page(request.GET.get("page"))
    start = max(0, on_page.start_index() - 1)
    context = {
        **{"file": kept, "show": show, "heading": pages.SHOWN[show], "words": words, "page": on_page, "form": form},
        **{"rows": pages.line_rows(chosen.slice(start, LINES_ON_A_PAGE)), "headings": pages.line_headings(chosen)},
        **{"findings": findings, "may_code": show in MAY_BE_CODED, "query": _query_without_page(request)},
        "sum_pence": int(chosen["amount_pence"].sum() or 0),
    }
    return _page(request, found, "files_lines", context)


@require_GET
def reconciliation(request: HttpRequest, fund_id: int, file_id: int) -> HttpResponse:
    """The pool's books beside a host's ledger, account by account."""
    found, kept = _file(request, fund_id, file_id)
    used = queries.reading(kept)
    proposed = queries.propose(kept, used) if used else None
    if proposed is None or proposed.read.column_map is None or proposed.read.column_map.kind != GENERAL_LEDGER:
        raise Http404
    months = queries.months_of(proposed.read.lines)
    if not months:
        raise Http404
    first, last = _month(request, "first", months[0]), _month(request, "last", months[-1])
    first, last = min(first, last), max(first, last)
    pairs, differences, uncoded = queries.reconciliation(kept, proposed.lines, first, last)
    answer, table = pages.reconciled(pairs, uncoded)
    context = {
        **{"file": kept, "first": first, "last": last, "answer": answer, "table": table},
        **{"differences": pages.differences_table(differences), "count": len(differences)},
    }
    return _page(request, found, "files_reconciliation", context)


@require_GET
def original(request: HttpRequest, fund_id: int, file_id: int) -> HttpResponse:
    """The file as it came, to be saved and never shown."""
    _, kept = _file(request, fund_id, file_id)
    response = HttpResponse(bytes(kept.content), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=kept.name)
    return response


@require_http_methods(["GET", "POST"])
def coding_rules(request: HttpRequest, fund_id: int) -> HttpResponse:
    """The fund's rules of which line is spent on what; add one, end one."""
    found = fund_in_sight(fund_id)
    acting_for(request, found)
    targets = {account.code: account for account in queries.coding_targets(found)}
    ending = request.method == "POST" and "end" in request.POST
    typed = request.POST if request.method == "POST" and not ending else None
    form = forms.RuleForm(typed, accounts=pages.account_choices(targets.values()))
    findings: tuple[Finding, ...] = ()
    who = {"by": request.user.actor, "at": now()}
    try:
        if ending:
            actions.end_coding_rule(**who, rule=_rule(request, found), reason=request.POST.get("reason", "")[:300])
        elif typed and form.is_valid():
            told = form.cleaned_data
            actions.add_coding_rule(**who, fund=found, **{**told, "account": targets[told["account"]]})
        if request.method == "POST" and (ending or form.is_valid()):
            return redirect("pool:coding-rules", found.pk)
    except Refused as refused:
        findings = refused.findings
    context = {
        "rules": list(queries.coding_rules(found)),
        "form": form,
        "findings": findings,
        "names": forms.FIELD_NAMES,
    }
    return _page(request, found, "files_rules", context)


def _file(request: HttpRequest, fund_id: int, file_id: int) -> tuple[Fund, LedgerFile]:
    """The fund and the file, if both are in sight and whoever asks keeps that partner's books."""
    found = fund_in_sight(fund_id)
    kept = queries.file(found, file_id)
    if kept is None or not request.user.has_perm(MAY_KEEP_BOOKS, kept.partner.organisation_id):
        raise Http404
    return found, kept


def _page(request: HttpRequest, found: Fund, name: str, context: dict[str, object]) -> HttpResponse:
    whole = {**context, **frame(request, found, asked_year(request, found.pk))}
    return render(request, f"pool/{name}.jinja", whole)


def _post(
    request: HttpRequest, found: Fund, kept: LedgerFile, proposed: queries.Proposal, form: forms.PostingForm
) -> HttpResponse:
    """Post at once, or in the background where that takes more than a moment."""
    at, told = now(), form.cleaned_data
    against = {account.code: account for account in queries.contra_accounts(found)}[told["against"]]
    count = proposed.total.states["coded"].count
    if count <= BACKGROUND_LINES:
        actions.post_file(by=request.user.actor, at=at, file=kept, against=against, agreed=told["agreed"])
        return redirect("pool:file", found.pk, kept.pk)
    arguments = {"file": kept.pk, "against": against.pk, "agreed": told["agreed"], "lines": count}
    job = jobs.start(
        POST_FILE,
        by=request.user.actor,
        at=at,
        title=f"Post {kept.name} to {found.name}",
        arguments=arguments,
        organisation_id=kept.partner.organisation_id,
    )
    return redirect("core:job", job_id=job.pk)


def _keep_map(request: HttpRequest, kept: LedgerFile, content: dict[str, object]) -> HttpResponse:
    """Try the answers on the file; keep them as the partner's map if any line can be read by them."""
    who = {"by": request.user.actor, "at": now()}
    actions.check_answers(kept, content)
    made = actions.add_column_map(**who, partner=kept.partner, content=content)
    actions.read_file_by(**who, file=kept, content=made.content, version=made.version)
    return redirect("pool:file", kept.fund_id, kept.pk)


def _refused_lines(request: HttpRequest, found: Fund, kept: LedgerFile, proposed: queries.Proposal) -> HttpResponse:
    rows = pages.refused_rows(queries.refusals(proposed.read))
    page = Paginator(rows, LINES_ON_A_PAGE).get_page(request.GET.get("page"))
    return _page(request, found, "files_refused", {"file": kept, "page": page, "query": _query_without_page(request)})


def _code(request: HttpRequest, found: Fund, kept: LedgerFile, chosen: pl.DataFrame, form: forms.CodingForm) -> None:
    """Code the lines that were ticked, or all that the list shows."""
    ticked = {int(text) for text in request.POST.getlist("row") if text.isascii() and text.isdigit() and len(text) < 9}
    rows = chosen["row"].to_list() if request.POST.get("all") else sorted(ticked)
    targets = {account.code: account for account in queries.coding_targets(found)}
    actions.code_lines(
        by=request.user.actor,
        at=now(),
        file=kept,
        rows=rows,
        account=targets.get(form.cleaned_data["account"]),
        reason=form.cleaned_data["reason"],
    )


def _rule(request: HttpRequest, found: Fund) -> CodingRule:
    asked = request.POST.get("end", "")
    rule = queries.rule(found, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 18 else None
    if rule is None:
        raise Http404
    return rule


def _shown_rows(rows: Sequence[Row]) -> list[tuple[int, list[str]]]:
    """The first rows for the page: cells cut short, and no more of them than a page bears."""
    return [(number, [lines_findings.shown(cell) for cell in cells[:60]]) for number, cells in rows]


def _query_without_page(request: HttpRequest) -> str:
    asked = request.GET.copy()
    asked.pop("page", None)
    return f"&{asked.urlencode()}"


def _month(request: HttpRequest, name: str, otherwise: Month) -> Month:
    try:
        return min(max(Month.parse(request.GET.get(name, "")), EARLIEST), LATEST)
    except ValueError:
        return otherwise
