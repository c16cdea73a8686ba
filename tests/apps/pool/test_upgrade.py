"""Books that were kept before the daily balances came are carried over."""

from datetime import date

import pytest
from django.core import management

from commonweal.core import scope
from commonweal.engine.periods import Period
from commonweal.pool import actions, queries
from tests.factories.pool import AT, draft, invented_fund


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_daily_balances_are_made_for_what_was_posted_before():
    made, period = invented_fund(months=2), Period(date(2017, 4, 10), date(2017, 5, 12))
    days = [date(2017, 4, 6), date(2017, 4, 20), date(2017, 5, 11), date(2017, 5, 12)]
    with scope.within(scope.SYSTEM_SCOPE):
        drafts = [
            draft(("HOMECARE-IBCF", 100 + place), ("BANK", -100 - place), day=day) for place, day in enumerate(days)
        ]
        actions.post(by=made.jo, at=AT, fund=made.fund, drafts=drafts)
    for target in (["0003"], []):  # back, and on to the latest
        management.call_command("migrate", "pool", *target, database="owner", interactive=False, verbosity=0)
    with scope.within(scope.SYSTEM_SCOPE):
        line = next(line for line in queries.statement(made.fund, period, by="scheme") if line.key == "homecare")
        assert (line.opening_pence, line.spending_pence) == (-100, 101 + 102)
        actions.post(by=made.jo, at=AT, fund=made.fund, drafts=[draft(("HOMECARE-IBCF", 7), ("BANK", -7), day=days[1])])
        assert queries.trial_balance(made.fund, before=date(2017, 4, 25))["HOMECARE-IBCF"] == 100 + 101 + 7
