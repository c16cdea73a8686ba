"""Writing the room. An action that cannot be done raises Refused with its findings, and nothing remains of it."""

from commonweal.commissioning.actions.contracts import Lot, Payer, let_contract
from commonweal.commissioning.actions.hours import (
    Week,
    deliver,
    end_placement,
    end_request,
    place,
    request_package,
)
from commonweal.commissioning.actions.payments import pay
from commonweal.core.refusal import Refused

__all__ = [
    "Lot",
    "Payer",
    "Refused",
    "Week",
    "deliver",
    "end_placement",
    "end_request",
    "let_contract",
    "pay",
    "place",
    "request_package",
]
