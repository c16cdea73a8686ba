"""What the pool remembers: the fund and its parts, its books, its plans for the money."""

from commonweal.pool.models.agreement import AgreementSignature
from commonweal.pool.models.books import Balance, DayBalance, Entry, Head, Leg, Link, PeriodChange, Posting
from commonweal.pool.models.conditions import Approval, ControlFinding, Dependence, SpendAuthority, TimeLimitedMoney
from commonweal.pool.models.fund import Account, AgreementVersion, Fund, Minimum, Partner, Scheme, Source
from commonweal.pool.models.plans import (
    BudgetLine,
    Commitment,
    CommitmentEnd,
    Contribution,
    Forecast,
    Instalment,
    RiskRule,
    Virement,
    VirementDecision,
)

__all__ = [
    "Account",
    "AgreementSignature",
    "AgreementVersion",
    "Approval",
    "Balance",
    "BudgetLine",
    "Commitment",
    "CommitmentEnd",
    "Contribution",
    "ControlFinding",
    "DayBalance",
    "Dependence",
    "Entry",
    "Forecast",
    "Fund",
    "Head",
    "Instalment",
    "Leg",
    "Link",
    "Minimum",
    "Partner",
    "PeriodChange",
    "Posting",
    "RiskRule",
    "Scheme",
    "Source",
    "SpendAuthority",
    "TimeLimitedMoney",
    "Virement",
    "VirementDecision",
]
