"""Taking up a case, saying whose package a request is, handing a person over."""

from __future__ import annotations

from typing import ClassVar

from commonweal.nhsuk_forms.fields import DateField
from commonweal.nhsuk_forms.told import ToldForm, near_day, one_of, text


class TakeUpForm(ToldForm):
    """Who it is, since when, and who leads."""

    places: ClassVar[dict[str, str]] = {
        "nhs-number": "nhs_number_text",
        "nhs-number-of-somebody": "nhs_number_text",
        "already-there": "nhs_number_text",
        "person-name": "name",
        "person-born": "born",
    }
    nhs_number_text = text("NHS number", missing="Enter the NHS number, like 999 123 4560")
    name = text("Name", missing="Enter the name that they are called by")
    born = DateField(label="Born", error_messages={"required": "Born: enter a date, like 27 9 1941"})
    since = near_day("Case taken up on")
    lead = one_of("Lead professional")


class ArrangeForm(ToldForm):
    """Which package is the person's."""

    places: ClassVar[dict[str, str]] = {"already-there": "request", "arranged-elsewhere": "request"}
    request = one_of("Package")


class HandOverForm(ToldForm):
    """Who leads from which day on."""

    places: ClassVar[dict[str, str]] = {
        "already-there": "start",
        "lead-back-in-time": "start",
        "lead-before-the-first-day": "start",
    }
    worker = one_of("Lead professional")
    start = near_day("Leads from")
