"""The overview, the year's end, and money under its own conditions: reserves, transfers, grant passed down."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from commonweal.core.clock import today
from commonweal.engine.ledger.passingdown import Share
from commonweal.engine.ledger.transfers import TransferKind
from commonweal.engine.ledger.yearend import CarryRule
from commonweal.pool import actions, queries
from commonweal.pool.forms import money as forms
from commonweal.pool.models import Transfer
from commonweal.pool.presenters import overview, yearend
from commonweal.pool.presenters.desk import DeskPage
from commonweal.pool.presenters.words import CARRY_RULES, TRANSFER_KINDS, year_name
from commonweal.pool.views.common import MAY_KEEP_BOOKS, asked_year, fund_in_sight
from commonweal.pool.views.desk import Desk, answer, named, named_sources, show, task_of

SAID = {rule: words for rule, words in CARRY_RULES.items() if rule is not CarryRule.UNKNOWN}


@require_GET
def money(request: HttpRequest, fund_id: int) -> HttpResponse:
    """The year's money at a glance: what is overdue, due, open or does not fit."""
    fund, year, now = fund_in_sight(fund_id), asked_year(request, fund_id), today()
    facts = overview.Facts(
        fund.pk,
        year,
        now,
        queries.schedules(fund, year, now),
        list(queries.commitments(fund, year)),
        queries.line_amounts(fund, year),
        queries.open_accruals(fund),
        queries.pass_down_sources(fund, year),
        sum(queries.latest_voucher(row) is None for row in queries.transfers(fund, year)),
        queries.vat_findings(fund, year),
        queries.year_end_findings(fund, year),
        sum(row.balance_pence for row in queries.reserves(fund)),
        request.user.has_perm(MAY_KEEP_BOOKS),
    )
    return show(request, fund, year, "pool/money.jinja", {"page": overview.present(facts), "tasks": [], "form": None})


