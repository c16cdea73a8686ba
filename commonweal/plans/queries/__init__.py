"""Reading plans: the door by which other rooms enter."""

from commonweal.plans.queries.contents import (
    Edited,
    allocations,
    content,
    content_at,
    contents,
    edits,
    findings,
    latest_edits,
    versions,
)
from commonweal.plans.queries.national import AreaFigures, figures, public_plans
from commonweal.plans.queries.planned import PlannedArea, PlannedSpend, planned_spend_of_2022
from commonweal.plans.queries.plans import (
    areas_plan,
    baseline_queries,
    partners,
    plan,
    plans,
    plans_of_round,
    rulebook,
    running,
    sister_plans,
)
from commonweal.plans.queries.powers import OwnSignature, roles_of, signatures_of
from commonweal.plans.queries.standing import (
    Waiting,
    circumstances,
    enquiry_answers,
    happenings,
    may,
    next_number,
    open_to,
    reached,
    record,
    records,
    standing_at,
)
from commonweal.plans.queries.waivers import PublishedWaiver, waivers
from commonweal.plans.queries.worklist import Task, worklist
from commonweal.plans.rounds import rounds

__all__ = [
    "AreaFigures",
    "Edited",
    "OwnSignature",
    "PlannedArea",
    "PlannedSpend",
    "PublishedWaiver",
    "Task",
    "Waiting",
    "allocations",
    "areas_plan",
    "baseline_queries",
    "circumstances",
    "content",
    "content_at",
    "contents",
    "edits",
    "enquiry_answers",
    "figures",
    "findings",
    "happenings",
    "latest_edits",
    "may",
    "next_number",
    "open_to",
    "partners",
    "plan",
    "planned_spend_of_2022",
    "plans",
    "plans_of_round",
    "public_plans",
    "reached",
    "record",
    "records",
    "roles_of",
    "rounds",
    "rulebook",
    "running",
    "signatures_of",
    "sister_plans",
    "standing_at",
    "versions",
    "waivers",
    "worklist",
]
