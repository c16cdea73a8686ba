"""What is meant to happen to the money: budgets and virements, commitments, forecasts, contributions, risk rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from commonweal.core.actions import action
from commonweal.core.actor import Actor
from commonweal.core.refusal import Refused, refuse_as_the_database, refuse_if
from commonweal.engine.findings import error
from commonweal.engine.ledger import contributions, riskrules
from commonweal.engine.ledger.virement import Hand, check_approval, check_virement
from commonweal.pool import models, queries
from commonweal.pool.actions.accounts import one_at_a_time, signed
from commonweal.pool.actions.posting import post
from commonweal.pool.queries import Draft


@contextmanager
def _as_the_database_says(where: str) -> Iterator[None]:
    """Somebody was quicker: the database's refusal in its own words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as fault:
        refuse_as_the_database(fault, where)
        raise


@action("pool.add-budget-line")
def add_budget_line(
    *,
    by: Actor,
    at: datetime,
    fund: models.Fund,
    year: int,
    scheme: models.Scheme,
    source: models.Source,
    planned_pence: int,
) -> models.BudgetLine:
    """A scheme's budget from one source for a financial year; afterwards only virements move it."""
    return models.BudgetLine.objects.create(
        fund=fund, year=year, scheme=scheme, source=source, planned_pence=planned_pence, **signed(by, at)
    )


@action("pool.propose-virement")
def propose_virement(
    *,
    by: Actor,
    at: datetime,
    partner: models.Partner,
    from_line: models.BudgetLine,
    to_line: models.BudgetLine,
    amount_pence: int,
    reason: str,
) -> models.Virement:
    """Move budget for a partner: at once within the delegated limit, above it once another partner approves."""
    available_pence = queries.budgets(partner.fund, from_line.year).get(from_line.pk, 0)  # of another fund: none
    refuse_if(check_virement(amount_pence, available_pence, is_same_line=from_line.pk == to_line.pk))
    with _as_the_database_says("virement"):
        virement = models.Virement.objects.create(
            fund_id=partner.fund_id,
            from_line=from_line,
            to_line=to_line,
            amount_pence=amount_pence,
            reason=reason,
            partner=partner,
            waits=False,  # the database knows the limit
            **signed(by, at),
        )
    virement.refresh_from_db()
    return virement


@action("pool.decide-virement")
def decide_virement(
    *, by: Actor, at: datetime, virement: models.Virement, partner: models.Partner, is_approved: bool, reason: str = ""
) -> models.VirementDecision:
    """Another partner's yes or no to a virement that waits; Refused for the proposer, their partner, a second time."""
    if not virement.waits or models.VirementDecision.objects.filter(virement=virement).exists():
        message = "The virement does not wait for a decision."
        raise Refused([error("virement-decided", "virement", message, "Look at what became of it.")])
    refuse_if(check_approval(Hand(virement.person_id, virement.partner.code), Hand(by.id, partner.code)))
    with _as_the_database_says("virement"):
        return models.VirementDecision.objects.create(
            virement=virement,
            fund_id=virement.fund_id,
            partner=partner,
            is_approved=is_approved,
            reason=reason,
            **signed(by, at),
        )


@action("pool.commit")
def commit(
    *, by: Actor, at: datetime, line: models.BudgetLine, day: date, description: str, amount_pence: int
) -> models.Commitment:
    """Promise money of a budget line."""
    return models.Commitment.objects.create(
        fund_id=line.fund_id, line=line, day=day, description=description, amount_pence=amount_pence, **signed(by, at)
    )


@action("pool.post-commitment")
def post_commitment(*, by: Actor, at: datetime, commitment: models.Commitment, draft: Draft) -> models.CommitmentEnd:
    """The promise came due: post its entry, and the commitment is gone."""
    _refuse_if_ended(commitment)
    posting = post(by=by, at=at, fund=commitment.fund, drafts=[draft], kind="commitment")
    return models.CommitmentEnd.objects.create(
        commitment=commitment, fund_id=commitment.fund_id, entry=posting.entries.get(), **signed(by, at)
    )


