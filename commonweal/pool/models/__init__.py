"""What the pool remembers: the fund and its parts, its books, its plans for the money."""

from commonweal.pool.models.books import Balance, DayBalance, Entry, Head, Leg, Link, PeriodChange, Posting
from commonweal.pool.models.fund import Account, AgreementVersion, Fund, Minimum, Partner, Scheme, Source
from commonweal.pool.models.matching import (
    MatchedPair,
    MatchingFile,
    MatchingResult,
    MatchingRun,
    PairDecision,
    PairLine,
)
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
    "AgreementVersion",
    "Balance",
    "BudgetLine",
    "Commitment",
    "CommitmentEnd",
    "Contribution",
    "DayBalance",
    "Entry",
    "Forecast",
    "Fund",
    "Head",
    "Instalment",
    "Leg",
    "Link",
    "MatchedPair",
    "MatchingFile",
    "MatchingResult",
    "MatchingRun",
    "Minimum",
    "PairDecision",
    "PairLine",
    "Partner",
    "PeriodChange",
    "Posting",
    "RiskRule",
    "Scheme",
    "Source",
    "Virement",
    "VirementDecision",
]
