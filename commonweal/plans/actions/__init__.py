"""Writing plans. An action that cannot be done raises Refused with its findings, and nothing remains of it."""

from commonweal.core.refusal import Refused
from commonweal.plans.actions.editing import save_plan, save_section
from commonweal.plans.actions.happening import answer_enquiry, happen
from commonweal.plans.actions.published import (
    add_sister_plan,
    ask_about_baseline,
    decide_baseline,
    publish_allocations,
)
from commonweal.plans.actions.starting import add_running_scheme, start_plan
from commonweal.plans.actions.workbooks import keep_workbook, take_over_workbook

__all__ = [
    "Refused",
    "add_running_scheme",
    "add_sister_plan",
    "answer_enquiry",
    "ask_about_baseline",
    "decide_baseline",
    "happen",
    "keep_workbook",
    "publish_allocations",
    "save_plan",
    "save_section",
    "start_plan",
    "take_over_workbook",
]
