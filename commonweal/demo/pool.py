"""The pooled fund of the invented place: the running financial year so far, through the actions."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from commonweal.accounts import queries as people
from commonweal.core.actor import SYSTEM
from commonweal.demo import contracts, money
from commonweal.engine.ledger.closing import PeriodStep
from commonweal.engine.ledger.journal import AccountKind, Leg
from commonweal.engine.periods import Month
from commonweal.engine.tracks import Track
from commonweal.pool import actions, queries
from commonweal.pool.queries import Draft

FILE = Path(__file__).parent / "pool.toml"


def add(at: datetime) -> None:
    """Make the fund where it is not there yet: partners, sources, schemes, budget, months, entries, agreement.

    Everything follows from the file and the day of `at` in London.
    """
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    if queries.funds().filter(code=told["fund"]["code"]).exists():
        return
    made: dict[str, Any] = {"by": SYSTEM, "at": at}
    officers: dict[str, Any] = {
        partner["code"]: people.person_by_email(partner["officer"]) for partner in told["partner"]
    }
    organisations = {code: officer.roles.first().organisation for code, officer in officers.items()}
    fund = actions.add_fund(**made, **told["fund"], host=organisations["council"])
    parts: dict[str, Any] = {
        code: actions.add_partner(**made, fund=fund, code=code, organisation=organisation)
        for code, organisation in organisations.items()
    }
    today = timezone.localdate(at)
    year = Month.of(today).financial_year
    months = [Month(year, 4) + count for count in range(12)]
    _add_parts(made, fund, parts, told, months)
    for line in told["line"]:
        _add_line(made, fund, parts, line, year)
    for month in months:
        actions.step_period(**made, fund=fund, month=month, step=PeriodStep.OPEN)
    posted = [month for month in months if month.end <= today]
    drafts = _drafts(told, posted, queries.instalments(fund, year), today)
    if drafts:
        actions.post(**made, fund=fund, drafts=drafts)
    money.add(made, fund, year, posted, parts, today)
    contracts.add(made, fund, year, posted, parts, today)
    for month in posted[: max(len(posted) - told["months_left_open"], 0)]:
        _close(at, fund, month, officers["council"].actor, officers["icb"].actor)
    actions.add_agreement(**made, fund=fund, record=_plain(told["agreement"], year - told["year"]))


def _add_parts(
    made: dict[str, Any], fund: Any, parts: dict[str, Any], told: dict[str, Any], months: list[Month]
) -> None:
    actions.add_account(**made, fund=fund, code="BANK", kind=AccountKind.BANK)
    for source in told["source"]:
        _add_source(made, fund, parts, source, months)
    for scheme in told["scheme"]:
        named = {key: scheme[key] for key in ("code", "name", "area_of_spend")}
        parts[scheme["code"]] = actions.add_scheme(**made, fund=fund, **named)
        actions.set_risk_rule(**made, scheme=parts[scheme["code"]], year=months[0].year, rule=scheme["rule"])
    for minimum in told["minimum"]:
        actions.add_minimum(**made, fund=fund, year=months[0].year, **minimum)


def _add_source(
    made: dict[str, Any], fund: Any, parts: dict[str, Any], source: dict[str, Any], months: list[Month]
) -> None:
    code = source["code"]
    parts[code] = actions.add_source(
        **made, fund=fund, code=code, name=source["name"], payer=parts[source["payer"]], track=Track(source["track"])
    )
    actions.add_account(**made, fund=fund, code=f"IN-{code.upper()}", kind=AccountKind.CONTRIBUTION, source=parts[code])
    due = [date(month.year, month.number, 15) for month in months]
    actions.set_contribution(
        **made, source=parts[code], year=months[0].year, amount_pence=source["amount_pence"], due=due
    )


def _add_line(made: dict[str, Any], fund: Any, parts: dict[str, Any], line: dict[str, Any], year: int) -> None:
    of = {"scheme": parts[line["scheme"]], "source": parts[line["source"]]}
    actions.add_account(**made, fund=fund, code=_account(line), kind=AccountKind.SPENDING, **of)
    row = actions.add_budget_line(**made, fund=fund, year=year, planned_pence=line["planned_pence"], **of)
    actions.set_forecast(**made, line=row, amount_pence=line["forecast_pence"], reason=line.get("reason", ""))


def _account(line: dict[str, Any]) -> str:
    return f"{line['scheme']}-{line['source']}".upper()


def _drafts(told: dict[str, Any], months: list[Month], instalments: dict[str, Any], today: date) -> list[Draft]:
    """Instalments due by today come in, but late ones; each whole month a twelfth of each line, about, goes out."""
    late = {source["code"] for source in told["source"] if source.get("pays_late")}
    names = {(kind, one["code"]): one["name"] for kind in ("source", "scheme") for one in told[kind]}
    drafts = []
    for source, schedule in instalments.items():
        for place, row in enumerate(schedule, 1):
            if row.due <= today and (source not in late or Month.of(row.due) in months):
                legs = (Leg("BANK", row.amount_pence), Leg(f"IN-{source.upper()}", -row.amount_pence))
                drafts.append(Draft(row.due, f"Instalment {place} of 12: {names['source', source]}", legs))
    for place, month in enumerate(months):
        for line in told["line"]:
            if line["spent_percent"]:
                pence = line["planned_pence"] * line["spent_percent"][place] // 1200
                legs = (Leg(_account(line), pence), Leg("BANK", -pence))
                drafts.append(
                    Draft(date(month.year, month.number, 28), f"{names['scheme', line['scheme']]}, {month}", legs)
                )
    return sorted(drafts, key=lambda draft: draft.day)


def _close(at: datetime, fund: Any, month: Month, proposer: Any, confirmer: Any) -> None:
    actions.step_period(by=proposer, at=at, fund=fund, month=month, step=PeriodStep.PROPOSE_CLOSE)
    actions.step_period(by=confirmer, at=at, fund=fund, month=month, step=PeriodStep.CONFIRM)


def _plain(record: dict[str, Any], years: int) -> dict[str, Any]:
    """With days as text, as a record is kept, some years later than they are written."""
    return {key: moved(value, years).isoformat() if isinstance(value, date) else value for key, value in record.items()}


def moved(day: date, years: int) -> date:
    """A day of the data file, some years later."""
    return day.replace(year=day.year + years)
