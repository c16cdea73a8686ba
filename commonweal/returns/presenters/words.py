"""States, events and sections of a return as people say them."""

from __future__ import annotations

from commonweal.engine.reporting.procedure import Event, Role, State

STATES = {
    State.DRAFT: ("Draft", "grey"),
    State.SUBMITTED: ("Submitted for certification", "blue"),
    State.SENT_BACK: ("Sent back", "red"),
    State.CERTIFIED: ("Certified", "green"),
    State.PUBLISHED: ("Certified and published", "green"),
    State.SUPERSEDED: ("Superseded", "grey"),
}
EVENTS = {
    Event.SUBMIT: "Submit for certification",
    Event.CERTIFY: "Certify",
    Event.SEND_BACK: "Send back",
    Event.PUBLISH: "Publish",
    Event.SUPERSEDE: "Supersede by a new one",
}
EXPLAINED = {
    Event.SUBMIT: "Every figure is read from the record once more and kept as it is at that moment. Nothing is typed.",
    Event.CERTIFY: "You certify the figures below, as they were kept when the return was submitted.",
    Event.SEND_BACK: "The figures are kept as they were; a new return takes their place.",
}
ROLES = {Role.PREPARER: "its preparer", Role.CERTIFIER: "its certifier", Role.AUTHOR: "author of its paper"}
SECTIONS = {
    "conditions": "National conditions",
    "spend": "Money by scheme",
    "outputs": "What the money bought",
    "metric": "The metrics, planned and actual",
    "delays": "Days that people waited in hospital",
}
QUERIES = {
    "plans.content_at": "the area's plan, as it was after its latest edit then",
    "commissioning.latest_deliveries": "what providers reported as delivered, week by week, by the latest word on each",
    "flow.delayed_days": "the delayed days of people leaving hospital, one for each whole day, with its reason",
    "flow.discharges": "the people who left hospital, and the days that they had waited",
    "not-of-the-record": "nothing: the place’s own record does not hold it",
    "pool.spent_in": "the pooled fund's books, entry by entry, up to their last entry then",
}
RULES = {
    "sum": "The rows below, added.",
    "row": "Said by the row below.",
    "rate": "The first row divided by the second and the third, times 100,000, rounded half up.",
    "mean": "The first row below divided by the second, rounded half up.",
}
