"""Money in and out: contributions, invoices, commitments, forecasts, accruals, VAT."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from commonweal.engine.findings import error
from commonweal.engine.ledger import accruals as accrual_rules
from commonweal.engine.ledger.schedule import due_days, next_missing
from commonweal.engine.ledger.vat import Invoice, Treatment
from commonweal.engine.money import pounds
from commonweal.engine.periods import Month
from commonweal.pool import actions, queries
from commonweal.pool.forms import money as forms
from commonweal.pool.models import Commitment
from commonweal.pool.presenters import money as pages
from commonweal.pool.presenters.desk import DeskPage, day
from commonweal.pool.presenters.words import TREATMENTS
from commonweal.pool.views.desk import Desk, Task, answer, named, task_of


@require_http_methods(["GET", "POST"])
def contributions(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Each source's instalments: set, vary, receive, net by what people pay."""
    desk = Desk.of(request, fund_id)
    found = queries.schedules(desk.fund, desk.year, desk.today)
    names = queries.partner_names(desk.fund, desk.today)
    by_id = {str(one.source.pk): one for one in found}
    unset = [(pk, one.source.name) for pk, one in by_id.items() if not one.versions]
    were_set = [(pk, one.source.name) for pk, one in by_id.items() if one.versions]
    councils = [(pk, one.source.name) for pk, one in by_id.items() if not queries.is_nhs(one.source.payer)]

    def source(data: dict[str, Any]) -> Any:
        return by_id[data["source"]].source

    def put(data: dict[str, Any]) -> None:
        more = {"amount_pence": data["amount"], "due": _due_days(desk.year, data["first"], int(data["count"]))}
        actions.set_contribution(**desk.who, source=source(data), year=desk.year, **more)

    def vary(data: dict[str, Any]) -> None:
        more = {"from_day": data["from_day"], "reason": data["reason"]}
        actions.vary_contribution(**desk.who, source=source(data), year=desk.year, amount_pence=data["amount"], **more)

    def receive(data: dict[str, Any]) -> None:
        missing = next_missing(by_id[data["source"]].rows)
        due = missing.due if missing else data["day"]
        more = {"due": due, "day": data["day"], "amount_pence": data["amount"]}
        actions.receive_instalment(**desk.who, source=source(data), year=desk.year, **more)

    def charge(data: dict[str, Any]) -> None:
        more = {"amount_pence": data["amount"], "day": data["day"], "description": data["description"]}
        actions.book_charges(**desk.who, source=source(data), **more)

    tasks = [
        task_of(desk, forms.ReceiveForm, "receive", "Book an instalment", "Book it", receive, {"source": were_set}),
        task_of(desk, forms.ChargesForm, "charge", "Book client charges", "Book them", charge, {"source": councils}),
        task_of(desk, forms.VaryContributionForm, "vary", "Vary a contribution", "Vary it", vary, {"source": were_set}),
        task_of(desk, forms.SetContributionForm, "set", "Set a contribution", "Set it", put, {"source": unset}),
    ]
    return answer(desk, tasks, lambda: pages.contributions(found, names, desk.year, desk.today))


def _due_days(year: int, first: date, count: int) -> tuple[date, ...]:
    try:
        return due_days(year, first, count)
    except ValueError:
        message = "The instalments would not all lie in the financial year."
        what_to_do = f"Choose an earlier first day, from {day(Month(year, 4).first)} on."
        raise actions.Refused([error("instalments-outside", "schedule", message, what_to_do)]) from None


