"""A fund and what its accounts are named by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from commonweal.core.actions import action
from commonweal.core.actor import Actor
from commonweal.core.refusal import refuse_if
from commonweal.engine.ledger.journal import Account as EngineAccount
from commonweal.engine.ledger.journal import AccountKind, check_account
from commonweal.engine.tracks import Track
from commonweal.pool import models

if TYPE_CHECKING:
    from commonweal.places.models import Organisation


@action("pool.add-fund")
def add_fund(
    *, by: Actor, at: datetime, code: str, name: str, host: Organisation, virement_limit_pence: int = 0
) -> models.Fund:
    """A pooled fund with its host; the host becomes a partner when it is added as one."""
    fund = models.Fund(code=code, name=name, host=host, virement_limit_pence=virement_limit_pence)
    fund.full_clean()
    fund.save()
    return fund


@action("pool.add-partner")
def add_partner(*, by: Actor, at: datetime, fund: models.Fund, code: str, organisation: Organisation) -> models.Partner:
    """An organisation that brings money into the fund and sees its books."""
    return models.Partner.objects.create(fund=fund, code=code, organisation=organisation)


@action("pool.add-source")
def add_source(
    *, by: Actor, at: datetime, fund: models.Fund, code: str, name: str, payer: models.Partner, track: Track
) -> models.Source:
    """A source of money that one partner brings."""
    return models.Source.objects.create(fund=fund, code=code, name=name, payer=payer, track=track)


@action("pool.add-scheme")
def add_scheme(
    *, by: Actor, at: datetime, fund: models.Fund, code: str, name: str, area_of_spend: str
) -> models.Scheme:
    """Something that money is spent on."""
    return models.Scheme.objects.create(fund=fund, code=code, name=name, area_of_spend=area_of_spend)


@action("pool.add-account")
def add_account(
    *,
    by: Actor,
    at: datetime,
    fund: models.Fund,
    code: str,
    kind: AccountKind,
    source: models.Source | None = None,
    scheme: models.Scheme | None = None,
) -> models.Account:
    """An account of the books; Refused where income or spending names no source, or spending no scheme."""
    payer = source.payer.code if source else ""
    named = EngineAccount(code, fund.code, kind, payer, source.code if source else "", scheme.code if scheme else "")
    refuse_if(check_account(named))
    return models.Account.objects.create(fund=fund, code=code, kind=kind, source=source, scheme=scheme)


@action("pool.add-minimum")
def add_minimum(
    *,
    by: Actor,
    at: datetime,
    fund: models.Fund,
    code: str,
    name: str,
    year: int,
    sources: Sequence[str],
    areas_of_spend: Sequence[str],
    required_pence: int,
) -> models.Minimum:
    """A minimum of the round that the fund must spend in a financial year."""
    return models.Minimum.objects.create(
        fund=fund,
        code=code,
        name=name,
        year=year,
        sources=list(sources),
        areas_of_spend=list(areas_of_spend),
        required_pence=required_pence,
    )


@action("pool.add-agreement")
def add_agreement(*, by: Actor, at: datetime, fund: models.Fund, record: dict[str, Any]) -> models.AgreementVersion:
    """The next version of the fund's agreement, as data; what it lacks keeps nobody from writing it down."""
    versions = models.AgreementVersion.objects.filter(fund=fund).count()
    return models.AgreementVersion.objects.create(
        fund=fund, version=versions + 1, record=record, person_id=by.id, person_name=by.name, at=at
    )
