"""A section 75 agreement as a record: parties, service schedules, and what binds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any


class Arrangement(StrEnum):
    """What a service schedule of the agreement is."""

    POOLED_FUND = "pooled-fund"
    LEAD_COMMISSIONING = "lead-commissioning"
    INTEGRATED_PROVISION = "integrated-provision"
    ALIGNED = "aligned-budget"  # beside the law's three: money stays apart, decisions are taken together


class PartyKind(StrEnum):
    """What a party is in law."""

    NHS_COMMISSIONER = "nhs-commissioner"
    NHS_TRUST = "nhs-trust"
    LOCAL_AUTHORITY = "local-authority"


@dataclass(frozen=True, slots=True)
class Party:
    """A party; an NHS trust names the commissioner whose consent it has."""

    name: str
    kind: PartyKind
    commissioner_consent: str = ""


@dataclass(frozen=True, slots=True)
class Function:
    """A function that a schedule brings in: its side (`nhs` or `council`), its code in the rules file, its name."""

    side: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """One service of the agreement; texts are empty where nothing was agreed yet."""

    name: str
    arrangement: Arrangement
    functions: tuple[Function, ...] = ()
    persons_and_services: str = ""
    budget_pence: int | None = None
    resources: str = ""  # staff, goods, services, accommodation
    contributions: str = ""
    variation_of_contributions: str = ""
    lead: str = ""
    monitoring: str = ""
    vat_treatment: str = ""
    vat_decided_by: str = ""
    risk_share: str = ""
    reserved_to_the_council: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """The whole agreement, one version of it; dates None and texts empty where nothing was agreed yet."""

    parties: tuple[Party, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    aims_and_outcomes: str = ""
    improvement: str = ""
    consultation: str = ""
    host: str = ""
    pool_manager: str = ""
    pool_manager_employer: str = ""
    starts: date | None = None
    ends: date | None = None
    review: date | None = None
    variation: str = ""
    termination: str = ""
    exit_plan: str = ""
    reporting: str = ""
    audit: str = ""
    complaints: str = ""


def from_data(record: Mapping[str, Any]) -> Agreement:
    """The agreement from plain data (`to_data` gives it); what is missing stays empty, what is unknown is ignored."""
    days: dict[str, Any] = {name: date.fromisoformat(record[name]) for name in _DAYS if record.get(name)}
    texts: dict[str, Any] = {name: str(record.get(name, "")) for name in _TEXTS}
    parties = tuple(
        Party(row["name"], PartyKind(row["kind"]), row.get("commissioner_consent", ""))
        for row in record.get("parties", ())
    )
    return Agreement(parties=parties, schedules=tuple(map(_schedule, record.get("schedules", ()))), **days, **texts)


def to_data(agreement: Agreement) -> dict[str, Any]:
    """The agreement as plain data, for a file or a database."""
    days = {name: getattr(agreement, name).isoformat() for name in _DAYS if getattr(agreement, name)}
    return asdict(agreement) | dict.fromkeys(_DAYS) | days


def _schedule(row: Mapping[str, Any]) -> Schedule:
    texts: dict[str, Any] = {name: str(row.get(name, "")) for name in _SCHEDULE_TEXTS}
    functions = tuple(Function(one["side"], one["code"], one["name"]) for one in row.get("functions", ()))
    arrangement = Arrangement(row["arrangement"])
    return Schedule(arrangement=arrangement, functions=functions, budget_pence=row.get("budget_pence"), **texts)


_DAYS = ("starts", "ends", "review")
_TEXTS = tuple(field.name for field in fields(Agreement) if field.name not in {"parties", "schedules", *_DAYS})
_SCHEDULE_TEXTS = tuple(
    field.name for field in fields(Schedule) if field.name not in {"arrangement", "functions", "budget_pence"}
)
