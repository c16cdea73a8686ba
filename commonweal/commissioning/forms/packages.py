"""Asking for a package, placing it with a lot, giving it up, ending it."""

from __future__ import annotations

from typing import ClassVar

from commonweal.engine.packages.service import Service
from commonweal.nhsuk_forms import fields
from commonweal.nhsuk_forms.told import HoursField, ToldForm, near_day, one_of, text

SERVICES = [(str(kind), str(kind).capitalize()) for kind in Service]
LONGEST_NEEDS = 300


class AskForm(ToldForm):
    """Hours that somebody needs, in words that say nothing of who it is."""

    places: ClassVar[dict[str, str]] = {
        "already-there": "reference",
        "minutes-of-a-week": "hours",
        "request-area": "area",
        "request-names-somebody": "needs",
    }
    reference = text("Reference", missing="Give the request a reference, like P-0412")
    area = one_of("Area")
    service = fields.ChoiceField(
        label="Service", choices=SERVICES, error_messages={"required": "Service: select which it is"}
    )
    hours = HoursField("Hours a week")
    asked_on = near_day("Asked for on")
    ready_on = near_day("Needed from")
    time_bands = fields.CharField(
        label="Times of day", hint="Such as: morning, evening", required=False, max_length=200
    )
    needs = fields.CharField(
        label="Needs",
        hint="Such as: two carers to move. Nothing that says who it is",
        required=False,
        max_length=LONGEST_NEEDS,
    )
    follows = one_of("Takes over from", required=False, hint="A package that goes on until this one is placed")

    def clean_time_bands(self) -> list[str]:
        """The times, one by one."""
        return [part for part in (one.strip() for one in self.cleaned_data["time_bands"].split(",")) if part]


class PlaceForm(ToldForm):
    """With which lot, how many hours, from when."""

    places: ClassVar[dict[str, str]] = {
        "placement-service": "lot",
        "placement-day": "starts",
        "placement-before-request": "starts",
        "minutes-of-a-week": "hours",
    }
    lot = one_of("Area and contract")
    hours = HoursField("Hours a week")
    starts = near_day("Starts on")


class GiveUpForm(ToldForm):
    """From when a request is no longer wanted, and why."""

    places: ClassVar[dict[str, str]] = {"request-end-reason": "reason"}
    day = near_day("No longer wanted from")
    reason = text("Reason", missing="Say in a few words why, such as: chose a care home")


class EndPlacementForm(ToldForm):
    """Before which day a placement ends."""

    places: ClassVar[dict[str, str]] = {"placement-end": "ends", "already-there": "ends"}
    ends = near_day("First day without it")
    reason = fields.CharField(label="Reason", required=False, max_length=200)


def hours_typed(minutes: int) -> str:
    """Minutes as a form shows hours: 10.5, 7."""
    text = f"{minutes / 60:.2f}".rstrip("0").rstrip(".")
    return text
