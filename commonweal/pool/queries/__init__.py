"""Reading the pool; the database shows the funds of the request's scope and no others."""

from commonweal.pool.queries.books import (
    accounts,
    check_drafts,
    head,
    journal,
    linked,
    open_months,
    period_standing,
    period_standings,
    posted,
    reversed_by,
    verify,
)
from commonweal.pool.queries.drafts import Draft
from commonweal.pool.queries.funds import (
    agreement,
    budget_lines,
    budget_years,
    funds,
    partners,
    scheme_names,
    virement,
    virements,
)
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
from commonweal.pool.queries.published import published_pools, section_75
from commonweal.pool.queries.statements import entries_of, statement, trial_balance

__all__ = [
    "Draft",
    "accounts",
    "agreement",
    "brought",
    "budget_lines",
    "budget_years",
    "budgets",
    "check_drafts",
    "entries_of",
    "funds",
    "head",
    "instalments",
    "journal",
    "linked",
    "minimums",
    "open_months",
    "partners",
    "period_standing",
    "period_standings",
    "posted",
    "published_pools",
    "reversed_by",
    "risk_lines",
    "risk_share",
    "scheme_lines",
    "scheme_names",
    "section_75",
    "sources",
    "statement",
    "trial_balance",
    "verify",
    "virement",
    "virements",
]
