"""Writing the pool. An action that cannot be done raises Refused with its findings, and nothing remains of it."""

from commonweal.pool.actions.agreements import (
    remove_agreement_schedule,
    sign_agreement,
    write_agreement_schedule,
    write_agreement_section,
)
from commonweal.pool.actions.conditions import (
    add_time_limited_money,
    authorise_spending,
    find_control,
    record_approval,
    set_dependence,
)
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
from commonweal.pool.refusal import Refused

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
    "add_time_limited_money",
    "authorise_spending",
    "commit",
    "decide_virement",
    "find_control",
    "post",
    "post_commitment",
    "propose_virement",
    "record_approval",
    "remove_agreement_schedule",
    "reverse",
    "set_contribution",
    "set_dependence",
    "set_forecast",
    "set_risk_rule",
    "sign_agreement",
    "step_period",
    "void_commitment",
    "write_agreement_schedule",
    "write_agreement_section",
]
