"""Writing the agreement: a form for each section, for the parties, for a schedule, and for signing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from commonweal.engine.findings import Finding
from commonweal.engine.ledger.agreement import Agreement, Arrangement, Function, Party, PartyKind, Schedule
from commonweal.engine.ledger.agreementversions import Section
from commonweal.engine.ledger.agreementwords import ARRANGEMENTS, PARTY_KINDS, field_name
from commonweal.engine.money import pounds
from commonweal.nhsuk_forms import fields
from commonweal.nhsuk_forms.amounts import PoundsField

DAYS = {"starts", "ends", "review"}
OF_A_PARTY = {"host", "pool_manager_employer", "lead"}
ONE_LINE = {"pool_manager", "vat_decided_by"}
NOBODY = ("", "Not said yet")
SPARE_ROWS = 2
LONGEST = 5000


def _field(name: str, hint: str, parties: Sequence[str]) -> forms.Field:
    """The form field for a field of the record; nothing is required, so that work can be saved as one goes."""
    label: dict[str, Any] = {"label": field_name(name), "hint": hint, "required": False}
    if name in DAYS:
        return fields.DateField(**label)
    if name in OF_A_PARTY:
        return fields.SelectField(choices=[NOBODY, *((party, party) for party in parties)], **label)
    if name in ONE_LINE:
        return fields.CharField(max_length=200, **label)
    return fields.TextField(max_length=LONGEST, **label)


class SectionForm(forms.Form):
    """The plain fields of one section."""

    def __init__(self, *args: Any, section: Section, hints: Mapping[str, str], parties: Sequence[str], **kw: Any):
        super().__init__(*args, **kw)
        self.section = section
        for name in section.fields:
            self.fields[name] = _field(name, hints.get(name, ""), _with(parties, self.initial.get(name)))

    def values(self) -> dict[str, Any]:
        """The section's fields as the record has them."""
        return {name: _tidy(self.cleaned_data[name]) for name in self.section.fields}


