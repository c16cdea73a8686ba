"""What the room of plans remembers: plans with what was written into them, what happened to them, what is published."""

from commonweal.plans.models.plan import AreaPlan, Partner, RunningScheme, SectionEdit
from commonweal.plans.models.published import Allocation, BaselineDecision, BaselineQuery, SisterPlan
from commonweal.plans.models.published_plan import PublishedPlan
from commonweal.plans.models.sums import PlanSums
from commonweal.plans.models.workbook import SentWorkbook
from commonweal.plans.models.workflow import EnquiryAnswer, Happening

__all__ = [
    "Allocation",
    "AreaPlan",
    "BaselineDecision",
    "BaselineQuery",
    "EnquiryAnswer",
    "Happening",
    "Partner",
    "PlanSums",
    "PublishedPlan",
    "RunningScheme",
    "SectionEdit",
    "SentWorkbook",
    "SisterPlan",
]
