"""The forms of the pool."""

from commonweal.nhsuk_forms.amounts import PoundsField
from commonweal.pool.forms.agreements import (
    PartiesForm,
    ScheduleForm,
    SectionForm,
    SignForm,
    schedule_initial,
    section_initial,
)
from commonweal.pool.forms.conditions import ApprovalForm, AuthorityForm, DependenceForm, TimeLimitedForm
from commonweal.pool.forms.control import ControlForm
from commonweal.pool.forms.matching import DecisionForm, MatchingForm
from commonweal.pool.forms.risk import WhatIfForm, what_if_initial
from commonweal.pool.forms.virement import VirementForm

__all__ = [
    "ApprovalForm",
    "AuthorityForm",
    "ControlForm",
    "DecisionForm",
    "DependenceForm",
    "MatchingForm",
    "PartiesForm",
    "PoundsField",
    "ScheduleForm",
    "SectionForm",
    "SignForm",
    "TimeLimitedForm",
    "VirementForm",
    "WhatIfForm",
    "schedule_initial",
    "section_initial",
    "what_if_initial",
]
