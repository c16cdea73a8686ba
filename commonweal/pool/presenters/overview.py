"""The year's money at a glance: what is overdue, due, open or does not fit, each with the page that deals with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from commonweal.engine.findings import Finding, Severity
from commonweal.engine.ledger import forecasting, schedule
from commonweal.engine.ledger.accruals import Accrual
from commonweal.engine.ledger.passingdown import Share, check_passing_down
from commonweal.engine.money import pounds
from commonweal.pool.models import Commitment
from commonweal.pool.presenters.desk import DeskPage, Grid, Link, Section, counted
from commonweal.pool.presenters.money import Lines
from commonweal.pool.presenters.words import over_or_under, year_name
from commonweal.pool.queries import SourceSchedule


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page is made from."""

    fund_id: int
    year: int
    on: date
    schedules: Sequence[SourceSchedule]
    commitments: Sequence[Commitment]
    lines: Lines
    accruals: Mapping[int, Accrual]
    passed_down: Mapping[str, tuple[int, Sequence[Share]]]
    uncertified: int
    vat: Sequence[Finding]
    year_end: Sequence[Finding]
    reserves_pence: int
    keeps_books: bool


def present(facts: Facts) -> DeskPage:
    """The rows in the order of a year: money in, money out, the year's end."""
    total = forecasting.year_forecast(facts.lines.values())
    overdue = sum(schedule.overdue_pence(one.rows) for one in facts.schedules)
    variance = over_or_under(total.variance_pence)
    late = f"{pounds(overdue)} of contributions is overdue" if overdue else "No contribution is overdue"
    rows = tuple((_part(facts, text, route), what) for text, route, what in _rows(facts, total, overdue))
    return DeskPage(
        "Money in and out",
        f"{year_name(facts.year)} is forecast to end {variance}",
        f"{late}. {pounds(total.forecast_pence)} is forecast against {pounds(total.planned_pence)} planned.",
        (Section("Where things stand", (), Grid(("Part of the work", "How it stands"), rows)),),
        made=("Those who keep the fund’s books open each part by its name.",),
    )


def _rows(facts: Facts, total: forecasting.YearForecast, overdue: int) -> list[tuple[str, str, str]]:
    waiting = [row for row in facts.commitments if not hasattr(row, "ending")]
    due = sum(row.day <= facts.on for row in waiting)
    promised, accrued = sum(row.amount_pence for row in waiting), sum(a.amount_pence for a in facts.accruals.values())
    return [
        ("Contributions", "contributions", f"{pounds(overdue)} overdue" if overdue else "Nothing overdue"),
        ("Commitments", "commitments", f"{pounds(promised)} open, {due} due by today"),
        ("Forecasts", "forecasts", f"Lines over by {pounds(total.over_pence)}, under by {pounds(total.under_pence)}"),
        ("Accruals", "accruals", f"{pounds(accrued)} not taken back"),
        ("Transfers", "transfers", f"{counted(facts.uncertified, 'voucher')} to certify"),
        ("Grant passed down", "passed-down", _passed(facts)),
        ("VAT", "vat", _looks(facts.vat)),
        ("Reserves", "reserves", f"{pounds(facts.reserves_pence)} held"),
        ("Year end", "year-end", _looks(facts.year_end)),
    ]


def _passed(facts: Facts) -> str:
    found = [f for grant, shares in facts.passed_down.values() for f in check_passing_down(shares, grant, on=facts.on)]
    return _looks(found) if facts.passed_down else "No grant is passed down"


def _looks(findings: Sequence[Finding]) -> str:
    errors = sum(one.severity is Severity.ERROR for one in findings)
    told = [
        (errors, f"{counted(errors, 'thing')} wrong"),
        (len(findings) - errors, f"{len(findings) - errors} to check"),
    ]
    return ", ".join(words for count, words in told if count) or "Nothing to look at"


def _part(facts: Facts, text: str, route: str) -> Link | str:
    if not facts.keeps_books:
        return text
    return Link(text, f"{reverse(f'pool:{route}', args=[facts.fund_id])}?year={facts.year}")
