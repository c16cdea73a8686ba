"""From hours to pounds and back: what was delivered, what it is worth, what was paid and stands in the books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet, Sum

from commonweal.commissioning import models
from commonweal.commissioning.queries.hours import latest_deliveries
from commonweal.engine.packages.paying import Due, worth_pence

if TYPE_CHECKING:
    from commonweal.pool.models import Fund


@dataclass(frozen=True, slots=True)
class PaidPart:
    """What one payer paid of one payment, with the number of the entry in the pool's books."""

    contract_id: int
    contract: str
    payment_id: int
    until: date
    day: date
    scheme: str
    source: str
    amount_pence: int
    entry_number: int


@dataclass(frozen=True, slots=True)
class ContractSums:
    """A contract's delivered time and its money: `paid_pence` is the payments that stand, `parts_pence` what their
    entries spent, `worth_pence` the time paid for at the rate. Conserved where the three are one.
    """

    delivered_minutes: int
    paid_minutes: int
    rate_pence: int
    worth_pence: int
    paid_pence: int
    parts_pence: int

    @property
    def is_conserved(self) -> bool:
        """Whether hours times rate are the pounds posted, to the penny."""
        return self.worth_pence == self.paid_pence == self.parts_pence

    @property
    def unpaid_minutes(self) -> int:
        """What was delivered and is not paid yet."""
        return self.delivered_minutes - self.paid_minutes


def delivered_minutes(contract: models.Contract, until: date | None = None) -> int:
    """What the contract delivered, in weeks that begin before a day, by the latest word on each."""
    rows = latest_deliveries(contract.fund).filter(contract=contract)
    rows = rows if until is None else rows.filter(week__lt=until)
    return sum(rows.values_list("delivered_minutes", flat=True))


def payments(contract: models.Contract) -> QuerySet[models.Payment]:
    """The contract's payments, the latest first; `is_taken_back` where an entry of theirs was reversed."""
    back = models.PaymentPart.objects.filter(payment=OuterRef("pk"), entry__reversed_by__isnull=False)
    rows = models.Payment.objects.filter(contract=contract).annotate(is_taken_back=Exists(back))
    return rows.prefetch_related("parts__payer__scheme", "parts__payer__source", "parts__entry__link").order_by("-id")


def paid_minutes(contract: models.Contract) -> Due:
    """What the payments that stand paid for, and came to."""
    rows = payments(contract).filter(is_taken_back=False).order_by()
    sums = rows.aggregate(minutes=Sum("minutes"), pence=Sum("amount_pence"))
    return Due(sums["minutes"] or 0, sums["pence"] or 0)


def contract_sums(contract: models.Contract) -> ContractSums:
    """Delivered, paid for, worth, paid and posted."""
    paid = paid_minutes(contract)
    parts = models.PaymentPart.objects.filter(payment__in=payments(contract).filter(is_taken_back=False).order_by())
    return ContractSums(
        delivered_minutes(contract),
        paid.minutes,
        contract.rate_pence,
        worth_pence(paid.minutes, contract.rate_pence),
        paid.amount_pence,
        parts.aggregate(pence=Sum("amount_pence"))["pence"] or 0,
    )


def paid_parts(
    fund: Fund, year: int, *, scheme: str = "", source: str = "", contract_id: int | None = None
) -> list[PaidPart]:
    """The parts of a financial year (by the day of the entry) that stand: of one scheme, source or contract, or all."""
    days = {"entry__day__gte": date(year, 4, 1), "entry__day__lt": date(year + 1, 4, 1)}
    rows = models.PaymentPart.objects.filter(fund=fund, entry__reversed_by__isnull=True, **days)
    narrow = {"payer__scheme__code": scheme, "payer__source__code": source, "payment__contract_id": contract_id}
    rows = rows.filter(**{key: value for key, value in narrow.items() if value})
    columns = rows.order_by("entry__day", "id").values_list(
        "payment__contract_id", "payment__contract__reference", "payment_id", "payment__until", "entry__day",
        "payer__scheme__code", "payer__source__code", "amount_pence", "entry__link__number",
    )  # fmt: skip
    return [PaidPart(*row) for row in columns]
