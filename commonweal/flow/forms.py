"""Recording who is ready to leave hospital, saying what they wait for, and that they left."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from commonweal.core.clock import today
from commonweal.flow.waits import reasons
from commonweal.nhsuk_forms import fields
from commonweal.nhsuk_forms.told import Choices, ToldForm, near_day, one_of, text

SIDES = [("nhs", "NHS"), ("social-care", "Social care"), ("both", "Both")]
PATHWAYS = [
    ("0", "0: home, no new care"),
    ("1", "1: home with care"),
    ("2", "2: a bed for a time"),
    ("3", "3: a care home"),
]
WHERE = {
    "already-there": "reference",
    "departure-elsewhere": "nhs_number",
    "departure-pathway": "pathway",
    "cause-reason": "reason",
    "cause-without-package": "request",
    "cause-other-package": "request",
    "cause-before-ready": "from_day",
}


def _happened(day: date, what: str) -> date:
    """A day that is no later than today: what is added is never changed, so a year mistyped would stay."""
    if day > today():
        raise ValidationError(f"{what} must be today or before")
    return day


class CauseForm(ToldForm):
    """What is waited for, and whose step is next."""

    places: ClassVar[dict[str, str]] = WHERE | {"already-there": "from_day"}
    from_day = near_day("From which day on")
    reason = one_of("What is waited for")
    side = fields.ChoiceField(
        label="Whose step is next?", choices=SIDES, error_messages={"required": "Select whose step is next"}
    )
    request = one_of("Package that is waited for", required=False, hint="Only where care at home is waited for")

    def __init__(self, *args: Any, packages: Choices, **kwargs: Any) -> None:
        named = [(key, one.label) for key, one in reasons().items()]
        super().__init__(*args, choices={"reason": named, "request": packages}, **kwargs)

    def clean_from_day(self) -> date:
        """What will be waited for one day is not known yet."""
        return _happened(self.cleaned_data["from_day"], "From which day on")


class DepartureForm(CauseForm):
    """Who is ready to leave which hospital, from when, and what is waited for from that day on."""

    places: ClassVar[dict[str, str]] = WHERE
    reference = text("Reference", missing="Give the departure a reference, like D-0412")
    nhs_number = text("NHS number", missing="Enter the NHS number, like 999 123 4560")
    hospital = one_of("Hospital")
    area = one_of("Area that they go home to")
    ready_on = near_day("Ready to leave on")
    pathway = fields.ChoiceField(label="Pathway", choices=PATHWAYS, error_messages={"required": "Select the pathway"})
    field_order = ("reference", "nhs_number", "hospital", "area", "ready_on", "pathway", "reason", "side", "request")

    def __init__(self, *args: Any, hospitals: Choices, areas: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["from_day"]
        for name, found in (("hospital", hospitals), ("area", areas)):
            self.fields[name].choices = [("", "Choose one"), *((str(key), label) for key, label in found)]


class LeaveForm(ToldForm):
    """The day on which they left."""

    places: ClassVar[dict[str, str]] = {"already-there": "left_on", "left-before-ready": "left_on"}
    left_on = near_day("Left on")

    def clean_left_on(self) -> date:
        """They have left."""
        return _happened(self.cleaned_data["left_on"], "Left on")
