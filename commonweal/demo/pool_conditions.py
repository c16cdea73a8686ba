"""What the invented place's fund is conditional on: approvals, money that ends, who controls what."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from commonweal.core.actor import SYSTEM
from commonweal.demo import pool
from commonweal.engine.ledger.control import Control
from commonweal.engine.tracks import Track
from commonweal.pool import actions, queries

FILE = Path(__file__).parent / "pool_conditions.toml"


def add(at: datetime) -> None:
    """Add it to the fund where it is not there yet; days and years of the file move with the fund's year."""
    told = tomllib.loads(pool.FILE.read_text(encoding="utf-8"))
    fund = queries.funds().get(code=told["fund"]["code"])
    year = max(queries.budget_years(fund))
    if queries.control_findings(fund, year):
        return
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))
    made: dict[str, Any] = {"by": SYSTEM, "at": at}
    schemes = {scheme.code: scheme for scheme in queries.schemes(fund)}
    partners = {partner.code: partner for partner in queries.partners(fund)}
    later, of = year - rows["year"], dict[str, Any]()
    for approval in rows["approval"]:
        of = {"track": Track(approval["track"]), "approved_on": pool.moved(approval["approved_on"], later)}
        if of["approved_on"] <= timezone.localdate(at):
            actions.record_approval(**made, fund=fund, year=year, **approval | of)
    for authority in rows["authority"]:
        of = {"scheme": schemes[authority["scheme"]], "authorised_on": pool.moved(authority["authorised_on"], later)}
        actions.authorise_spending(**made, year=year, **authority | of)
    source = queries.sources_of(fund).get(code=rows["money"]["source"])
    of = {"source": source, "first_year": rows["money"]["first_year"] + later}
    money = actions.add_time_limited_money(**made, **rows["money"] | of)
    for need in rows["need"]:
        for when, pence in need["cost_pence"].items():
            of = {"scheme": schemes[need["scheme"]], "year": int(when) + later, "is_recurrent": need["is_recurrent"]}
            actions.set_dependence(**made, money=money, cost_pence=pence, **of)
    for row in rows["control"]:
        of = {"scheme": schemes[row["scheme"]], "control": Control(row["control"])}
        actions.find_control(**made, year=year, **row | of | {"holder": partners.get(row.get("holder", ""))})
