"""Forms of money in and out. Each says in `places` which of its fields a finding's code belongs to."""

from __future__ import annotations

from django import forms

from commonweal.engine.periods import Month
from commonweal.nhsuk_forms import fields
from commonweal.nhsuk_forms.amounts import PoundsField
from commonweal.nhsuk_forms.told import LONGEST, Choices, amount, day, one_of, one_of_few, text
from commonweal.nhsuk_forms.told import ToldForm as MoneyForm

__all__ = ["Choices", "MoneyForm", "day", "text"]

LATE = {
    "entry-late": "day",
    "spending-other-year": "day",
    "entry-twice": "description",
    "reason-missing": "reason",
    "text-unkeepable": "description",
}


class SetContributionForm(MoneyForm):
    """A year's sum in equal instalments."""

    places = {"instalments-outside": "first"}
    source = one_of("Source")
    amount = amount("Sum for the year")
    count = fields.ChoiceField(
        label="Instalments",
        choices=[("12", "Twelve, every month"), ("4", "Four, every quarter"), ("1", "One")],
        initial="12",
    )
    first = day("First day due")

    def clean_amount(self) -> int:
        """Above nothing."""
        return above_nothing(self.cleaned_data["amount"])


class VaryContributionForm(MoneyForm):
    """Another sum from a day on."""

    places = {"variation-too-late": "from_day", "variation-below-due": "amount", "reason-missing": "reason"}
    source = one_of("Source")
    amount = amount("New sum for the year")
    from_day = day("From which day on")
    reason = text("Reason", missing="Say what was agreed")


class ReceiveForm(MoneyForm):
    """The next instalment of a source, wholly or in part."""

    places = {**LATE, "instalment-amount": "amount", "instalment-not-next": "source", "receipt-other-year": "day"}
    source = one_of("Source")
    amount = PoundsField(label="Amount", required=False, hint="Leave empty for all that is missing of the instalment")
    day = day("Day received")


class ChargesForm(MoneyForm):
    """What people paid for their care."""

    places = {**LATE, "charges-of-the-nhs": "source", "amount-not-positive": "amount"}
    source = one_of("Council’s source that it nets")
    amount = amount()
    day = day("Day received")
    description = text("Description", missing="Say which charges")


class ReverseForm(MoneyForm):
    """Why an entry is taken back, and when."""

    places = {**LATE, "entry-undescribed": "reason"}
    reason = text("Reason", missing="Say why the entry is taken back")
    day = day("Day of the reversal")


class InvoiceForm(MoneyForm):
    """An invoice on a line."""

    places = {**LATE, "vat-undecided": "vat", "invoice-net": "net", "invoice-vat": "vat"}
    line = one_of("Line")
    net = amount("Amount without VAT")
    vat = PoundsField(label="VAT", required=False, hint="Leave empty where the invoice has none")
    day = day("Day")
    description = text("Description", missing="Say what was bought, and from whom")
    reference = fields.CharField(label="Reference", required=False, max_length=100)
    paid = fields.ChoiceField(label="Paid?", choices=[("paid", "Paid"), ("owed", "Not yet paid")], initial="paid")


class CommitForm(MoneyForm):
    """Money promised."""

    line = one_of("Line")
    amount = amount()
    day = day("Day it comes due")
    description = text("Description", missing="Say what was promised, and to whom")

    def clean_amount(self) -> int:
        """Above nothing, as the database asks too."""
        return above_nothing(self.cleaned_data["amount"])


class PostCommitmentForm(MoneyForm):
    """A promise that came due."""

    places = {**LATE, "commitment-ended": "commitment", "amount-not-positive": "amount"}
    commitment = one_of("Commitment")
    amount = PoundsField(label="Amount", required=False, hint="Leave empty for the amount that was promised")
    day = day("Day paid")


class VoidCommitmentForm(MoneyForm):
    """A promise that fell away."""

    places = {"commitment-ended": "commitment", "reason-missing": "reason"}
    commitment = one_of("Commitment")
    reason = text("Reason", missing="Say why it fell away")


class ForecastForm(MoneyForm):
    """What a line will cost by the year's end."""

    places = {"reason-missing": "reason", "forecast-amount": "amount"}
    line = one_of("Line")
    amount = amount("Forecast for the whole year")
    reason = fields.CharField(
        label="Reason", required=False, max_length=LONGEST, hint="Needed where it differs from the plan"
    )


