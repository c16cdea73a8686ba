"""Writing the pool. An action that cannot be done raises Refused with its findings, and nothing remains of it."""

from commonweal.core.refusal import Refused
from commonweal.pool.actions.funds import (
    add_account,
    add_agreement,
    add_fund,
    add_minimum,
    add_partner,
    add_scheme,
    add_source,
)
from commonweal.pool.actions.periods import step_period
from commonweal.pool.actions.plans import (
    add_budget_line,
    commit,
    decide_virement,
    post_commitment,
    propose_virement,
    set_contribution,
    set_forecast,
    set_risk_rule,
    void_commitment,
)
from commonweal.pool.actions.posting import post, reverse

__all__ = [
    "Refused",
    "add_account",
    "add_agreement",
    "add_budget_line",
    "add_fund",
    "add_minimum",
    "add_partner",
    "add_scheme",
    "add_source",
    "commit",
    "decide_virement",
    "post",
    "post_commitment",
    "propose_virement",
    "reverse",
    "set_contribution",
    "set_forecast",
    "set_risk_rule",
    "step_period",
    "void_commitment",
]