class PartiesForm(forms.Form):
    """The parties, with two rows to spare; a row whose name is taken out is left out."""

    def __init__(self, *args: Any, parties: Sequence[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = range(len(parties) + SPARE_ROWS)
        kinds = [("", "Choose what it is"), *((str(kind), text) for kind, text in PARTY_KINDS.items())]
        for row, party in enumerate([*parties, *[None] * SPARE_ROWS]):
            named = f"Party {row + 1}"
            self.fields[f"name-{row}"] = fields.CharField(
                label=f"{named}: name", required=False, max_length=200, initial=party.name if party else ""
            )
            self.fields[f"kind-{row}"] = fields.SelectField(
                label=f"{named}: what it is", required=False, choices=kinds, initial=str(party.kind) if party else ""
            )
            self.fields[f"consent-{row}"] = fields.CharField(
                label=f"{named}: commissioner who consented",
                hint="For an NHS trust (regulation 7)",
                required=False,
                max_length=200,
                initial=party.commissioner_consent if party else "",
            )

    def clean(self) -> dict[str, Any]:
        """Each name has its kind, and stands once."""
        data = super().clean() or self.cleaned_data
        seen: set[str] = set()
        for row in self.rows:
            name = data.get(f"name-{row}", "")
            if name and not data.get(f"kind-{row}"):
                self.add_error(f"kind-{row}", f"Choose what {name} is")
            if name in seen:
                self.add_error(f"name-{row}", f"{name} stands there twice")
            seen |= {name} - {""}
        return data

    def parties(self) -> tuple[Party, ...]:
        """The parties that were entered."""
        data = self.cleaned_data
        return tuple(
            Party(data[f"name-{row}"], PartyKind(data[f"kind-{row}"]), data[f"consent-{row}"])
            for row in self.rows
            if data[f"name-{row}"]
        )


TEXTS = (
    "persons_and_services", "resources", "contributions", "variation_of_contributions", "lead", "monitoring",
    "risk_share", "vat_treatment", "vat_decided_by", "reserved_to_the_council",
)  # fmt: skip


class ScheduleForm(forms.Form):
    """One service: what arrangement it is, what it brings in, its money, its rules."""

    name = fields.CharField(
        label="Name of the service", max_length=200, error_messages={"required": "Enter the service's name"}
    )
    arrangement = fields.ChoiceField(
        label="Arrangement",
        choices=[(str(kind), text) for kind, text in ARRANGEMENTS.items()],
        error_messages={"required": "Select what the arrangement is"},
    )
    nhs_functions = fields.TextField(label="NHS functions", hint="One on each line", required=False, max_length=LONGEST)
    council_functions = fields.TextField(
        label="Council functions", hint="One on each line", required=False, max_length=LONGEST
    )
    budget = PoundsField(label="Budget for a year", required=False)

    def __init__(self, *args: Any, hints: Mapping[str, str], parties: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in TEXTS:
            self.fields[name] = _field(name, hints.get(name, ""), _with(parties, self.initial.get(name)))

    def clean_budget(self) -> int | None:
        """A budget is not negative."""
        pence: int | None = self.cleaned_data["budget"]
        if pence is not None and pence < 0:
            raise forms.ValidationError("Enter a budget of £0 or more")
        return pence

    def schedule(self, before: Schedule | None = None) -> Schedule:
        """The schedule that was entered; functions that stood there before keep their codes."""
        data = self.cleaned_data
        functions = [*_functions("nhs", data["nhs_functions"]), *_functions("council", data["council_functions"])]
        kept = {(each.side, each.name): each for each in (before.functions if before else ())}
        functions = [kept.get((each.side, each.name), each) for each in functions]
        return Schedule(
            name=data["name"],
            arrangement=Arrangement(data["arrangement"]),
            functions=tuple(functions),
            budget_pence=data["budget"],
            **{name: _tidy(data[name]) for name in TEXTS},
        )

    def tell(self, findings: Iterable[Finding]) -> None:
        """Show an action's findings at the fields that they are about."""
        council = [each.name for each in _functions("council", self.cleaned_data["council_functions"])]
        for finding in findings:
            field = {"schedule-twice": "name", "function-excluded": "nhs_functions"}.get(finding.code)
            if field == "nhs_functions" and any(finding.message.startswith(f"{name} falls") for name in council):
                field = "council_functions"
            self.add_error(field, f"{finding.message} {finding.what_to_do}")


def schedule_initial(schedule: Schedule) -> dict[str, Any]:
    """A schedule as the form's first values."""
    return {
        "name": schedule.name,
        "arrangement": str(schedule.arrangement),
        "nhs_functions": _lines(schedule, "nhs"),
        "council_functions": _lines(schedule, "council"),
        "budget": "" if schedule.budget_pence is None else pounds(schedule.budget_pence).lstrip("£"),
        **{name: getattr(schedule, name) for name in TEXTS},
    }


def section_initial(section: Section, agreement: Agreement) -> dict[str, Any]:
    """A section's fields as the form's first values."""
    return {name: getattr(agreement, name) for name in section.fields}


class SignForm(forms.Form):
    """The signer's role and their word that they may sign."""

    role = fields.CharField(
        label="Your role",
        hint="For example Director of Finance",
        max_length=200,
        error_messages={"required": "Enter the role in which you sign"},
    )
    confirmed = fields.ChoiceField(
        label="Do you sign this version for your organisation, and may you?",
        choices=[("yes", "Yes"), ("no", "No")],
        error_messages={"required": "Select yes if you sign"},
    )

    def clean_confirmed(self) -> str:
        """Only a yes signs."""
        if self.cleaned_data["confirmed"] != "yes":
            raise forms.ValidationError("Nothing is signed without your yes")
        return "yes"


def _functions(side: str, text: str) -> list[Function]:
    names = dict.fromkeys(filter(None, (line.strip() for line in text.splitlines())))
    return [Function(side, re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-"), name) for name in names]


def _lines(schedule: Schedule, side: str) -> str:
    return "\n".join(each.name for each in schedule.functions if each.side == side)


def _with(parties: Sequence[str], kept: object) -> list[str]:
    """The parties to choose from; what is recorded stays in the list, though it be no party any more."""
    return list(dict.fromkeys([*parties, *([str(kept)] if kept else [])]))


def _tidy(value: Any) -> Any:
    """A text as it is kept: with plain line ends."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
