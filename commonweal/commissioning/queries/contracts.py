"""The contract register."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from commonweal.commissioning import models
from commonweal.engine.packages.expiry import Expiry, expiry
from commonweal.places import queries as places

if TYPE_CHECKING:
    from commonweal.pool.models import Fund

MARKED = (models.Contract,)  # which contracts there are


def contracts(fund: Fund) -> QuerySet[models.Contract]:
    """The fund's contracts with their lots and payers, those that end first at the top."""
    rows = models.Contract.objects.filter(fund=fund).select_related("buyer", "provider")
    return rows.prefetch_related("lots", "payers__scheme", "payers__source").order_by("end", "reference")


def contract(fund: Fund, contract_id: int) -> models.Contract | None:
    """One contract of the fund."""
    return contracts(fund).filter(pk=contract_id).first()


def lots(fund: Fund) -> QuerySet[models.ContractLot]:
    """Every lot of the fund's contracts, by area and then by contract."""
    rows = models.ContractLot.objects.filter(fund=fund).select_related("contract__provider")
    return rows.order_by("area", "contract__service", "contract__start", "id")


def lot(fund: Fund, lot_id: int) -> models.ContractLot | None:
    """One lot of the fund."""
    return lots(fund).filter(pk=lot_id).first()


def lot_for(fund: Fund, area: str, service: str, on: date) -> models.ContractLot | None:
    """The lot that serves an area with a service on a day: that of the oldest contract in force, where several do."""
    rows = lots(fund).filter(area=area, contract__service=service, contract__start__lte=on, contract__end__gt=on)
    return rows.order_by("contract__start", "id").first()


def providers(fund: Fund, on: date) -> dict[int, str]:
    """What the providers of the fund's contracts are called on a day, by their ids."""
    ids = models.Contract.objects.filter(fund=fund).values_list("provider_id", flat=True)
    return places.names(set(ids), on)


def expiry_of(contract: models.Contract, on: date) -> Expiry:
    """When a contract ends and its successor must be begun; a later one of the same areas and service follows it."""
    areas = set(models.ContractLot.objects.filter(contract=contract).values_list("area", flat=True))
    later = models.ContractLot.objects.filter(
        fund_id=contract.fund_id, contract__service=contract.service, contract__end__gt=contract.end, area__in=areas
    ).exclude(contract=contract)
    is_followed = areas <= set(later.filter(contract__start__lte=contract.end).values_list("area", flat=True))
    return expiry(contract.end, contract.procure_months, on, is_followed=bool(areas) and is_followed)
