"""Bringing a file in, saying which column is which, coding rules, coding lines by hand, posting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.text import slugify

from commonweal.engine.matching import asking
from commonweal.engine.matching.coding import CODED_FIELDS
from commonweal.engine.matching.column_map import BOTH_SIDES, GENERAL_LEDGER, PAYMENTS
from commonweal.engine.matching.lines_findings import shown
from commonweal.nhsuk_forms import fields
from commonweal.pool.models.files import LARGEST_FILE_BYTES

NOT_KEPT, ASIDE = "", "aside"
CHOOSE = ("", "Choose an account")
FIELD_NAMES = {
    "paid_on": "Date",
    "period": "Period (ledger)",
    "amount": "Amount",
    "net": "Net amount (counted where there is one)",
    "vat": "VAT",
    "gross": "Gross amount",
    "debit": "Debit (ledger)",
    "credit": "Credit (ledger)",
    "payee": "Payee",
    "reference": "Reference",
    "account": "Account (ledger)",
    "cost_centre": "Cost centre (ledger)",
    "journal": "Journal number (ledger)",
    "source": "Journal source (ledger)",
    "description": "Description (ledger)",
    "code": "Cost centre or account code",
    "expense": "Type of expense, or name of the cost centre",
    "category": "Category",
    "service": "Service",
    "division": "Division",
    "body": "Public body",
    "kind": "Capital or revenue",
}


class FileField(fields.Component, forms.FileField):
    """One file."""

    component = "nhsuk_forms/file_upload.jinja"


class UploadForm(forms.Form):
    """A file of payments or of a general ledger."""

    file = FileField(
        label="File of payments, or extract of a general ledger",
        hint="CSV, gzipped or not, or a workbook (.xlsx, .ods, .xls); up to 20 MB",
        max_length=200,
        error_messages={
            "required": "Choose a file",
            "empty": "The file is empty",
            "max_length": "Give the file a shorter name",
        },
    )

    def clean_file(self) -> Any:
        """Not too large."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE_BYTES:
            raise forms.ValidationError("The file is larger than 20 MB. Pack it with gzip, or split it by month")
        return file


