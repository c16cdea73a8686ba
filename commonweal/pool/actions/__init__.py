"""Writing the pool. An action that cannot be done raises Refused with its findings, and nothing remains of it."""

from commonweal.pool.actions.funds import (
    add_account,
    add_agreement,
    add_fund,
    add_minimum,
    add_partner,
    add_scheme,
    add_source,
)
from commonweal.pool.actions.matching import (
    Correction,
    FoundLine,
    FoundPair,
    decide_pair,
    decide_pairs,
    keep_matching,
    request_matching,
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
from commonweal.pool.refusal import Refused

__all__ = [
    "Correction",
    "FoundLine",
    "FoundPair",
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
    "decide_pair",
    "decide_pairs",
    "decide_virement",
    "keep_matching",
    "post",
    "post_commitment",
    "propose_virement",
    "request_matching",
    "reverse",
    "set_contribution",
    "set_forecast",
    "set_risk_rule",
    "step_period",
    "void_commitment",
]
