"""States, events, owners and sections as people say them."""

from __future__ import annotations

from commonweal.engine.rulebook.model import Owner, Rulebook
from commonweal.engine.rulebook.procedure import Event, State

STATES = {
    State.DRAFT: ("Draft", "grey"),
    State.LOCALLY_AGREED: ("Locally agreed", "blue"),
    State.SUBMITTED: ("Submitted", "blue"),
    State.REGIONALLY_ASSURED: ("Regionally assured", "blue"),
    State.MODERATED: ("Moderated", "blue"),
    State.APPROVED: ("Approved", "green"),
    State.APPROVED_WITH_CONDITIONS: ("Approved with conditions", "yellow"),
    State.NOT_APPROVED: ("Not approved", "red"),
    State.SECTION_75_SIGNED: ("Section 75 agreement signed", "green"),
    State.IN_YEAR: ("In year", "green"),
    State.CLOSED: ("Closed", "grey"),
    State.ESCALATED: ("Escalated", "red"),
    State.RESUBMITTED: ("Resubmitted", "blue"),
    State.DIRECTED: ("Money directed", "red"),
    State.WITHHELD: ("Money withheld", "red"),
    State.RECOVERED: ("Money recovered", "red"),
}
EVENTS = {
    Event.EDIT: "Edit",
    Event.SIGN: "Sign",
    Event.AGREE: "Record that the partners agree",
    Event.SUBMIT: "Submit",
    Event.ASK: "Ask for a change",
    Event.ANSWER: "Answer a question",
    Event.SETTLE: "Settle a question",
    Event.RETURN: "Return to the area",
    Event.APPROVE_PART: "Approve a section",
    Event.UNAPPROVE_PART: "Take back a section's approval",
    Event.ASSURE: "Assure the plan",
    Event.MODERATE: "Confirm in moderation",
    Event.WAIVE: "Waive a rule",
    Event.APPROVE: "Approve",
    Event.APPROVE_WITH_CONDITIONS: "Approve with conditions",
    Event.REFUSE: "Do not approve",
    Event.MEET_CONDITIONS: "Record that the conditions are met",
    Event.UNAPPROVE: "Take back the approval",
    Event.SIGN_SECTION_75: "Record the signed section 75 agreement",
    Event.START_YEAR: "Start the year",
    Event.AMEND: "Amend the plan",
    Event.CLOSE: "Close",
    Event.ESCALATE: "Escalate",
    Event.RESUBMIT: "Resubmit",
    Event.DIRECT: "Direct the money",
    Event.WITHHOLD: "Withhold the money",
    Event.RECOVER: "Recover the money",
}
OWNERS = {
    Owner.NATIONAL_BODIES: "the national bodies",
    Owner.PARTNERS: "the area's partners",
    Owner.REGION: "the region",
    Owner.NATIONAL_TEAM: "the national team",
}


def section_name(rulebook: Rulebook, section: str) -> str:
    """What the round's workbook calls a section of the plan, without the sheet's number."""
    name = next((sheet.name for sheet in rulebook.sheet if sheet.section == section), section)
    return name.partition(". ")[2] or name


def rule_name(rulebook: Rulebook, rule: str) -> str:
    """What a round calls one of its rules."""
    found = rulebook.find("rule", rule)
    return found.name if found else rule


def count(number: int, one: str, many: str = "") -> str:
    """`1 error`, `3 errors`, `no error`."""
    return f"no {one}" if number == 0 else f"{number:,} {one if number == 1 else many or one + 's'}"
