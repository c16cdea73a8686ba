"""Two months of the invented partners' books, with a double count of every kind, for the worker to match."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from commonweal.core import jobs
from commonweal.core.actor import SYSTEM
from commonweal.core.clock import today
from commonweal.pool import actions, queries
from commonweal.pool.matching_job import MATCH

FOLDER = Path(__file__).parent / "data" / "matching"
FUND = "WESSMOOR-BCF"


def add(at: datetime) -> None:
    """Ask for the run where none was asked for yet; it is done once the worker runs."""
    fund = queries.funds().get(code=FUND)
    if queries.matching_runs(fund).exists():
        return
    by_code = {partner.code: partner for partner in queries.partners(fund)}
    nhs, council = by_code["icb"], by_code["council"]
    run = actions.request_matching(
        by=SYSTEM,
        at=at,
        fund=fund,
        first=nhs,
        second=council,
        names=(queries.owner_names(nhs, today()), queries.owner_names(council, today())),
        files={book: (name, (FOLDER / name).read_bytes()) for book, name in enumerate(("nhs.csv", "council.csv"))},
    )
    jobs.start(MATCH, by=SYSTEM, at=at, title=f"Match two books of {fund.name}", arguments={"run": run.pk})
