"""Opening and closing the months of the books."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from commonweal.core.actions import action
from commonweal.core.actor import Actor
from commonweal.core.refusal import refuse_as_the_database, refuse_if
from commonweal.engine.ledger.closing import PeriodStep, check_step
from commonweal.engine.periods import Month
from commonweal.pool import models, queries


@action("pool.step-period")
def step_period(*, by: Actor, at: datetime, fund: models.Fund, month: Month, step: PeriodStep) -> models.PeriodChange:
    """Take a month one step further; Refused where the step does not follow or the same person would confirm."""
    refuse_if(check_step(month, queries.period_standing(fund, month), step, by.id))
    try:
        with transaction.atomic():
            change = models.PeriodChange.objects.create(
                fund=fund, month=month.first, step=step, state="", person_id=by.id, person_name=by.name, at=at
            )
    except IntegrityError as fault:  # somebody was quicker
        refuse_as_the_database(fault, f"period {month.iso}")
        raise
    change.refresh_from_db()
    return change