class ColumnsForm(forms.Form):
    """Which column is which; for a layout that is known but for some headings, about those headings alone."""

    title = fields.CharField(
        label="What is this layout called?",
        hint="Such as: Payments to suppliers, monthly",
        max_length=80,
        error_messages={"required": "Give the layout a name"},
    )
    kind = fields.ChoiceField(
        label="What are its lines?",
        choices=[(PAYMENTS, "Payments"), (GENERAL_LEDGER, "Lines of a general ledger")],
        initial=PAYMENTS,
        error_messages={"required": "Say what its lines are"},
    )
    dates = fields.SelectField(label="How are its dates written?", required=False, choices=[])
    periods = fields.SelectField(
        label="How are its periods written?",
        hint="For a ledger with a column of periods",
        required=False,
        choices=[("", "There are none"), *asking.PERIOD_PATTERNS.items()],
    )
    sign = fields.ChoiceField(
        label="How is money that goes out written?",
        choices=[("plus", "As a plus: 120.00"), ("minus", "As a minus: -120.00")],
        initial="plus",
        error_messages={"required": "Say how money that goes out is written"},
    )
    pool_field = fields.SelectField(
        label="Where does a line say that it is the pool’s?",
        required=False,
        choices=[("", "Nowhere: every line is the pool’s")] + [(name, FIELD_NAMES[name]) for name in CODED_FIELDS],
    )
    pool_words = fields.CharField(
        label="The words that it then holds", required=False, max_length=100, hint="Such as: Better Care Fund"
    )

    def __init__(self, *args: Any, question: asking.Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        choices = [(NOT_KEPT, "Not kept"), *FIELD_NAMES.items()]
        for place, heading in enumerate(question.headings):
            self.fields[f"column-{place}"] = fields.SelectField(
                label=shown(heading.text),
                required=False,
                choices=choices,
                initial=heading.likely,
                hint=_samples(heading),
            )
        columns = [f"column-{place}" for place in range(len(question.headings))]
        if question.base is not None:
            for name in self.fields.keys() - set(columns):
                del self.fields[name]
        else:
            self.fields["dates"].choices = [("", "There are none"), *asking.DATE_PATTERNS.items()]
            likely = _likely_patterns(question)
            self.fields["dates"].initial = likely[0] if len(likely) == 1 else ""
            if len(likely) > 1:
                self.fields["dates"].hint = "The first rows could be read in more than one way: choose the right one"
            self.order_fields(["title", "kind", *columns])

    def answers(self) -> dict[str, str]:
        """Each asked heading with the field that it is, empty where it is not kept."""
        return {
            heading.text: self.cleaned_data[f"column-{place}"] for place, heading in enumerate(self.question.headings)
        }

    def content(self, partner: str, publisher: str, delimiter: str) -> dict[str, Any]:
        """The map that the answers make."""
        if self.question.base is not None:
            return asking.answered(self.question.base, self.answers())
        told, answers = self.cleaned_data, self.answers()
        columns: dict[str, list[str]] = {}
        for heading, field in answers.items():
            if field:
                columns.setdefault(field, []).append(heading)
        pool = [{"field": told["pool_field"], "words": told["pool_words"]}] if told["pool_field"] else []
        return {
            **{"id": f"{partner}-{slugify(told['title']) or 'own'}", "title": told["title"], "kind": told["kind"]},
            **{"publisher": publisher, "licence": "not published", "sign": told["sign"], "delimiter": delimiter},
            **{"dates": [told["dates"]] if told["dates"] else [], "counts": _counts(told["kind"], columns)},
            **{"periods": [told["periods"]] if told["periods"] else [], "columns": columns, "pool": pool},
            "ignored": [heading for heading, field in answers.items() if not field],
        }

    def clean(self) -> dict[str, Any]:
        """No field twice; words of the pool where a field for them is chosen."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if all(f"column-{place}" in told for place in range(len(self.question.headings))):
            for finding in asking.fields_twice(self.answers()):
                self.add_error(None, f"{finding.message} {finding.what_to_do}")
            for field, asked in (("paid_on", "dates"), ("period", "periods")):
                if self.question.base is None and field in self.answers().values() and not told.get(asked):
                    self.add_error(asked, f"Choose how its {asked} are written")
        if told.get("pool_field") and not told.get("pool_words"):
            self.add_error("pool_words", "Enter the words that mark the pool’s lines")
        return told


class RuleForm(forms.Form):
    """Which lines belong to an account."""

    field = fields.SelectField(label="Lines whose", choices=[(name, FIELD_NAMES[name]) for name in CODED_FIELDS])
    words = fields.CharField(label="holds the words", required=False, max_length=200)
    low = fields.CharField(label="or is a code from", required=False, max_length=50, classes="nhsuk-input--width-10")
    high = fields.CharField(label="to", required=False, max_length=50, classes="nhsuk-input--width-10")
    account = fields.SelectField(label="belong to", choices=[], error_messages={"required": "Choose an account"})

    def __init__(self, *args: Any, accounts: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = [CHOOSE, *accounts]


class CodingForm(forms.Form):
    """A person's word on the lines chosen."""

    account = fields.SelectField(
        label="The chosen lines belong to", choices=[], error_messages={"required": "Choose an account"}
    )
    reason = fields.CharField(label="Reason", max_length=300, error_messages={"required": "Say in a few words why"})

    def __init__(self, *args: Any, accounts: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = [CHOOSE, *accounts, (ASIDE, "None: they stay in the partner’s own book")]


class PostingForm(forms.Form):
    """Against which account a file is posted; `agreed` is the digest of what was shown."""

    against = fields.SelectField(label="Post it against", hint="Where the money came from", choices=[])
    agreed = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, accounts: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["against"].choices = list(accounts)


def _samples(heading: asking.AskedHeading) -> str:
    samples = [shown(sample) for sample in heading.samples[:3]]
    return f"Such as: {'; '.join(samples)}" if samples else "Empty in the first rows"


def _likely_patterns(question: asking.Question) -> tuple[str, ...]:
    """The patterns that read every sample of some column: one, or several to choose from."""
    tried = (asking.patterns_that_read(heading.samples, list(asking.DATE_PATTERNS)) for heading in question.headings)
    return next(filter(None, tried), ())


def _counts(kind: str, columns: Mapping[str, object]) -> str:
    """Which money is the line's: net before amount before gross; a ledger's one amount before its two sides."""
    if kind == GENERAL_LEDGER:
        return BOTH_SIDES if "amount" not in columns and {"debit", "credit"} & columns.keys() else "amount"
    return next((name for name in ("net", "amount", "gross") if name in columns), "amount")