@require_http_methods(["GET", "POST"])
def invoice(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Book an invoice on a line, its recoverable VAT apart."""
    desk = Desk.of(request, fund_id)
    lines = desk.lines()

    def book(data: dict[str, Any]) -> None:
        actions.book_invoice(
            **desk.who,
            line=lines[data["line"]],
            invoice=Invoice(data["net"], data["vat"] or 0),
            day=data["day"],
            description=data["description"],
            reference=data["reference"],
            is_paid=data["paid"] == "paid",
        )

    def page() -> DeskPage:
        amounts = queries.line_amounts(desk.fund, desk.year)
        return pages.invoices(list(lines.values()), amounts, queries.vat_decisions(desk.fund, desk.year), desk.year)

    task = task_of(desk, forms.InvoiceForm, "book", "Book an invoice", "Book it", book, {"line": named(lines)})
    return answer(desk, [task], page)


@require_http_methods(["GET", "POST"])
def commitments(request: HttpRequest, fund_id: int) -> HttpResponse:
    """What is promised: make, post when due, void with a reason."""
    desk = Desk.of(request, fund_id)
    rows, lines = list(queries.commitments(desk.fund, desk.year)), desk.lines()
    by_id = {str(row.pk): row for row in rows}
    waiting = [(pk, _named_commitment(row)) for pk, row in by_id.items() if not hasattr(row, "ending")]
    of_line, open_ones = {"line": named(lines)}, {"commitment": waiting}

    def commit(data: dict[str, Any]) -> None:
        more = {"day": data["day"], "description": data["description"], "amount_pence": data["amount"]}
        actions.commit(**desk.who, line=lines[data["line"]], **more)

    def post(data: dict[str, Any]) -> None:
        more = {"day": data["day"], "amount_pence": data["amount"]}
        actions.post_due_commitment(**desk.who, commitment=by_id[data["commitment"]], **more)

    def void(data: dict[str, Any]) -> None:
        actions.void_commitment(**desk.who, commitment=by_id[data["commitment"]], reason=data["reason"])

    tasks = [
        task_of(desk, forms.CommitForm, "commit", "Make a commitment", "Make it", commit, of_line, day=""),
        task_of(desk, forms.PostCommitmentForm, "post", "Post one that came due", "Post it", post, open_ones),
        task_of(desk, forms.VoidCommitmentForm, "void", "Void one", "Void it", void, open_ones, day=""),
    ]
    return answer(desk, tasks, lambda: pages.commitments(desk.fund.pk, rows, desk.year, desk.today))


def _named_commitment(row: Commitment) -> str:
    return f"{row.description}, {pounds(row.amount_pence)}, due {day(row.day)}"


@require_http_methods(["GET", "POST"])
def forecasts(request: HttpRequest, fund_id: int) -> HttpResponse:
    """What the year will cost, line by line, and every forecast given before."""
    desk = Desk.of(request, fund_id)
    lines = desk.lines()

    def forecast(data: dict[str, Any]) -> None:
        more = {"amount_pence": data["amount"], "reason": data["reason"]}
        actions.forecast_line(**desk.who, line=lines[data["line"]], **more)

    def page() -> DeskPage:
        amounts, history = queries.line_amounts(desk.fund, desk.year), list(queries.forecasts(desk.fund, desk.year))
        return pages.forecasts(list(lines.values()), amounts, history, desk.year)

    task = task_of(
        desk, forms.ForecastForm, "forecast", "Set a forecast", "Set it", forecast, {"line": named(lines)}, day=""
    )
    return answer(desk, [task], page)


@require_http_methods(["GET", "POST"])
def accruals(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Accruals: make them at a month's end, take back together what is due."""
    desk = Desk.of(request, fund_id)
    lines, open_months = desk.lines(), sorted(queries.open_months(desk.fund))
    months = [(month.iso, str(month)) for month in open_months if month.financial_year == desk.year]

    def accrue(data: dict[str, Any]) -> None:
        more = {"month": data["month"], "amount_pence": data["amount"], "reason": data["reason"]}
        actions.accrue(**desk.who, line=lines[data["line"]], **more)

    def take_back(_: dict[str, Any]) -> None:
        actions.reverse_accruals(**desk.who, fund=desk.fund, on=desk.today)

    def page() -> DeskPage:
        standing = queries.open_accruals(desk.fund)
        due = len(accrual_rules.to_reverse(standing.values(), open_months, on=desk.today))
        findings = queries.closing_warnings(desk.fund, [Month.of(desk.today)])
        return pages.accruals(desk.fund.pk, list(queries.accruals_of(desk.fund, desk.year)), standing, due, findings)

    choices = {"line": named(lines), "month": months}
    tasks = [
        task_of(desk, forms.AccrueForm, "accrue", "Accrue a line", "Accrue it", accrue, choices, day=""),
        Task("reverse", "", "", desk.form(forms.MoneyForm, "reverse"), take_back, is_button_only=True),
    ]
    return answer(desk, tasks, page)


@require_http_methods(["GET", "POST"])
def vat(request: HttpRequest, fund_id: int) -> HttpResponse:
    """What becomes of each line's VAT, who decided it and when."""
    desk = Desk.of(request, fund_id)
    lines = desk.lines()

    def decide(data: dict[str, Any]) -> None:
        more = {"decided_by": data["decided_by"], "decided_on": data["decided_on"], "note": data["note"]}
        treatment = Treatment(data["treatment"])
        actions.decide_vat(**desk.who, line=lines[data["line"]], treatment=treatment, **more)

    def page() -> DeskPage:
        decided, findings = queries.vat_decisions(desk.fund, desk.year), queries.vat_findings(desk.fund, desk.year)
        held = queries.account_balance(desk.fund, actions.VAT_ACCOUNT)
        host = queries.organisation_name(desk.fund.host_id, desk.today)
        return pages.vat(list(lines.values()), decided, findings, held, host)

    choices = {"line": named(lines), "treatment": TREATMENTS.items()}
    task = task_of(desk, forms.VatForm, "decide", "Record a decision", "Record it", decide, choices, day="decided_on")
    return answer(desk, [task], page)
