"""What-if of the risk share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from commonweal.engine.findings import Finding
from commonweal.engine.ledger.riskrules import read_rule
from commonweal.engine.ledger.riskshare import Answer, Line, Position, check_line, share
from commonweal.nhsuk_forms import fields
from commonweal.nhsuk_forms.amounts import PoundsField

RULES = [
    ("own", "Each partner keeps its own"),
    ("proportional", "By contributions"),
    ("fixed", "By fixed shares"),
    ("lead", "The lead bears all"),
    ("capped", "By fixed shares up to a cap, then each its own"),
    ("risk-pool", "The risk reserve first, then by fixed shares"),
]


class WhatIfForm(forms.Form):
    """One line with two or more partners: what each contributes and spends, and the rule."""

    rule = fields.ChoiceField(
        label="Rule", choices=RULES, initial="proportional", error_messages={"required": "Select a rule"}
    )
    lead = fields.SelectField(label="Lead partner", required=False, choices=[])
    cap = PoundsField(label="Cap", required=False, hint="For the rule with a cap")
    reserve = PoundsField(label="Risk reserve", required=False, hint="For the rule with a reserve")

    def __init__(self, *args: Any, partners: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partners = partners
        self.fields["lead"].choices = [(partner, partner) for partner in partners]
        for partner in partners:
            wanted = {"required": f"Enter an amount for {partner}"}
            self.fields[f"contribution-{partner}"] = PoundsField(
                label=f"{partner}: contribution", error_messages=wanted
            )
            self.fields[f"spending-{partner}"] = PoundsField(label=f"{partner}: spending", error_messages=wanted)
            self.fields[f"share-{partner}"] = fields.CharField(
                label=f"{partner}: fixed share",
                required=False,
                initial="50",
                classes="nhsuk-input--width-3",
                suffix="%",
            )
        self.order_fields([*(name for name in self.fields if "-" in name), "rule", "lead", "cap", "reserve"])

    def answer(self) -> Answer | None:
        """The share of what was typed, or None with the form's errors saying why."""
        data = self.cleaned_data
        rule, findings = read_rule(self._rule_data(), self.partners)
        if rule is None:
            self._tell(findings)
            return None
        line = Line("what if", tuple(self._positions()), rule)
        if faults := check_line(line):
            self._tell(faults)
            return None
        return share(line, data["reserve"] or 0)

    def _positions(self) -> Iterable[Position]:
        for partner in self.partners:
            contribution, spending = (self.cleaned_data[f"{what}-{partner}"] for what in ("contribution", "spending"))
            yield Position(partner, contribution, spending)

    def _rule_data(self) -> dict[str, Any]:
        kind = self.cleaned_data["rule"]
        weights = {partner: _whole(self.cleaned_data[f"share-{partner}"]) for partner in self.partners}
        fixed = {"rule": "fixed", "weights": weights}
        return {
            "fixed": fixed,
            "lead": {"rule": "lead", "partner": self.cleaned_data["lead"]},
            "capped": {"rule": "capped", "cap_pence": self.cleaned_data["cap"], "within": fixed},
            "risk-pool": {"rule": "risk-pool", "then": fixed},
        }.get(kind, {"rule": kind})

    def _tell(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self.add_error(None, f"{finding.message} {finding.what_to_do}")


def _whole(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text
