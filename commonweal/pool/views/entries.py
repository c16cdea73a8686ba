"""Posting by hand, and taking an entry back."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from commonweal.engine.ledger.journal import Account
from commonweal.pool import actions, queries
from commonweal.pool.forms.entry import EntryForm
from commonweal.pool.forms.money import ReverseForm
from commonweal.pool.models import Fund
from commonweal.pool.queries import Draft
from commonweal.pool.views.desk import Desk, show


@require_http_methods(["GET", "POST"])
def post(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Post a balanced entry by hand; what the books refuse is said at its field."""
    desk = Desk.of(request, fund_id)
    accounts = [(code, _named(account)) for code, account in queries.accounts(desk.fund).items()]
    form = EntryForm(request.POST or None, accounts=accounts, initial={"day": desk.today})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        draft = Draft(data["day"], data["description"], form.legs(), data["reference"])
        try:
            actions.post(**desk.who, fund=desk.fund, drafts=[draft])
            return redirect(_latest(desk.fund))
        except actions.Refused as refused:
            form.tell(refused.findings)
    return show(request, desk.fund, desk.year, "pool/post.jinja", {"form": form})


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, fund_id: int, number: int) -> HttpResponse:
    """Take an entry back by its opposite, with a reason."""
    desk = Desk.of(request, fund_id)
    linked = queries.linked(desk.fund, number)
    if linked is None:
        raise Http404
    form = ReverseForm(request.POST or None, initial={"day": desk.today})
    if request.method == "POST" and form.is_valid():
        description = f"Reversal of entry {number}: {form.cleaned_data['reason']}"
        try:
            more = {"number": number, "day": form.cleaned_data["day"], "description": description}
            actions.reverse(**desk.who, fund=desk.fund, **more)
            return redirect(_latest(desk.fund))
        except actions.Refused as refused:
            form.tell(refused.findings)
    context = {"form": form, "entry": linked.entry, "reversed_by": queries.reversed_by(desk.fund, number)}
    return show(request, desk.fund, desk.year, "pool/take_back.jinja", context)


def _named(account: Account) -> str:
    of = ", ".join(filter(None, (account.scheme, account.source)))
    return f"{account.code} ({account.kind.replace('-', ' ')}{f': {of}' if of else ''})"


def _latest(fund: Fund) -> str:
    """The page of the entry that was posted last: this transaction's own, for it holds the fund's turn."""
    return reverse("pool:entry", args=[fund.pk, queries.head(fund)[0]])
