"""What-if of the risk share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from commonweal.engine.findings import Finding
from commonweal.engine.ledger.riskrules import read_rule
from commonweal.engine.ledger.riskshare import Answer, Line, Position, check_line, share
from commonweal.engine.money import pounds
from commonweal.nhsuk_forms import fields
from commonweal.nhsuk_forms.amounts import PoundsField

RULES = [
    ("own", "Each partner keeps its own"),
    ("proportional", "By contributions"),
    ("fixed", "By fixed shares"),
    ("lead", "The lead bears all"),
    ("capped", "By fixed shares up to a cap, then each its own"),
    ("tiered", "In bands, each with its own rule"),
    ("risk-pool", "The risk reserve first, then by fixed shares"),
]
IN_A_BAND = [
    ("own", "Each its own"),
    ("proportional", "By contributions"),
    ("fixed", "By fixed shares"),
    ("lead", "The lead"),
]


class WhatIfForm(forms.Form):
    """One line with two or more partners: what each contributes and spends, and the rule."""

    rule = fields.ChoiceField(
        label="Rule", choices=RULES, initial="proportional", error_messages={"required": "Select a rule"}
    )
    lead = fields.SelectField(label="Lead partner", required=False, choices=[])
    cap = PoundsField(label="Cap", required=False, hint="For the rule with a cap")
    reserve = PoundsField(label="Risk reserve", required=False, hint="For the rule with a reserve")
    band = PoundsField(label="First band, up to", required=False, hint="For the rule in bands")
    in_band = fields.SelectField(label="In the first band", required=False, choices=IN_A_BAND)
    next_band = PoundsField(label="Second band, so much more", required=False, hint="Leave it empty for two bands")
    in_next_band = fields.SelectField(label="In the second band", required=False, choices=IN_A_BAND)
    beyond = fields.SelectField(label="Beyond the bands", required=False, choices=IN_A_BAND)

    def __init__(self, *args: Any, partners: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partners = list(partners)
        self.fields["lead"].choices = list(partners.items())
        for partner, name in partners.items():
            wanted = {"required": f"Enter an amount for {name}"}
            self.fields[f"contribution-{partner}"] = PoundsField(label=f"{name}: contribution", error_messages=wanted)
            self.fields[f"spending-{partner}"] = PoundsField(label=f"{name}: spending", error_messages=wanted)
            self.fields[f"share-{partner}"] = fields.CharField(
                label=f"{name}: fixed share",
                required=False,
                initial="50",
                classes="nhsuk-input--width-3",
                suffix="%",
            )
        self.order_fields([*(name for name in self.fields if "-" in name), "rule"])

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
            "tiered": {"rule": "tiered", "tiers": self._bands(fixed)},
            "capped": {"rule": "capped", "cap_pence": self.cleaned_data["cap"], "within": fixed},
            "risk-pool": {"rule": "risk-pool", "then": fixed},
        }.get(kind, {"rule": kind})

    def _bands(self, fixed: dict[str, Any]) -> list[dict[str, Any]]:
        data = self.cleaned_data
        simple = {"fixed": fixed, "lead": {"rule": "lead", "partner": data["lead"]}}
        widths = [("band", "in_band"), *([("next_band", "in_next_band")] if data["next_band"] is not None else [])]
        bands: list[dict[str, Any]] = [
            {"width_pence": data[width], "rule": simple.get(data[kind], {"rule": data[kind] or "own"})}
            for width, kind in widths
        ]
        return [*bands, {"rule": simple.get(data["beyond"], {"rule": data["beyond"] or "own"})}]

    def _tell(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self.add_error(None, f"{finding.message} {finding.what_to_do}")


def what_if_initial(line: Line, reserve_pence: int) -> dict[str, str]:
    """A line's own numbers as the form's first values."""
    initial = {"reserve": _typed(reserve_pence) if reserve_pence else ""}
    for position in line.positions:
        initial[f"contribution-{position.partner}"] = _typed(position.contribution_pence)
        initial[f"spending-{position.partner}"] = _typed(position.spending_pence)
    return initial


def _typed(pence: int) -> str:
    return pounds(pence).replace("£", "")


def _whole(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text
