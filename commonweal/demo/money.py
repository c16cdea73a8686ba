"""Money in and out of the demonstration's fund: a little of each kind, as far as its day has come."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from commonweal.engine.ledger.passingdown import Share
from commonweal.engine.ledger.transfers import TransferKind
from commonweal.engine.ledger.vat import Invoice, Treatment
from commonweal.engine.ledger.yearend import CarryRule
from commonweal.engine.periods import Month
from commonweal.pool import actions, queries

FILE = Path(__file__).parent / "money.toml"


@dataclass(frozen=True, slots=True)
class Year:
    """The fund's year as it is being made: who signs, its whole months so far, its parts and lines by code, today."""

    made: dict[str, Any]
    fund: Any
    year: int
    posted: list[Month]
    parts: dict[str, Any]
    lines: dict[tuple[str, str], Any]
    today: date

    def day(self, told: dict[str, Any]) -> date:
        """A day and month of the fund's year."""
        return date(self.year if told["month"] >= 4 else self.year + 1, told["month"], told["day"])

    def has_come(self, told: dict[str, Any]) -> bool:
        """Whether a day of the fund's year lies in its whole months so far."""
        return Month.of(self.day(told)) in self.posted

    def line(self, told: dict[str, Any]) -> Any:
        """The line that an entry of the file names."""
        return self.lines[tuple(told["line"])]


def add(made: dict[str, Any], fund: Any, year: int, posted: list[Month], parts: dict[str, Any], today: date) -> None:
    """What the file tells, of this year, as far as it has come."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    lines = {(line.scheme.code, line.source.code): line for line in queries.budget_lines(fund, year)}
    this = Year(made, fund, year, posted, parts, lines, today)
    _decide(this, told)
    _transfer(this, told["transfer"])
    _pass_down(this, told["district"])
    for one in told["commitment"]:
        more = {"description": one["description"], "amount_pence": one["amount_pence"]}
        actions.commit(**made, line=this.line(one), day=today + timedelta(days=one["days"]), **more)
    if posted:
        _book(this, told)
    if len(posted) > 1:
        _accrue(this, told["accrual"])


def _decide(this: Year, told: dict[str, Any]) -> None:
    for one in told["condition"]:
        more = {"carry": CarryRule(one["carry"]), "condition": one["words"]}
        actions.record_condition(**this.made, source=this.parts[one["source"]], **more)
    for one in told["vat"]:
        more = {"decided_by": "The host's tax adviser (invented)", "decided_on": date(this.year, 4, 3)}
        actions.decide_vat(**this.made, line=this.line(one), treatment=Treatment(one["treatment"]), **more)


def _transfer(this: Year, told: dict[str, Any]) -> None:
    transfer = actions.agree_transfer(
        **this.made,
        kind=TransferKind.SECTION_256,
        year=this.year,
        payer=this.parts["icb"],
        payee=this.parts["council"],
        scheme=this.parts["falls"],
        amount_pence=told["amount_pence"],
        purpose=told["purpose"],
        conditions=told["conditions"],
    )
    if this.has_come(told["received"]):
        day = this.day(told["received"])
        actions.receive_transfer(**this.made, transfer=transfer, amount_pence=told["amount_pence"], day=day)
    line = next(line for line in queries.budget_lines(this.fund, this.year) if line.source_id == transfer.source_id)
    for one in filter(this.has_come, told["spent"]):
        billed, what = Invoice(one["amount_pence"], 0), "Strength and balance classes"
        actions.book_invoice(**this.made, line=line, invoice=billed, day=this.day(one), description=what)


def _pass_down(this: Year, districts: list[dict[str, Any]]) -> None:
    rule = queries.transfer_rules()["passing_down"]
    due = date(this.year, rule["due_month"], rule["due_day"])
    for one in districts:
        kept = one.get("kept_pence", 0), one.get("agreement", "")
        share = Share(one["name"], one["share_pence"], due, *kept)
        row = actions.share_out_grant(**this.made, source=this.parts["dfg"], year=this.year, share=share)
        for paid in filter(this.has_come, one["payments"]):
            more = {"amount_pence": paid["amount_pence"], "day": this.day(paid)}
            actions.pay_district(**this.made, pass_down=row, **more)


def _book(this: Year, told: dict[str, Any]) -> None:
    """Charges, an invoice and the risk pool, in the last whole month."""
    day = this.posted[-1].first + timedelta(days=19)
    charges, invoice, aside = told["charges"], told["invoice"], told["set_aside"]
    more = {"amount_pence": charges["amount_pence"], "day": day, "description": charges["description"]}
    actions.book_charges(**this.made, source=this.parts[charges["source"]], **more)
    billed = Invoice(invoice["net_pence"], invoice["vat_pence"])
    more = {"day": day, "description": invoice["description"], "reference": invoice["reference"]}
    actions.book_invoice(**this.made, line=this.line(invoice), invoice=billed, **more)
    reserve = actions.open_reserve(**this.made, fund=this.fund, code=told["reserve"])
    more = {"amount_pence": aside["amount_pence"], "day": day, "reason": aside["reason"]}
    actions.set_aside(**this.made, reserve=reserve, source=this.parts[aside["source"]], **more)


def _accrue(this: Year, accruals: list[dict[str, Any]]) -> None:
    """Those of the month before last are taken back, those of the last month stand."""
    before = [one for one in accruals if one["months_back"] > 1]
    for one in [*before, *(one for one in accruals if one not in before)]:
        month = this.posted[-one["months_back"]]
        more = {"amount_pence": one["amount_pence"], "reason": one["reason"]}
        actions.accrue(**this.made, line=this.line(one), month=month, **more)
        if one == before[-1]:
            actions.reverse_accruals(**this.made, fund=this.fund, on=this.posted[-1].first)