@action("pool.void-commitment")
def void_commitment(*, by: Actor, at: datetime, commitment: models.Commitment, reason: str) -> models.CommitmentEnd:
    """The promise fell away, for a reason."""
    _refuse_if_ended(commitment)
    if not reason.strip():
        raise Refused(
            [error("reason-missing", "commitment", "A commitment is voided for a reason.", "Say in a few words why.")]
        )
    return models.CommitmentEnd.objects.create(
        commitment=commitment, fund_id=commitment.fund_id, reason=reason, **signed(by, at)
    )


def _refuse_if_ended(commitment: models.Commitment) -> None:
    one_at_a_time(commitment.fund)
    if models.CommitmentEnd.objects.filter(commitment=commitment).exists():
        message = "The commitment was posted or voided before."
        raise Refused([error("commitment-ended", "commitment", message, "Look at what became of it.")])


@action("pool.set-forecast")
def set_forecast(
    *, by: Actor, at: datetime, line: models.BudgetLine, amount_pence: int, reason: str = ""
) -> models.Forecast:
    """What a line is expected to cost by the year's end."""
    return models.Forecast.objects.create(
        fund_id=line.fund_id, line=line, amount_pence=amount_pence, reason=reason, **signed(by, at)
    )


@action("pool.set-contribution")
def set_contribution(
    *,
    by: Actor,
    at: datetime,
    source: models.Source,
    year: int,
    amount_pence: int,
    due: Sequence[date] = (),
    from_day: date | None = None,
    reason: str = "",
) -> models.Contribution:
    """A source's sum for a year in equal instalments; later versions vary those due from `from_day` on."""
    one_at_a_time(source.fund)
    before = models.Contribution.objects.filter(source=source, year=year).order_by("version").last()
    schedule = _schedule(before, amount_pence, due, from_day)
    contribution = models.Contribution.objects.create(
        fund_id=source.fund_id,
        source=source,
        year=year,
        version=before.version + 1 if before else 1,
        amount_pence=amount_pence,
        reason=reason,
        **signed(by, at),
    )
    models.Instalment.objects.bulk_create(
        models.Instalment(
            contribution=contribution, fund_id=source.fund_id, due=instalment.due, amount_pence=instalment.amount_pence
        )
        for instalment in schedule
    )
    return contribution


def _schedule(
    before: models.Contribution | None, amount_pence: int, due: Sequence[date], from_day: date | None
) -> tuple[contributions.Instalment, ...]:
    if before is None:
        if not due:
            raise Refused(
                [error("instalments-missing", "contribution", "No day is given.", "Say when instalments are due.")]
            )
        return contributions.instalments(amount_pence, due)
    schedule = [contributions.Instalment(row.due, row.amount_pence) for row in before.instalments.order_by("due")]
    if from_day is None or schedule[-1].due < from_day:
        message = "No instalment is left to carry the variation."
        raise Refused(
            [error("variation-too-late", "contribution", message, "Vary from a day before the last instalment.")]
        )
    return contributions.vary(schedule, amount_pence, from_day=from_day)


@action("pool.set-risk-rule")
def set_risk_rule(
    *, by: Actor, at: datetime, scheme: models.Scheme, year: int, rule: dict[str, Any]
) -> models.RiskRule:
    """How a scheme's variance is shared in a year; Refused where the rule cannot be read."""
    partners = models.Partner.objects.filter(fund_id=scheme.fund_id).values_list("code", flat=True)
    _, findings = riskrules.read_rule(rule, list(partners), f"scheme {scheme.code}")
    refuse_if(findings)
    return models.RiskRule.objects.create(fund_id=scheme.fund_id, scheme=scheme, year=year, rule=rule, **signed(by, at))
