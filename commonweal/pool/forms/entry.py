"""Posting by hand: an entry of up to ten legs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, ClassVar

from commonweal.engine.findings import Finding
from commonweal.engine.ledger.journal import Leg
from commonweal.engine.money import pounds
from commonweal.nhsuk_forms import fields
from commonweal.nhsuk_forms.amounts import PoundsField
from commonweal.pool.forms.money import MoneyForm, day, text

ROWS = 10
LEG = re.compile(r" leg (\d+)$")


class EntryForm(MoneyForm):
    """Day, description, reference, and ten rows of account, debit and credit."""

    places: ClassVar[dict[str, str]] = {
        "entry-late": "day",
        "entry-undescribed": "description",
        "entry-unbalanced": "debit-1",
        "entry-empty": "account-1",
    }
    day = day()
    description = text("Description", missing="Describe in a few words what happened")
    reference = fields.CharField(label="Reference", required=False, max_length=100)

    def __init__(self, *args: Any, accounts: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Choose an account"), *accounts]
        for number in range(1, ROWS + 1):
            account = fields.SelectField(label=f"Account of row {number}", choices=choices, required=False)
            account.error_messages["invalid_choice"] = "Choose one of the fund's accounts"
            self.fields[f"account-{number}"] = account
            for side in ("debit", "credit"):
                label = f"{side.title()} of row {number}"
                self.fields[f"{side}-{number}"] = PoundsField(label=label, required=False)

    @property
    def rows(self) -> list[tuple[int, Any, Any, Any]]:
        """The ten rows' bound fields, for the table."""
        return [(n, self[f"account-{n}"], self[f"debit-{n}"], self[f"credit-{n}"]) for n in range(1, ROWS + 1)]

    def clean(self) -> dict[str, Any]:
        """Each row whole: one account, one amount, on one side; debits and credits the same."""
        data = super().clean() or self.cleaned_data
        self.used = [number for number in range(1, ROWS + 1) if self._is_used(number)]
        for number in self.used:
            self._check_row(number)
        if not self.errors:
            self._check_whole()
        return data

    def legs(self) -> tuple[Leg, ...]:
        """The legs of the rows that were used, in their order."""
        return tuple(Leg(self.cleaned_data[f"account-{n}"], self._pence(n)) for n in self.used)

    def _is_used(self, number: int) -> bool:
        return any(
            self.cleaned_data.get(f"{what}-{number}") not in {None, ""} for what in ("account", "debit", "credit")
        )

    def _pence(self, number: int) -> int:
        debit, credit = (self.cleaned_data.get(f"{side}-{number}") or 0 for side in ("debit", "credit"))
        return debit - credit

    def _check_row(self, number: int) -> None:
        debit, credit = (self.cleaned_data.get(f"{side}-{number}") for side in ("debit", "credit"))
        named = {f"account-{number}", f"debit-{number}", f"credit-{number}"}
        if named & self.errors.keys():
            return
        if not self.cleaned_data.get(f"account-{number}"):
            self.add_error(f"account-{number}", f"Choose the account of row {number}")
        if debit is not None and credit is not None:
            self.add_error(f"credit-{number}", f"Row {number} has a debit and a credit: use a row for each")
        elif debit is None and credit is None:
            self.add_error(f"debit-{number}", f"Enter a debit or a credit in row {number}")
        elif (debit or 0) < 0 or (credit or 0) < 0 or not (debit or credit):
            side = "debit" if debit is not None else "credit"
            self.add_error(
                f"{side}-{number}", f"Enter an amount above nothing in row {number}, on the side it belongs to"
            )

    def _check_whole(self) -> None:
        amounts = [self._pence(number) for number in self.used]
        if len(self.used) < 2:
            self.add_error("account-1", "Fill in at least two rows: where the money came from, and where it went")
        elif sum(amounts):
            debits, credits = sum(a for a in amounts if a > 0), -sum(a for a in amounts if a < 0)
            larger, lacking = ("Debits", "credit") if debits > credits else ("Credits", "debit")
            apart = pounds(abs(debits - credits))
            message = f"Debits are {pounds(debits)}, credits {pounds(credits)}: {larger} exceed by {apart}"
            self.add_error(f"{lacking}-{self.used[-1]}", message)

    def _place(self, finding: Finding) -> str | None:
        leg = LEG.search(finding.where)
        if leg and finding.code in {"account-unknown", "leg-amount"}:
            number = self.used[int(leg[1]) - 1]
            if finding.code == "account-unknown":
                return f"account-{number}"
            return f"{'debit' if self._pence(number) > 0 else 'credit'}-{number}"
        return super()._place(finding)
