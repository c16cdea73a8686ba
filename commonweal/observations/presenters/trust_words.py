"""What the trusts' pages share: outcomes, sources and numbers as people say them."""

from __future__ import annotations

from collections.abc import Mapping

from commonweal.observations.layouts import code_lists
from commonweal.observations.presenters.words import NOT_PRINTED, Linked, address, people, whole
from commonweal.observations.queries import COULD_LEAVE, DISCHARGED, REASONS, REMAINING, Mean, PrintedCount

SOURCE = "NHS England, acute daily discharge situation reports, Open Government Licence v3.0"
SHARES_SOURCE = (
    "Office for Health Improvement and Disparities, NHS Acute (Hospital) Trust Catchment Populations, October 2022, "
    "Open Government Licence v3.0"
)
OUTCOMES = {
    COULD_LEAVE: "Could leave",
    DISCHARGED: "Discharged",
    REMAINING: "Stayed on",
}
MEANT = (
    "“Could leave” are adults in hospital who on that day no longer met the criteria to reside; “discharged” are those "
    "of them who left by the day’s end, “stayed on” those who did not."
)
HOSPICE = (
    "Below regions the publisher leaves out people discharged to a hospice, so that nobody can be known by it: "
    "they stand among those who stayed on."
)
NOT_BY_AREA = (
    "The reports do not say where a trust’s patients live, and no publication crosses the two: "
    "nothing is split by area here."
)
NO_ZERO = "A dash means that nothing was sent for that day. It is no zero, and means are over the days that were sent."
SMALLEST_SHARE = 0.01


def mean(one: Mean | None) -> str:
    """People a day."""
    return people(one.people) if one else NOT_PRINTED


def share_discharged(outcomes: Mapping[str, Mean]) -> float | None:
    """Discharged among those who could leave, by their means over the month."""
    could, left = outcomes.get(COULD_LEAVE), outcomes.get(DISCHARGED)
    if could is None or left is None or not could.people or left.people is None:
        return None
    return left.people / could.people


def percent(value: float | None, decimals: int = 0) -> str:
    """A fraction as per cent."""
    return NOT_PRINTED if value is None else f"{100 * value:.{decimals}f}%"


def counted(printed: PrintedCount | None) -> Linked:
    """A printed number with its way back; a dash stays a dash."""
    if printed is None:
        return Linked(NOT_PRINTED)
    return Linked("-" if printed.value is None else whole(printed.value), address("figure", printed.figure_id))


def reason_label(collection: str, reason: str) -> str:
    """A reason as the list in force names it."""
    which = code_lists()["acute-2024" if collection == REASONS else "acute-2022"]
    return next((one.label for one in which.reasons if one.id == reason), reason)
