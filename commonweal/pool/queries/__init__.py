"""Reading the pool; the database shows the funds of the request's scope and no others."""

from commonweal.pool.queries.books import (
    accounts,
    check_drafts,
    head,
    journal,
    open_months,
    period_standing,
    period_standings,
    posted,
    verify,
)
from commonweal.pool.queries.drafts import Draft
from commonweal.pool.queries.plans import (
    brought,
    budgets,
    instalments,
    minimums,
    risk_lines,
    risk_share,
    scheme_lines,
    sources,
)
from commonweal.pool.queries.statements import entries_of, statement, trial_balance

__all__ = [
    "Draft",
    "accounts",
    "brought",
    "budgets",
    "check_drafts",
    "entries_of",
    "head",
    "instalments",
    "journal",
    "minimums",
    "open_months",
    "period_standing",
    "period_standings",
    "posted",
    "risk_lines",
    "risk_share",
    "scheme_lines",
    "sources",
    "statement",
    "trial_balance",
    "verify",
]
