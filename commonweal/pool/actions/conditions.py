"""Approvals of the money's tracks, spending before them, money that ends, and who controls a scheme's spending.

Another room (the plan) tells the pool of an approval through `record_approval`; the pool asks nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from commonweal.core.actions import action
from commonweal.core.actor import Actor
from commonweal.core.refusal import Refused, refuse_if
from commonweal.engine.findings import Finding, error
from commonweal.engine.ledger.control import Control
from commonweal.engine.ledger.ringfence import phased
from commonweal.engine.money import pounds
from commonweal.engine.tracks import Track
from commonweal.pool import models


def _signed(by: Actor, at: datetime) -> dict[str, Any]:
    return {"person_id": by.id, "person_name": by.name, "at": at}


def _needed(text: str, where: str, what: str) -> list[Finding]:
    if text.strip():
        return []
    return [error(f"{what.replace(' ', '-')}-missing", where, f"The {what} is missing.", f"Enter the {what}.")]


@action("pool.record-approval")
def record_approval(
    *,
    by: Actor,
    at: datetime,
    fund: models.Fund,
    year: int,
    track: Track,
    approved_on: date | None,
    decided_by: str = "",
    note: str = "",
) -> models.Approval:
    """A track's money of a year was approved on a day; None takes an approval back. The latest row counts."""
    where = f"approval {track}"
    if track is Track.NONE:
        message = "Money without national conditions needs no approval."
        raise Refused([error("approval-of-nothing", where, message, "Choose one of the two tracks.")])
    if approved_on is not None:
        refuse_if(_needed(decided_by, where, "name of who decided"))
        if approved_on > timezone.localdate(at):  # London's day: in summer it begins before UTC's
            message = f"{approved_on} has not come yet."
            raise Refused([error("approval-to-come", where, message, "Record it when it has been given.")])
    return models.Approval.objects.create(
        fund=fund, year=year, track=track, approved_on=approved_on, decided_by=decided_by, note=note, **_signed(by, at)
    )


@action("pool.authorise-spending")
def authorise_spending(
    *,
    by: Actor,
    at: datetime,
    scheme: models.Scheme,
    year: int,
    authorised_by: str,
    authorised_on: date,
    exit_cost_pence: int,
    reason: str,
) -> models.SpendAuthority:
    """Somebody lets a scheme spend before approval, knowing what it would cost to stop it."""
    where = f"scheme {scheme.code}"
    found = _needed(authorised_by, where, "name of who authorised it") + _needed(reason, where, "reason")
    if exit_cost_pence < 0:
        found.append(error("exit-cost-negative", where, "An exit cost is not negative.", "Enter £0 or more."))
    refuse_if(found)
    return models.SpendAuthority.objects.create(
        fund_id=scheme.fund_id,
        scheme=scheme,
        year=year,
        authorised_by=authorised_by,
        authorised_on=authorised_on,
        exit_cost_pence=exit_cost_pence,
        reason=reason,
        **_signed(by, at),
    )


@action("pool.add-time-limited-money")
def add_time_limited_money(
    *,
    by: Actor,
    at: datetime,
    source: models.Source,
    name: str,
    total_pence: int,
    first_year: int,
    year_count: int,
    phases_pence: Mapping[int, int] | None = None,
    note: str = "",
) -> models.TimeLimitedMoney:
    """Money within a source that ends after some financial years: in equal parts, or in those given."""
    where = f"money {name}"
    found = _needed(name, where, "name")
    if total_pence <= 0 or not 1 <= year_count <= 30:
        message = f"{pounds(total_pence)} over {year_count} years is not a sum over years."
        found.append(error("money-unreadable", where, message, "Enter a sum above nothing and 1 to 30 years."))
    refuse_if(found)
    years = range(first_year, first_year + year_count)
    phases = dict(phases_pence) if phases_pence is not None else phased(total_pence, years)
    if set(phases) != set(years) or sum(phases.values()) != total_pence or min(phases.values()) < 0:
        message = f"The years' parts come to {pounds(sum(phases.values()))}, the money is {pounds(total_pence)}."
        raise Refused([error("phases-differ", where, message, "Give each year its part, £0 or more.")])
    return models.TimeLimitedMoney.objects.create(
        fund_id=source.fund_id,
        source=source,
        name=name.strip(),
        total_pence=total_pence,
        phases_pence={str(year): pence for year, pence in phases.items()},
        ends=date(first_year + year_count, 4, 1),
        note=note,
        **_signed(by, at),
    )


@action("pool.set-dependence")
def set_dependence(
    *,
    by: Actor,
    at: datetime,
    money: models.TimeLimitedMoney,
    scheme: models.Scheme,
    year: int,
    cost_pence: int,
    is_recurrent: bool,
) -> models.Dependence:
    """What a scheme costs on time-limited money in a year, the years after its end among them."""
    if cost_pence < 0:
        message = "A cost is not negative."
        raise Refused([error("cost-negative", f"scheme {scheme.code}", message, "Enter £0 or more.")])
    return models.Dependence.objects.create(
        fund_id=money.fund_id,
        money=money,
        scheme=scheme,
        year=year,
        cost_pence=cost_pence,
        is_recurrent=is_recurrent,
        **_signed(by, at),
    )


@action("pool.find-control")
def find_control(
    *,
    by: Actor,
    at: datetime,
    scheme: models.Scheme,
    year: int,
    control: Control,
    holder: models.Partner | None,
    weights: Mapping[str, int],
    reason: str,
    decided_by: str,
) -> models.ControlFinding:
    """Who controls a scheme's spending in a year, why, and who decided it; the latest finding counts."""
    where = f"scheme {scheme.code}"
    found = _needed(reason, where, "reason") + _needed(decided_by, where, "name of who decided")
    if control is not Control.JOINT and holder is None:
        found.append(error("holder-missing", where, "It is not said which partner.", "Choose the partner."))
    partners = set(models.Partner.objects.filter(fund_id=scheme.fund_id).values_list("code", flat=True))
    if control is not Control.ONE_PARTNER:
        found += _check_weights(weights, partners, where)
    refuse_if(found)
    return models.ControlFinding.objects.create(
        fund_id=scheme.fund_id,
        scheme=scheme,
        year=year,
        control=control,
        holder=holder if control is not Control.JOINT else None,
        weights=dict(weights) if control is not Control.ONE_PARTNER else {},
        reason=reason,
        decided_by=decided_by,
        **_signed(by, at),
    )


def _check_weights(weights: Mapping[str, int], partners: set[str], where: str) -> list[Finding]:
    if set(weights) == partners and all(weight >= 0 for weight in weights.values()) and sum(weights.values()) > 0:
        return []
    message = "Each partner's share must be a whole number from nothing up, and not all nothing."
    return [error("weights-unreadable", where, message, "Enter shares like 50 and 50.")]
