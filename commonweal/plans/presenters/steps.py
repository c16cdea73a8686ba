"""The workflow's steps as their pages explain them: what comes next in each state, what each event does."""

from __future__ import annotations

from types import MappingProxyType

from commonweal.engine.rulebook.procedure import Event, Role, State

NEXT = MappingProxyType(
    {
        State.DRAFT: "the partners sign it, and the area's manager records that they agree",
        State.LOCALLY_AGREED: "a chief executive submits it",
        State.SUBMITTED: "the region looks into it",
        State.REGIONALLY_ASSURED: "the moderator confirms what the region found",
        State.MODERATED: "the national team decides",
        State.APPROVED: "the partners sign their section 75 agreement",
        State.APPROVED_WITH_CONDITIONS: "the conditions are met; the section 75 agreement can be signed",
        State.NOT_APPROVED: "the national team escalates it",
        State.SECTION_75_SIGNED: "the area starts the year",
        State.IN_YEAR: "the year runs; the plan may be amended, and is closed at its end",
        State.CLOSED: "nothing: this is the end",
        State.ESCALATED: "the area puts it right and submits it again, or the national team uses its powers",
        State.RESUBMITTED: "the region looks into it again",
        State.DIRECTED: "the area submits it again, or the national team goes further",
        State.WITHHELD: "the area submits it again, or the national team goes further",
        State.RECOVERED: "nothing: this is the end",
    }
)
EXPLAINED = MappingProxyType(
    {
        Event.SIGN: "You sign what is shown on this page. Any edit after it cancels the signature.",
        Event.AGREE: "You record that every partner who signs before the submission has signed this content.",
        Event.SUBMIT: "You certify what is shown on this page and hand it to the region. It cannot be edited then.",
        Event.ASK: "You ask the area for a change in a section. The plan is not assured while a question is open.",
        Event.ANSWER: "You answer a question about the plan; whoever asked settles it.",
        Event.SETTLE: "You are content with the answer.",
        Event.RETURN: "The plan goes back to the area as a draft.",
        Event.APPROVE_PART: "You find a section to be in order. Every section is approved before the plan is assured.",
        Event.UNAPPROVE_PART: "You take back what you found about a section.",
        Event.ASSURE: "You pass the plan to moderation: every section approved, every line of enquiry answered.",
        Event.MODERATE: "You confirm what the region found, measured by the same yard as other areas' plans.",
        Event.WAIVE: "One rule, named, does not hold for this plan. Name, area and reason are published.",
        Event.APPROVE: "The money is agreed. A letter says so.",
        Event.APPROVE_WITH_CONDITIONS: "The money is agreed on conditions, which stand in the letter.",
        Event.REFUSE: "The money is not agreed. A letter says why.",
        Event.MEET_CONDITIONS: "The conditions of the approval are met.",
        Event.UNAPPROVE: "The approval is taken back; the plan waits for another decision.",
        Event.SIGN_SECTION_75: "You record that the agreement under section 75 is signed.",
        Event.START_YEAR: "The plan is in force.",
        Event.AMEND: "The plan becomes a draft again, as its next version.",
        Event.CLOSE: "The year is over and accounted for.",
        Event.ESCALATE: "The area's partners are called in. A letter says why.",
        Event.RESUBMIT: "You certify what is shown on this page and hand it to the region again.",
        Event.DIRECT: "NHS England directs how the money is used. A letter names the money.",
        Event.WITHHOLD: "NHS England withholds the money. A letter names it.",
        Event.RECOVER: "NHS England takes the money back. A letter names it.",
    }
)
ROLES = MappingProxyType(
    {
        Role.PREPARER: "the one who prepares the plan",
        Role.SIGNATORY: "a partner's signatory",
        Role.CERTIFIER: "the one who certifies the plan",
        Role.ASSURER: "the region's assurer",
        Role.MODERATOR: "the moderator",
        Role.NATIONAL: "the national team",
    }
)
SHOWS_CONTENT = frozenset({Event.SIGN, Event.SUBMIT, Event.RESUBMIT})
"""Events that are bound to the content shown on their page."""
DANGEROUS = frozenset({Event.REFUSE, Event.UNAPPROVE, Event.RECOVER, Event.WITHHOLD, Event.ESCALATE})
