"""The contract register and a contract: from hours to pounds, each sum beside the one that it must equal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from commonweal.commissioning.models import Contract, Payment
from commonweal.commissioning.presenters.words import SERVICES, crumbs, ways
from commonweal.commissioning.queries import ContractSums, LotHours
from commonweal.core.pages import Cell, Grid, Link, Page, Section
from commonweal.core.presenters import counted, day_text, hours_text, listed
from commonweal.engine.money import pounds
from commonweal.engine.packages.expiry import Expiry
from commonweal.engine.packages.hours import whole_hours
from commonweal.engine.periods import Month, Period, quarter_name

if TYPE_CHECKING:
    from commonweal.pool.models import Fund


@dataclass(frozen=True, slots=True)
class Listed:
    """A contract in the register with what is known of it on a day."""

    contract: Contract
    provider: str
    expiry: Expiry
    paid_pence: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What a contract's page is made from."""

    fund: Fund
    contract: Contract
    provider: str
    buyer: str
    expiry: Expiry
    sums: ContractSums
    payments: Sequence[Payment]
    quarter: Period
    hours: Mapping[int | None, LotHours]
    on: date
    may_pay: bool


def register(funds: Sequence[tuple[Fund, Sequence[Listed]]], lets: Sequence[Fund] = ()) -> Page:
    """Every contract of every fund in sight, those that end first at the top; `lets` are those where one may let."""
    rows = [one for _, listed_ in funds for one in listed_]
    late = [one for one in rows if one.expiry.is_late and one.expiry.days_left]
    lead = f"{counted(len(rows), 'contract')} with {counted(len({one.provider for one in rows}), 'provider')}."
    if late:
        names = listed([f"{one.contract.reference} by {day_text(one.expiry.procure_by)}" for one in late])
        lead += f" Procurement should have begun and no successor is in the register: {names}."
    heading = "Which contract must be replaced next?" if rows else "No contract is in the register"
    first = min((one for one in rows if one.expiry.days_left), key=lambda one: one.contract.end, default=None)
    if first:
        heading = f"{first.contract.reference} ends next, in {counted(first.expiry.days_left, 'day')}"
    return Page(
        "Contracts",
        heading,
        lead,
        ways=(*(ways(funds[0][0])[1:] if funds else ()), *map(_let_link, lets)),
        sections=tuple(Section(fund.name, grid=_register(fund, listed_)) for fund, listed_ in funds),
        made=("Value is of the whole contract as it was let; paid is what its payments in the pool’s books come to.",),
    )


def _let_link(fund: Fund) -> Link:
    return Link(f"Let a contract of {fund.name}", reverse("commissioning:let", args=[fund.pk]))


def _register(fund: Fund, rows: Sequence[Listed]) -> Grid:
    headers = ("Contract", "What", "Provider", "Areas", "Ends", "Procure by", "Rate an hour", "Value", "Paid")
    return Grid(
        f"Contracts of {fund.name}",
        headers,
        tuple(
            (
                Link(one.contract.reference, reverse("commissioning:contract", args=[fund.pk, one.contract.pk])),
                one.contract.title,
                one.provider,
                listed([lot.area for lot in one.contract.lots.all()]),
                day_text(one.contract.end),
                f"{day_text(one.expiry.procure_by)}{' (passed)' if one.expiry.is_late else ''}",
                pounds(one.contract.rate_pence),
                pounds(one.contract.value_pence),
                pounds(one.paid_pence),
            )
            for one in rows
        ),
        frozenset({6, 7, 8}),
        nothing="No contract yet.",
    )


def present(facts: Facts) -> Page:
    """A contract: when it ends, its hours, who pays, and each payment down to its entries."""
    contract, sums = facts.contract, facts.sums
    hours = hours_text(whole_hours(sums.paid_minutes))
    lead = (
        f"{hours} hours at {pounds(sums.rate_pence)} were paid for: {pounds(sums.paid_pence)}."
        f" {hours_text(whole_hours(sums.unpaid_minutes))} hours are delivered and not paid yet."
    )
    return Page(
        f"{contract.reference}, {facts.fund.name}",
        f"{contract.title} ends in {counted(facts.expiry.days_left, 'day')}",
        lead,
        caption=f"Contract {contract.reference} with {facts.provider}",
        crumbs=crumbs(facts.fund),
        ways=ways(facts.fund) + ((_pay_link(facts),) if facts.may_pay and sums.unpaid_minutes > 0 else ()),
        sections=(
            Section("When must it be replaced?", (_expiry_words(facts),)),
            Section(f"Hours of {quarter_name(facts.quarter)}, by area", grid=_lots(facts)),
            Section("Which schemes pay?", grid=_payers(facts)),
            Section(_conserved(sums), grid=_sums(sums)),
            Section("Payments", grid=_payments(facts)),
        ),
        made=(
            f"Let by {facts.buyer} from {day_text(contract.start)} for {pounds(contract.value_pence)}"
            f" ({SERVICES[contract.service].lower()}).",
            "A payment is everything delivered so far at the rate, rounded once, less what was paid before;"
            " its payers bear it by their shares. The database refuses a payment that its entries do not spend.",
        ),
    )


