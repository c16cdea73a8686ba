"""Reading returns; the database shows those of the plans in sight, and the published ones."""

from commonweal.returns.queries.building import basis_now, build
from commonweal.returns.queries.returns import (
    evidence,
    evidence_of,
    findings,
    frozen,
    funds_of,
    is_rebuilt,
    latest_published,
    plan_of_year,
    powers_of,
    return_,
    returns,
    returns_of,
    sees_record,
    standing,
    standings,
    steps,
    would_refuse,
)

__all__ = [
    "basis_now",
    "build",
    "evidence",
    "evidence_of",
    "findings",
    "frozen",
    "funds_of",
    "is_rebuilt",
    "latest_published",
    "plan_of_year",
    "powers_of",
    "return_",
    "returns",
    "returns_of",
    "sees_record",
    "standing",
    "standings",
    "steps",
    "would_refuse",
]
