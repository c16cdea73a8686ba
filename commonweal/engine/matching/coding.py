"""Which line is spent on what: rules from a field's words or codes to an account, and the lines that wait for a person.

A line that no rule fits, or that two rules send to different accounts, is not coded: nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from commonweal.engine.findings import Finding, error
from commonweal.engine.matching.column_map import LEDGER_TEXT_FIELDS, TEXT_FIELDS

CODED_FIELDS = tuple(dict.fromkeys((*TEXT_FIELDS, *LEDGER_TEXT_FIELDS)))
NO_RULE, TWO_RULES = "no-rule", "two-rules"


@dataclass(frozen=True, slots=True)
class CodingRule:
    """Lines whose `field` holds `words`, whatever their case, or a code from `low` to `high`, belong to `account`.

    Codes that are all digits are compared as numbers, others as texts in capitals.
    """

    id: int
    field: str
    account: str
    words: str = ""
    low: str = ""
    high: str = ""


def check_rule(rule: CodingRule) -> list[Finding]:
    """What keeps a rule from being used."""
    where = "coding rule"
    found = []
    if rule.field not in CODED_FIELDS:
        message = f"'{rule.field}' is not a text field of a line."
        found.append(error("unknown-field", where, message, f"Use one of {', '.join(CODED_FIELDS)}."))
    if bool(rule.words.strip()) == bool(rule.low.strip() or rule.high.strip()):
        message = "A rule has either words or a range of codes."
        found.append(error("rule-empty", where, message, "Fill in the words, or the first and last code."))
    if bool(rule.low.strip()) != bool(rule.high.strip()):
        message = "A range of codes has a first and a last one."
        found.append(error("range-open", where, message, "For one code, give it twice."))
    elif rule.low.strip() and _key(rule.low) > _key(rule.high):
        message = f"The range from {rule.low} to {rule.high} holds nothing."
        found.append(error("range-backwards", where, message, "Give the lower code first."))
    if "\0" in rule.words + rule.low + rule.high:
        message = "A text holds a character that cannot be kept (NUL)."
        found.append(error("text-unkeepable", where, message, "Type the text again."))
    return found


def code_lines(lines: pl.DataFrame, rules: Sequence[CodingRule]) -> pl.DataFrame:
    """The lines with `account` (null where a person must say) and `why` (empty, `no-rule` or `two-rules`)."""
    accounts = list(dict.fromkeys(rule.account for rule in rules))
    fits = [
        pl.any_horizontal(_fits(rule, lines) for rule in rules if rule.account == account).alias(f"fits {place}")
        for place, account in enumerate(accounts)
    ]
    if not fits:
        nobody = pl.lit(None, dtype=pl.String).alias("account_code")
        return lines.with_columns(nobody, pl.lit(NO_RULE).alias("why"))
    marked = lines.with_columns(fits)
    names = [f"fits {place}" for place in range(len(accounts))]
    count = pl.sum_horizontal(pl.col(name).cast(pl.Int32) for name in names)
    chosen = pl.coalesce(
        pl.when(pl.col(name)).then(pl.lit(account)) for name, account in zip(names, accounts, strict=True)
    )
    why = pl.when(count == 0).then(pl.lit(NO_RULE)).when(count > 1).then(pl.lit(TWO_RULES)).otherwise(pl.lit(""))
    return marked.with_columns(pl.when(count == 1).then(chosen).alias("account_code"), why.alias("why")).drop(names)


def rules_that_fit(line: dict[str, object], rules: Iterable[CodingRule]) -> tuple[CodingRule, ...]:
    """The rules that one line fits, one by one: the plain reference of `code_lines`, and the page's explanation."""
    return tuple(rule for rule in rules if _fits_one(str(line.get(rule.field) or ""), rule))


def _fits(rule: CodingRule, lines: pl.DataFrame) -> pl.Expr:
    if rule.field not in lines.columns:
        return pl.lit(False)
    text = pl.col(rule.field)
    if rule.words.strip():
        return text.str.to_lowercase().str.contains(rule.words.strip().lower(), literal=True)
    values = lines[rule.field].unique().to_list()
    within = [value for value in values if _fits_one(value, rule)]
    return text.is_in(within)


def _fits_one(text: str, rule: CodingRule) -> bool:
    if rule.words.strip():
        return rule.words.strip().lower() in text.lower()
    code = _key(text)
    return bool(text.strip()) and _alike(code, _key(rule.low)) and _key(rule.low) <= code <= _key(rule.high)


def _alike(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    """Numbers are held against numbers only."""
    return one[0] == other[0]


def _key(code: str) -> tuple[int, int, str]:
    text = code.strip().upper()
    return (0, int(text), "") if text.isascii() and text.isdigit() and len(text) < 30 else (1, 0, text)
