"""What the invented place says of its year: the return of its latest quarter, and a paper on it, by its people."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from commonweal.accounts import queries as people
from commonweal.engine.periods import Month
from commonweal.engine.reporting.quarters import latest_ended
from commonweal.returns import actions as returns
from commonweal.returns import queries as returned
from commonweal.scrutiny import actions as scrutiny

PREPARER, CERTIFIER = "manager@example.org", "council.finance@example.org"
COMMITTEE = "Wessmoor Health and Wellbeing Board"
MEETS_IN = timedelta(days=14)


def add(at: datetime) -> None:
    """Prepare, submit and certify the return, and publish a paper on it, where neither is there yet.

    In the first quarter of a year nothing of it has ended: then there is nothing to say.
    """
    manager, finance = (people.person_by_email(email) for email in (PREPARER, CERTIFIER))
    today = timezone.localdate(at)
    year = Month.of(today).financial_year
    quarter = latest_ended(year, today)
    if manager is None or finance is None or not quarter or returned.returns().exists():
        return
    plan = returned.plan_of_year(people.local_organisations(manager, today), year)
    if plan is None or not returned.funds_of(plan, year):
        return
    made: dict[str, Any] = {"by": manager.actor, "at": at}
    of = returns.start_return(**made, plan=plan, year=year, quarter=quarter)
    kept = returns.submit(**made, of=of)
    returns.certify(by=finance.actor, at=at, of=of, digest=kept.digest)
    paper = scrutiny.write_paper(**made, of=of, template="quarterly", committee=COMMITTEE, meets=today + MEETS_IN)
    scrutiny.publish_paper(**made, paper=paper)
