"""Paying a contract."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse

from commonweal.commissioning.models import Contract
from commonweal.commissioning.presenters.words import crumbs
from commonweal.commissioning.queries import ContractSums
from commonweal.core.pages import Link, Page
from commonweal.core.presenters import hours_text
from commonweal.engine.findings import Finding
from commonweal.engine.money import pounds
from commonweal.engine.packages.hours import whole_hours
from commonweal.engine.packages.paying import worth_pence

if TYPE_CHECKING:
    from commonweal.pool.models import Fund


def suggested(on: date) -> dict[str, date]:
    """The week that runs is not over: weeks before it can be paid for, today."""
    return {"until": on - timedelta(days=on.weekday()), "day": on}


def present(fund: Fund, contract: Contract, sums: ContractSums, findings: Sequence[Finding]) -> Page:
    """What is owed, and that it becomes entries of the pool."""
    owed = worth_pence(sums.delivered_minutes, sums.rate_pence) - sums.paid_pence
    hours = hours_text(whole_hours(sums.unpaid_minutes))
    heading = f"{pounds(owed)} is delivered and not paid" if owed > 0 else "Everything delivered is paid"
    return Page(
        f"Pay {contract.reference}",
        heading,
        f"{hours} hours at {pounds(sums.rate_pence)} an hour, as far as their weeks are recorded.",
        caption=f"Contract {contract.reference}",
        crumbs=(
            *crumbs(fund),
            Link(contract.reference, reverse("commissioning:contract", args=[fund.pk, contract.pk])),
        ),
        findings=tuple(findings),
        made=(
            "The amount is not typed: it is the hours at the rate, posted on the contract’s schemes by their shares.",
        ),
    )
