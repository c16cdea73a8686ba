"""What the parts of an agreement are called, on pages, in its document and in the comparison of versions."""

from __future__ import annotations

from commonweal.engine.ledger.agreement import Arrangement, PartyKind
from commonweal.engine.ledger.agreementdates import Event

ARRANGEMENTS = {
    Arrangement.POOLED_FUND: "Pooled fund (regulation 7)",
    Arrangement.LEAD_COMMISSIONING: "Lead commissioning (regulations 8 and 9)",
    Arrangement.INTEGRATED_PROVISION: "Integrated provision (regulations 8 and 9)",
    Arrangement.ALIGNED: "Aligned budgets, beside section 75",
}
PARTY_KINDS = {
    PartyKind.LOCAL_AUTHORITY: "Local authority",
    PartyKind.NHS_COMMISSIONER: "NHS commissioner",
    PartyKind.NHS_TRUST: "NHS trust",
}
EVENTS = {Event.START: "Start", Event.REVIEW: "Review", Event.END: "End"}
_NAMES = {
    "budget_pence": "Budget for a year",
    "ends": "Ends (first day without it)",
    "starts": "Starts",
    "review": "Next review",
    "kind": "What it is",
    "improvement": "How it improves the exercise of functions",
    "resources": "Staff, goods, services and accommodation",
    "risk_share": "Risk share",
    "pool_manager_employer": "The pool manager's employer",
    "lead": "Lead partner",
    "audit": "Audit and certification",
    "reporting": "Quarterly reports and annual return",
    "monitoring": "Management and monitoring",
    "reserved_to_the_council": "Reserved to the council",
    "vat_treatment": "VAT treatment",
    "vat_decided_by": "VAT treatment decided by",
}


def field_name(field: str) -> str:
    """A field of the record as its label."""
    return _NAMES.get(field) or field.replace("_", " ").capitalize()
