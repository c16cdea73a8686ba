"""The room's rows. Each belongs to a pooled fund, and through it to a place; all are added to and never changed."""

from commonweal.commissioning.models.contracts import Contract, ContractLot, ContractPayer
from commonweal.commissioning.models.hours import Delivery, PackageRequest, Placement, PlacementEnd, RequestEnd
from commonweal.commissioning.models.payments import Payment, PaymentPart

__all__ = [
    "Contract",
    "ContractLot",
    "ContractPayer",
    "Delivery",
    "PackageRequest",
    "Payment",
    "PaymentPart",
    "Placement",
    "PlacementEnd",
    "RequestEnd",
]
