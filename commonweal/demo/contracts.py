"""The invented place's contracts, the hours asked of them, placed and delivered, and what was paid for them."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from commonweal.accounts import queries as people
from commonweal.commissioning import actions
from commonweal.commissioning.actions import Lot, Payer, Week
from commonweal.demo import lives
from commonweal.engine.packages.service import Service
from commonweal.engine.periods import Month
from commonweal.places import actions as places

FILE = Path(__file__).parent / "line.toml"
BEGINNING = date(2009, 4, 1)


def told() -> dict[str, Any]:
    """What the file says."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def add(made: dict[str, Any], fund: Any, year: int, posted: list[Month], parts: dict[str, Any], today: date) -> None:
    """Let the contracts, fill them as far as the days have come, and pay for each whole month on its last day."""
    file, first = told(), date(year, 4, 1)
    contracts = _let(made, file, fund, first, parts)
    lots = {(one.service, lot.area): lot for one in contracts for lot in one.lots.select_related("contract")}
    worker = people.person_by_email(file["proposes"])
    signing = made | ({"by": worker.actor} if worker else {})
    worse_from = first + timedelta(days=file["story"]["worse_from_day"])
    delivered: list[Week] = []
    requests: dict[str, Any] = {}
    for life in lives.lives(file, first, today):
        is_worse = life.area == file["story"]["worse_area"]
        for package in life.packages:
            placement = _place(signing, file, fund, life.area, package, lots, requests)
            told_weeks = lives.weeks(package, worse_from if is_worse else None, today)
            delivered += [Week(placement, *week) for week in told_weeks]
    actions.deliver(**made, fund=fund, weeks=delivered)
    for month in posted:
        for contract in contracts:
            _pay(made, contract, month)


def _let(made: dict[str, Any], file: dict[str, Any], fund: Any, first: date, parts: dict[str, Any]) -> list[Any]:
    known = {
        one["key"]: places.add_organisation(**made, kind="provider", name=one["name"], start=BEGINNING, codes={})
        for one in file["provider"]
    }
    return [
        actions.let_contract(
            **made,
            **{key: one[key] for key in ("reference", "title", "value_pence", "rate_pence", "procure_months")},
            fund=fund,
            buyer=fund.host,
            provider=known[one["provider"]],
            service=Service(one["service"]),
            start=first.replace(year=first.year + one["starts_years"]),
            end=first.replace(year=first.year + one["ends_years"]),
            lots=[Lot(*lot) for lot in one["lots"]],
            payers=[Payer(parts[scheme], parts[source], share) for scheme, source, share in one["payers"]],
        )
        for one in file["contract"]
    ]


def _place(
    made: dict[str, Any],
    file: dict[str, Any],
    fund: Any,
    area: str,
    package: lives.Package,
    lots: dict[tuple[str, str], Any],
    requests: dict[str, Any],
) -> Any:
    """Ask for a package, place it, end it, as far as its days have come; the placement, or None."""
    bands, needs = file["story"]["time_bands"], file["story"]["needs"]
    request = requests[package.reference] = actions.request_package(
        **made,
        fund=fund,
        reference=package.reference,
        area=area,
        service=package.service,
        minutes_a_week=package.minutes_a_week,
        asked_on=package.asked_on,
        ready_on=package.ready_on,
        time_bands=bands[package.place % len(bands)],
        needs=needs[package.place % len(needs)],
        follows=requests.get(package.follows),
    )
    if package.starts is None:
        return None
    lot = lots[str(package.service), area]
    minutes = package.minutes_a_week
    placement = actions.place(**made, request=request, lot=lot, minutes_a_week=minutes, starts=package.starts)
    if package.ends is not None:
        placement.ending = actions.end_placement(**made, placement=placement, ends=package.ends, reason="As planned")
    return placement


def _pay(made: dict[str, Any], contract: Any, month: Month) -> None:
    """Pay for the weeks that ended by the month's last day; where none was delivered there is nothing to pay."""
    last = month.end - timedelta(days=1)
    until = month.end - timedelta(days=6)  # a week that begins before this day has ended in the month
    try:
        actions.pay(**made, contract=contract, until=until, day=last)
    except actions.Refused as refused:
        if [one.code for one in refused.findings] != ["nothing-to-pay"]:
            raise
