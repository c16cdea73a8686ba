"""What is planned to be spent before anybody has agreed to it: from the plan and its at-risk register."""

from __future__ import annotations

from collections.abc import Collection

from commonweal.engine.periods import Month
from commonweal.engine.rulebook.exposure import Exposed, exposure
from commonweal.plans import models
from commonweal.plans.queries.contents import content
from commonweal.plans.queries.plans import plans, rulebook, running
from commonweal.plans.queries.standing import reached


def planned_exposure(plan: models.AreaPlan) -> list[Exposed]:
    """Month by month over all years of the round, nothing from the month in which approval comes."""
    said, round_, decided = content(plan), rulebook(plan), reached(plan).decision
    years = range(len(round_.years))
    return [one for place in years for one in exposure(said, round_, running(plan), decided, place)]


def areas_exposure(area_ids: Collection[int], year: int) -> dict[Month, int]:
    """Pence at risk at each month's end by the plan that one of the areas has for a financial year; empty for none."""
    found = [plan for plan in plans().filter(area_id__in=area_ids) if year in rulebook(plan).years]
    rows = planned_exposure(found[0]) if found else []
    return {row.month: row.spent_pence for row in rows if row.month.financial_year == year}