@require_http_methods(["GET", "POST"])
def year_end(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Outturn by line and source; what conditions say of the rest; carrying it into the next year."""
    desk = Desk.of(request, fund_id)
    sources, next_lines = desk.sources(), desk.lines(desk.year + 1)
    reserves = {str(row.pk): row for row in queries.reserve_accounts(desk.fund)}

    def record(data: dict[str, Any]) -> None:
        more = {"carry": CarryRule(data["carry"]), "condition": data["condition"]}
        actions.record_condition(**desk.who, source=sources[data["source"]], **more)

    def carry(data: dict[str, Any]) -> None:
        actions.carry_forward(
            **desk.who,
            source=sources[data["source"]],
            year=desk.year,
            reserve=reserves[data["reserve"]],
            amount_pence=data["amount"],
            reason=data["reason"],
            line=next_lines.get(data["line"]),
        )

    said = {"source": named_sources(sources), "carry": SAID.items()}
    carried = {
        "source": named_sources(sources),
        "reserve": [(pk, row.code) for pk, row in reserves.items()],
        "line": named(next_lines),
    }
    title = f"Carry an underspend into {year_name(desk.year + 1)}"
    tasks = [
        task_of(desk, forms.ConditionForm, "record", "Record a source’s conditions", "Record it", record, said),
        task_of(desk, forms.CarryForm, "carry", title, "Carry it", carry, carried),
    ]
    return answer(desk, tasks, lambda: _year_end(desk))


def _year_end(desk: Desk) -> DeskPage:
    return yearend.year_end(
        list(desk.lines().values()),
        queries.line_amounts(desk.fund, desk.year),
        queries.outturn(desk.fund, desk.year),
        queries.sources(desk.fund),
        list(queries.conditions(desk.fund)),
        queries.year_end_findings(desk.fund, desk.year),
        desk.year,
    )


@require_http_methods(["GET", "POST"])
def reserves(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Reserves, the risk pool among them: open, set aside, draw."""
    desk = Desk.of(request, fund_id)
    sources, lines = desk.sources(), desk.lines()
    accounts = {str(row.pk): row for row in queries.reserve_accounts(desk.fund)}

    def open_one(data: dict[str, Any]) -> None:
        actions.open_reserve(**desk.who, fund=desk.fund, code=data["code"])

    def told(data: dict[str, Any]) -> dict[str, Any]:
        named_parts = {"reserve": accounts[data["reserve"]], "source": sources[data["source"]]}
        return {**named_parts, "amount_pence": data["amount"], "day": data["day"], "reason": data["reason"]}

    def aside(data: dict[str, Any]) -> None:
        actions.set_aside(**desk.who, **told(data))

    def draw(data: dict[str, Any]) -> None:
        actions.draw_reserve(**desk.who, **told(data), line=lines.get(data["line"]))

    def page() -> DeskPage:
        found = [(row.account.code, row.balance_pence, row.held_pence) for row in queries.reserves(desk.fund)]
        moves = list(queries.reserve_moves(desk.fund))
        return yearend.reserves(desk.fund.pk, found, moves, queries.sources(desk.fund))

    choices = {"reserve": [(pk, row.code) for pk, row in accounts.items()], "source": named_sources(sources)}
    drawn = {"line": named(lines), **choices}
    tasks = [
        task_of(desk, forms.SetAsideForm, "aside", "Set money aside", "Set it aside", aside, choices),
        task_of(desk, forms.DrawForm, "draw", "Draw from a reserve", "Draw it", draw, drawn),
        task_of(desk, forms.OpenReserveForm, "open", "Open a reserve", "Open it", open_one),
    ]
    return answer(desk, tasks, page)


@require_http_methods(["GET", "POST"])
def transfers(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Transfers under section 256 or 76: agree, receive, certify."""
    desk = Desk.of(request, fund_id)
    names = queries.partner_names(desk.fund, desk.today)
    partners = {str(row.pk): row for row in queries.partners(desk.fund).select_related("organisation")}
    schemes = {str(row.pk): row for row in queries.scheme_rows(desk.fund)}
    rows = list(queries.transfers(desk.fund, desk.year))
    by_id = {str(row.pk): row for row in rows}

    def agree(data: dict[str, Any]) -> None:
        actions.agree_transfer(
            **desk.who,
            kind=TransferKind(data["kind"]),
            year=desk.year,
            payer=partners[data["payer"]],
            payee=partners[data["payee"]],
            amount_pence=data["amount"],
            purpose=data["purpose"],
            conditions=data["conditions"],
            scheme=schemes[data["scheme"]],
        )

    def receive(data: dict[str, Any]) -> None:
        more = {"amount_pence": data["amount"], "day": data["day"]}
        actions.receive_transfer(**desk.who, transfer=by_id[data["transfer"]], **more)

    def certify(data: dict[str, Any]) -> None:
        transfer = by_id[data["transfer"]]
        actions.certify_transfer(**desk.who, transfer=transfer, partner=desk.partner, on=desk.today)

    whose = [(pk, names[row.code]) for pk, row in partners.items()]
    agreed = {"kind": TRANSFER_KINDS.items(), "payer": whose, "payee": whose}
    agreed["scheme"] = [(pk, row.name) for pk, row in schemes.items()]
    which = {"transfer": [(pk, row.source.name) for pk, row in by_id.items()]}
    tasks = [
        task_of(desk, forms.TransferForm, "agree", "Record a transfer", "Record it", agree, agreed),
        task_of(desk, forms.ReceiveTransferForm, "receive", "Book what came in", "Book it", receive, which),
        task_of(desk, forms.CertifyForm, "certify", "Certify a voucher", "Certify it", certify, which),
    ]
    return answer(desk, tasks, lambda: _transfers(desk, rows, names))


def _transfers(desk: Desk, rows: list[Transfer], names: dict[str, str]) -> DeskPage:
    told = [(row, queries.voucher_figures(row), queries.latest_voucher(row)) for row in rows]
    return yearend.transfers(desk.fund.pk, told, names, desk.year)


@require_GET
def voucher(request: HttpRequest, fund_id: int, transfer_id: int) -> HttpResponse:
    """The certificate of a transfer as it was signed, as a text file."""
    desk = Desk.of(request, fund_id)
    transfer = queries.transfer(desk.fund, transfer_id)
    latest = queries.latest_voucher(transfer) if transfer else None
    if transfer is None or latest is None:
        raise Http404
    response = HttpResponse(f"{latest.wording}\n", content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="voucher-{transfer.source.code}.txt"'
    return response


@require_http_methods(["GET", "POST"])
def passed_down(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Capital grant passed down to districts: shares, payments, what is late or short."""
    desk = Desk.of(request, fund_id)
    sources, shares = desk.sources(), queries.pass_downs(desk.fund, desk.year)

    def share(data: dict[str, Any]) -> None:
        kept = data["kept"] or 0
        told = Share(data["district"], data["share"], data["due"], kept, data["agreement"])
        actions.share_out_grant(**desk.who, source=sources[data["source"]], year=desk.year, share=told)

    def pay(data: dict[str, Any]) -> None:
        row = queries.pass_down(desk.fund, int(data["district"]))
        if row is None:
            raise Http404
        actions.pay_district(**desk.who, pass_down=row, amount_pence=data["amount"], day=data["day"])

    def page() -> DeskPage:
        return yearend.passed_down(queries.pass_down_sources(desk.fund, desk.year), desk.year, desk.today)

    districts = [(str(pk), one.district) for pk, one in shares.items()]
    rule = queries.transfer_rules()["passing_down"]
    tasks = [
        task_of(desk, forms.PayDistrictForm, "pay", "Pay a district", "Pay it", pay, {"district": districts}),
        task_of(
            desk, forms.ShareOutForm, "share", "Write down a district’s share", "Write it down", share,
            {"source": named_sources(sources)},
        ),
    ]  # fmt: skip
    tasks[1].form.initial["due"] = date(desk.year, rule["due_month"], rule["due_day"])
    return answer(desk, tasks, page)
