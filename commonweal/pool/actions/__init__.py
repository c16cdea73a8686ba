"""Writing the pool. An action that cannot be done raises Refused with its findings, and nothing remains of it."""

from commonweal.core.refusal import Refused
from commonweal.pool.actions.accounts import VAT_ACCOUNT
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
from commonweal.pool.actions.money import (
    accrue,
    book_charges,
    book_invoice,
    decide_vat,
    forecast_line,
    post_due_commitment,
    receive_instalment,
    reverse_accruals,
    vary_contribution,
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
from commonweal.pool.actions.transfers import (
    agree_transfer,
    certify_transfer,
    pay_district,
    receive_transfer,
    share_out_grant,
)
from commonweal.pool.actions.yearend import carry_forward, draw_reserve, open_reserve, record_condition, set_aside

__all__ = [
    "VAT_ACCOUNT",
    "Refused",
    "accrue",
    "add_account",
    "add_agreement",
    "add_budget_line",
    "add_fund",
    "add_minimum",
    "add_partner",
    "add_scheme",
    "add_source",
    "add_time_limited_money",
    "agree_transfer",
    "authorise_spending",
    "book_charges",
    "book_invoice",
    "carry_forward",
    "certify_transfer",
    "commit",
    "decide_vat",
    "decide_virement",
    "draw_reserve",
    "find_control",
    "forecast_line",
    "open_reserve",
    "pay_district",
    "post",
    "post_commitment",
    "post_due_commitment",
    "propose_virement",
    "receive_instalment",
    "receive_transfer",
    "record_approval",
    "record_condition",
    "remove_agreement_schedule",
    "reverse",
    "reverse_accruals",
    "set_aside",
    "set_contribution",
    "set_dependence",
    "set_forecast",
    "set_risk_rule",
    "share_out_grant",
    "sign_agreement",
    "step_period",
    "vary_contribution",
    "void_commitment",
    "write_agreement_schedule",
    "write_agreement_section",
]