def _pay_link(facts: Facts) -> Link:
    return Link("Pay for delivered hours", reverse("commissioning:pay", args=[facts.fund.pk, facts.contract.pk]))


def _expiry_words(facts: Facts) -> str:
    told = f"The contract ends before {day_text(facts.contract.end)}."
    if facts.expiry.is_late:
        began = day_text(facts.expiry.procure_by)
        return f"{told} Procurement should have begun by {began}; no successor is in the register."
    return f"{told} Procurement should begin by {day_text(facts.expiry.procure_by)}."


def _lots(facts: Facts) -> Grid:
    rows: list[tuple[Cell, ...]] = []
    for lot in facts.contract.lots.all():
        found = facts.hours.get(lot.pk)
        if found:
            link = Link(lot.area, reverse("commissioning:lot", args=[facts.fund.pk, lot.pk]))
            rows.append((link, *hours_cells(found)))
    headers = ("Area", *HOURS_HEADERS)
    return Grid("Hours by area", headers, tuple(rows), frozenset(range(1, 7)), nothing="No hours in these months.")


HOURS_HEADERS = ("Contracted from", "to", "Placed", "Planned", "Delivered", "Asked for and missing")


def hours_cells(row: LotHours) -> tuple[str, ...]:
    """The six kinds of hours as text."""
    hours = row.hours
    shown = (hours.contracted_least, hours.contracted_most, hours.placed, hours.planned, hours.delivered, hours.missing)
    return tuple(map(hours_text, shown))


def _payers(facts: Facts) -> Grid:
    payers = list(facts.contract.payers.all())
    whole = sum(payer.share for payer in payers)
    paid = {payer.pk: 0 for payer in payers}
    for payment in facts.payments:
        if not getattr(payment, "is_taken_back", False):
            for part in payment.parts.all():
                paid[part.payer_id] += part.amount_pence
    rows: list[tuple[Cell, ...]] = [
        (
            Link(payer.scheme.name, _scheme(facts.fund.pk, payer.scheme.code)),
            Link(payer.source.name, _source(facts.fund.pk, payer.source.code)),
            f"{payer.share} of {whole}",
            pounds(paid[payer.pk]),
        )
        for payer in payers
    ]
    rows.append(("Together", "", "", pounds(sum(paid.values()))))
    return Grid("Payers", ("Scheme", "Source", "Share", "Paid"), tuple(rows), frozenset({2, 3}), last_is_sum=True)


def _scheme(fund_id: int, code: str) -> str:
    return f"{reverse('pool:ring-fences', args=[fund_id])}?scheme={code}"


def _source(fund_id: int, code: str) -> str:
    return f"{reverse('pool:ring-fences', args=[fund_id])}?source={code}"


def _conserved(sums: ContractSums) -> str:
    if sums.is_conserved:
        return "Hours times rate are the pounds in the books"
    return "Hours times rate are not the pounds in the books: tell whoever keeps them"


def _sums(sums: ContractSums) -> Grid:
    rows = (
        (
            f"{hours_text(whole_hours(sums.paid_minutes))} hours paid for, at {pounds(sums.rate_pence)}",
            pounds(sums.worth_pence),
        ),
        ("The payments", pounds(sums.paid_pence)),
        ("What their entries spent in the pool", pounds(sums.parts_pence)),
    )
    return Grid("The same sum three times", ("Counted from", "Amount"), rows, frozenset({1}))


def _payments(facts: Facts) -> Grid:
    rows: list[tuple[Cell, ...]] = []
    for payment in facts.payments:
        for part in payment.parts.all():
            number = part.entry.link.number
            entry = Link(f"Entry {number}", reverse("pool:entry", args=[facts.fund.pk, number]))
            back = " (taken back)" if getattr(payment, "is_taken_back", False) else ""
            told = f"Weeks before {day_text(payment.until)}{back}"
            month = str(Month.of(part.entry.day))
            scheme = f"{part.payer.scheme.name}, {part.payer.source.name}"
            rows.append(
                (entry, month, told, hours_text(whole_hours(payment.minutes)), scheme, pounds(part.amount_pence))
            )
    headers = ("Entry", "Month", "Paid for", "Hours", "Scheme and source", "Amount")
    return Grid("Payments and their entries", headers, tuple(rows), frozenset({3, 5}), nothing="Nothing was paid yet.")
