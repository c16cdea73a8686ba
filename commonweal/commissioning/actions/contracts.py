"""Letting a contract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from commonweal.commissioning import models
from commonweal.core.actions import action
from commonweal.core.actor import Actor
from commonweal.core.refusal import refuse_if
from commonweal.core.writing import saved, signed
from commonweal.engine.findings import Finding, error
from commonweal.engine.packages.service import Service
from commonweal.engine.periods import Period

if TYPE_CHECKING:
    from commonweal.places.models import Organisation
    from commonweal.pool.models import Fund, Scheme, Source


LONGEST_PROCUREMENT_MONTHS = 60


@dataclass(frozen=True, slots=True)
class Lot:
    """An area with the hours a week that are bought for it."""

    area: str
    least_hours_a_week: int
    most_hours_a_week: int


@dataclass(frozen=True, slots=True)
class Terms:
    """For how long, for how much, and how long it takes to procure the next."""

    start: date
    end: date
    value_pence: int
    rate_pence: int
    procure_months: int


@dataclass(frozen=True, slots=True)
class Payer:
    """A scheme that pays from a source, and its share among the payers."""

    scheme: Scheme
    source: Source
    share: int = 1


@action("commissioning.let-contract")
def let_contract(
    *,
    by: Actor,
    at: datetime,
    fund: Fund,
    reference: str,
    title: str,
    buyer: Organisation,
    provider: Organisation,
    service: Service,
    start: date,
    end: date,
    value_pence: int,
    rate_pence: int,
    procure_months: int,
    lots: Sequence[Lot],
    payers: Sequence[Payer],
) -> models.Contract:
    """Put a contract into the register with its lots and payers, all at once or not at all."""
    where = reference.strip() or "contract"
    terms = Terms(start, end, value_pence, rate_pence, procure_months)
    refuse_if([*_faults(where, terms), *_part_faults(where, fund, lots, payers)])
    contract = models.Contract(
        fund=fund,
        reference=reference.strip(),
        title=title.strip() or where,
        buyer=buyer,
        provider=provider,
        service=service,
        start=start,
        end=end,
        value_pence=value_pence,
        rate_pence=rate_pence,
        procure_months=procure_months,
        **signed(by, at),
    )
    saved(contract, where, "A contract of this reference stands in the register.")
    _add_parts(contract, lots, payers)
    return contract


def _add_parts(contract: models.Contract, lots: Sequence[Lot], payers: Sequence[Payer]) -> None:
    of = {"fund_id": contract.fund_id, "contract": contract}
    for lot in lots:
        hours = {"least_hours_a_week": lot.least_hours_a_week, "most_hours_a_week": lot.most_hours_a_week}
        models.ContractLot.objects.create(**of, area=lot.area.strip(), **hours)
    for payer in payers:
        models.ContractPayer.objects.create(**of, scheme=payer.scheme, source=payer.source, share=payer.share)


def _faults(where: str, terms: Terms) -> Iterator[Finding]:
    if where == "contract":
        yield error("contract-reference", where, "The contract has no reference.", "Give one, like HC-01.")
    if terms.end <= terms.start:
        yield error("contract-days", where, "The contract ends before it starts.", "Give an end after the start.")
    if not 0 <= terms.procure_months <= LONGEST_PROCUREMENT_MONTHS:
        message = f"Procuring the next contract takes from 0 to {LONGEST_PROCUREMENT_MONTHS} months."
        yield error("contract-procure", where, message, "Give the months from its beginning to the next start.")
    if terms.value_pence <= 0 or terms.rate_pence <= 0:
        yield error("contract-money", where, "Value and rate are above nothing.", "Give both, like £28.40 an hour.")


def _part_faults(where: str, fund: Fund, lots: Sequence[Lot], payers: Sequence[Payer]) -> Iterator[Finding]:
    areas = [lot.area.strip() for lot in lots]
    if not lots or "" in areas or len(set(areas)) < len(areas):
        yield error("contract-lots", where, "Each lot has an area of its own.", "Give a lot or more, each area once.")
    if any(not 0 <= lot.least_hours_a_week <= lot.most_hours_a_week for lot in lots):
        message = "A lot's most hours a week are below its least, or below nothing."
        yield error("lot-hours", where, message, "Give least and most, like 200 and 260.")
    pairs = [(payer.scheme.pk, payer.source.pk) for payer in payers]
    if not payers or len(set(pairs)) < len(pairs) or any(payer.share <= 0 for payer in payers):
        message = "Each payer is a scheme and a source with a share above nothing."
        yield error("contract-payers", where, message, "Give at least one payer, each scheme and source once.")
    if any({payer.scheme.fund_id, payer.source.fund_id} != {fund.pk} for payer in payers):
        yield error("payer-elsewhere", where, "A payer is of another fund.", "Choose schemes of this fund.")


def period_of(contract: models.Contract) -> Period:
    """The days of a contract."""
    return Period(contract.start, contract.end)