class AccrueForm(MoneyForm):
    """Delivered and not invoiced."""

    places = {"entry-late": "month", "accrual-amount": "amount", "reason-missing": "reason", "accrual-year": "month"}
    line = one_of("Line")
    month = one_of("Month")
    amount = amount()
    reason = text("What was delivered", missing="Say what was delivered and not invoiced")

    def clean_month(self) -> Month:
        """The month chosen."""
        return Month.parse(self.cleaned_data["month"])


class VatForm(MoneyForm):
    """What becomes of a line's VAT."""

    line = one_of("Line")
    treatment = one_of_few("Treatment")
    decided_by = text("Decided by", missing="Name who decided it")
    decided_on = day("Decided on")
    note = fields.CharField(label="Note", required=False, max_length=LONGEST)


class ConditionForm(MoneyForm):
    """What a source's conditions say of money left over."""

    source = one_of("Source")
    carry = one_of_few("Money left at the year’s end")
    condition = text("The condition’s words, or where it is written", missing="Quote the condition")


class CarryForm(MoneyForm):
    """An underspend carried over 31 March."""

    places = {
        **dict.fromkeys(["carry-unknown", "carry-not-allowed"], "source"),
        **dict.fromkeys(["set-aside-uncovered", "reserve-amount"], "amount"),
        **dict.fromkeys(["carry-other-purpose", "carry-line", "draw-line"], "line"),
        "reason-missing": "reason",
    }
    source = one_of("Source")
    amount = amount()
    reserve = one_of("Reserve")
    line = one_of("Into next year’s budget of", required=False, hint="Leave empty to hold it in the reserve")
    reason = text("Reason", missing="Say why it was not spent")


class OpenReserveForm(MoneyForm):
    """A reserve's account."""

    places = {"account-code": "code"}
    code = text("Code", missing="Give it a code, like RISK-POOL", hint="Capital letters, figures and hyphens")


class SetAsideForm(MoneyForm):
    """Money into a reserve."""

    places = {**LATE, "set-aside-uncovered": "amount", "reserve-amount": "amount"}
    reserve = one_of("Reserve")
    source = one_of("Source")
    amount = amount()
    day = day()
    reason = text("Reason", missing="Say why it is set aside")


class DrawForm(MoneyForm):
    """Money out of a reserve."""

    places = {**LATE, "reserve-overdrawn": "amount", "reserve-amount": "amount", "draw-line": "line"}
    reserve = one_of("Reserve")
    source = one_of("Source")
    amount = amount()
    day = day()
    line = one_of("Added to the budget of", required=False)
    reason = text("Reason", missing="Say why it is drawn")


class TransferForm(MoneyForm):
    """A transfer under section 256 or 76."""

    places = {
        "transfer-direction": "kind",
        "transfer-amount": "amount",
        "transfer-without-purpose": "purpose",
        "transfer-without-conditions": "conditions",
    }
    kind = one_of_few("Under")
    payer = one_of("Paid by")
    payee = one_of("Paid to")
    amount = amount()
    scheme = one_of("Scheme that it pays for")
    purpose = text("Purpose", missing="Say its purpose as the agreement does")
    conditions = text("Conditions", missing="Say its conditions as the agreement does")


class ReceiveTransferForm(MoneyForm):
    """Money of a transfer that came in."""

    places = {**LATE, "transfer-amount": "amount"}
    transfer = one_of("Transfer")
    amount = amount()
    day = day("Day received")


class CertifyForm(MoneyForm):
    """Which transfer is certified."""

    places = dict.fromkeys(["voucher-not-yours", "voucher-overspent"], "transfer")
    transfer = one_of("Transfer")


class ShareOutForm(MoneyForm):
    """A district's share."""

    places = {
        "district-missing": "district",
        "share-amount": "share",
        "share-kept": "kept",
        "kept-without-agreement": "agreement",
    }
    source = one_of("Grant")
    district = text("District council", missing="Name the district council")
    share = amount("Its share")
    kept = PoundsField(label="Kept with the district’s agreement", required=False)
    agreement = fields.CharField(
        label="The district’s agreement", required=False, max_length=LONGEST, hint="Who agreed, and when"
    )
    due = day("To be paid by")


class PayDistrictForm(MoneyForm):
    """A payment to a district."""

    places = {**LATE, "pass-down-amount": "amount"}
    district = one_of("District")
    amount = amount()
    day = day("Day paid")


def above_nothing(pence: int) -> int:
    """The amount, if it is one."""
    if pence <= 0:
        raise forms.ValidationError("Enter an amount above nothing")
    return pence
