"""What an event of the workflow asks for: each event its own fields, in one form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django import forms

from commonweal.engine.rulebook.procedure import Event
from commonweal.nhsuk_forms import fields
from commonweal.plans.models import EnquiryAnswer

LONGEST = 4_000
Choices = Sequence[tuple[str, str]]

ASKED = MappingProxyType(
    {
        Event.SIGN: ("digest", "signature", "delegated_by"),
        Event.SUBMIT: ("digest",),
        Event.RESUBMIT: ("digest",),
        Event.ASK: ("part", "reason"),
        Event.ANSWER: ("query", "reason"),
        Event.SETTLE: ("query",),
        Event.RETURN: ("reason",),
        Event.APPROVE_PART: ("part",),
        Event.UNAPPROVE_PART: ("part", "reason"),
        Event.WAIVE: ("part", "reason"),
        Event.APPROVE_WITH_CONDITIONS: ("reason",),
        Event.REFUSE: ("reason",),
        Event.UNAPPROVE: ("reason",),
        Event.AMEND: ("reason",),
        Event.ESCALATE: ("reason",),
        Event.DIRECT: ("source", "reason"),
        Event.WITHHOLD: ("source", "reason"),
        Event.RECOVER: ("source", "reason"),
    }
)
_REASONS = {
    Event.ASK: ("What should change, and why?", "The area reads this and answers it."),
    Event.ANSWER: ("Your answer", "Say what was changed, or why nothing should be."),
    Event.APPROVE_WITH_CONDITIONS: ("The conditions", "They stand in the letter as you write them here."),
    Event.WAIVE: ("Why does the rule not hold for this plan?", "This is published."),
}
_PARTS = {Event.WAIVE: "Which rule?"}


class EventForm(forms.Form):
    """The fields of one event. What is not offered cannot be chosen, whatever was sent."""

    def __init__(
        self, *args: Any, event: Event, choices: Mapping[str, Choices], is_delegable: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.event, self.choices = event, choices
        for name in ASKED.get(event, ()):
            if name != "delegated_by" or is_delegable:
                self.fields[name] = self._field(name)

    def said(self) -> dict[str, Any]:
        """What was entered, as the action takes it, without a signature's partner."""
        entered = {name: value for name, value in self.cleaned_data.items() if name not in ("signature", "source")}
        if "query" in entered:
            entered["query"] = int(entered["query"])
        if "source" in self.cleaned_data:
            entered["sources"] = (self.cleaned_data["source"],)
        return entered

    def _offered(self, name: str) -> Choices:
        return self.choices.get(name, ())

    def _field(self, name: str) -> forms.Field:
        match name:
            case "digest":
                return forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
            case "reason":
                label, hint = _REASONS.get(self.event, ("Why?", "In a sentence or two. It stands in the history."))
                required = {"required": "Enter it in a sentence or two"}
                return fields.TextField(label=label, hint=hint, max_length=LONGEST, error_messages=required)
            case "delegated_by":
                hint = "If you sign because somebody delegated it to you: who, with their office."
                return fields.CharField(label="On whose behalf?", hint=hint, required=False, max_length=200)
            case "signature":
                return _choice(
                    "Which signature?", self._offered("signature"), "Choose a signature that is yours to give"
                )
            case "query":
                return _choice("Which question?", self._offered("query"), "Choose one of the open questions")
            case "source":
                return _choice("Which money?", self._offered("source"), "Choose one of the round's sources")
        return _choice(_PARTS.get(self.event, "Which section?"), self._offered("part"), "Choose one of the list")


class EnquiryForm(forms.Form):
    """An assurer's finding on one line of enquiry."""

    enquiry = forms.CharField(widget=forms.HiddenInput, max_length=200)
    mark = fields.ChoiceField(
        label="How does the plan do?",
        choices=EnquiryAnswer.Mark.choices,
        error_messages={"required": "Choose how the plan does"},
    )
    reason = fields.TextField(
        label="What does that rest on?",
        max_length=LONGEST,
        error_messages={"required": "Say what the finding rests on"},
    )


def _choice(label: str, choices: Choices, wrong: str) -> forms.Field:
    messages = {"required": wrong, "invalid_choice": wrong}
    if len(choices) == 1:
        return fields.SelectField(label=label, choices=choices, error_messages=messages)
    return fields.SelectField(label=label, choices=[("", "Choose"), *choices], error_messages=messages)
