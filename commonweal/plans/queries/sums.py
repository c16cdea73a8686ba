"""What plans come to as kept when they were written: for these very edits, by the round's present edition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commonweal.plans import models
from commonweal.plans.rounds import edition

EditIds = tuple[int, int]
"""Of income and of schemes; 0 is a section that nobody has written."""
Asked = Mapping[int, tuple[str, EditIds]]
"""By plan: its round, and its edits."""


def kept_sums(asked: Asked) -> dict[int, Mapping[str, Any]]:
    """Of plans in sight, as the engine's plain data; a plan whose sums were not kept is not in it."""
    schemes = [ids[1] for _, ids in asked.values()]
    rows = models.PlanSums.objects.filter(plan__in=asked, schemes_edit_id__in=schemes)
    return {
        row.plan_id: row.content
        for row in rows
        if (edition(asked[row.plan_id][0]), (row.income_edit_id, row.schemes_edit_id))
        == (row.made_by, asked[row.plan_id][1])
    }


def public_sums(asked: Asked) -> dict[int, Mapping[str, Any]]:
    """Of published plans; the view gives those of the edits that it shows."""
    rows = models.PublishedPlan.objects.filter(pk__in=asked).values_list("pk", "round", "sums")
    found = {pk: (sums or {}).get(edition(round_)) for pk, round_, sums in rows}
    return {pk: content for pk, content in found.items() if content is not None}


def latest_ids(plan: models.AreaPlan) -> EditIds:
    """The plan's two edits as they are now."""
    edits = models.SectionEdit.objects.filter(plan=plan, section__in=("income", "schemes"))
    ids = dict(edits.order_by("section", "-number").distinct("section").values_list("section", "pk"))
    return ids.get("income", 0), ids.get("schemes", 0)
