"""Printed amounts to whole pence, exactly: for a whole column at once, and plainly for one text beside it.

Accepted: `1234.5`, `1,234.50`, `£1,234.50`, `-5`, `£-5`, `5-`, `(5.00)`, `5.00CR`. Refused: anything with part of a
penny, thousands that are not in threes, powers of ten, two signs, more than 13 digits of pounds.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import polars as pl

_PRINTED = r"^([(+−–-])?\s*((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?)(?:\.([0-9]*))?\s*(\)|-|CR)?$"
_POUNDS_DIGITS_MOST = 13


def pence(text: pl.Expr) -> pl.Expr:
    """A text column as Int64 pence; null where a text is blank or is not an amount that the module accepts."""
    parts = text.str.replace("£", "", literal=True).str.strip_chars().str.extract_groups(_PRINTED)
    opening, whole, fraction, closing = (parts.struct.field(str(n)).fill_null("") for n in (1, 2, 3, 4))
    whole = whole.str.replace_all(",", "", literal=True)
    signs = opening + closing
    readable = (
        (whole.str.len_chars() <= _POUNDS_DIGITS_MOST)
        & ((whole + fraction).str.len_chars() > 0)
        & fraction.str.slice(2).str.strip_chars("0").eq("")
        & signs.is_in(["", "+", "-", "−", "–", "()", "CR"])
    )
    digits = whole + fraction.str.slice(0, 2).str.pad_end(2, "0")
    sign = pl.when(signs.is_in(["", "+"])).then(1).otherwise(-1)
    return pl.when(readable).then(digits).otherwise(None).cast(pl.Int64, strict=False) * sign


def pence_of(text: str) -> int | None:
    """One text as pence, None where it is not an amount: the plain reference of `pence`."""
    body, negative = _without_sign(text.replace("£", "", 1).strip())
    pounds = body.partition(".")[0]
    if "," in pounds and not _in_threes(pounds.split(",")):
        return None
    digits = pounds.replace(",", "")
    if not all(c in "0123456789." for c in digits + body[len(pounds) :]) or len(digits) > _POUNDS_DIGITS_MOST:
        return None
    try:
        exact = Decimal(digits + body[len(pounds) :]) * 100
    except InvalidOperation:
        return None
    return (-int(exact) if negative else int(exact)) if exact == int(exact) else None


def _without_sign(text: str) -> tuple[str, bool]:
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip(), True
    for ending in ("CR", "-"):
        if text.endswith(ending):
            return text.removesuffix(ending).strip(), True
    if text[:1] in ("-", "−", "–", "+"):
        return text[1:].strip(), text[:1] != "+"
    return text, False


def _in_threes(groups: list[str]) -> bool:
    return 1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
