"""What to say about a payment file's lines: why some were refused, and what to look at in those that were taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl

from commonweal.engine.findings import Finding, error, warning
from commonweal.engine.matching.column_map import GENERAL_LEDGER, ColumnMap

SHOWN_CHARACTERS_MOST = 60
LISTED_MOST = 100  # lines named one by one for each reason; the rest are counted


def shown(printed: object) -> str:
    """What a file prints, fit for a message: cut short, and signs that would steer a terminal made visible."""
    text = str(printed)
    short = text if len(text) <= SHOWN_CHARACTERS_MOST else text[:SHOWN_CHARACTERS_MOST] + "…"
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in short)


def of_refused(refused: pl.DataFrame, column_map: ColumnMap) -> tuple[Finding, ...]:
    """One error for each refused line, by its row, the first hundred of each reason; then how many more."""
    period = " or period" if column_map.periods else ""
    tellers: dict[str, Callable[[dict[str, object]], tuple[str, str]]] = {
        "short-line": lambda line: (
            "The row has fewer cells than there are headings.",
            "Look for a missing delimiter or a broken line.",
        ),
        "long-line": lambda line: (
            "The row has more cells than there are headings.",
            "Put quotation marks around text with commas in it.",
        ),
        "amount-unreadable": lambda line: (
            f"'{shown(line['counted_text'])}' is not an amount in pounds and pence.",
            "Write it like 1234.50, -1234.50 or (1,234.50).",
        ),
        "date-unreadable": lambda line: (
            f"'{shown(line['dated_text'])}' is not a date{period}.",
            f"Write it like {_examples(column_map)}.",
        ),
    }
    return tuple(finding for reason, tell in tellers.items() for finding in _by_reason(refused, reason, tell))


def of_accepted(lines: pl.DataFrame, column_map: ColumnMap) -> tuple[Finding, ...]:
    """Warnings of lines that were taken: no payee, and amounts beside the counted one that contradict it.

    A general ledger's lines need no payee; what is odd in them shows in their totals.
    """
    if column_map.kind == GENERAL_LEDGER:
        return ()
    found = list(
        _listed(
            lines.filter(pl.col("payee") == ""),
            "payee-missing",
            "The line names no payee.",
            "Ask the publisher who was paid.",
        )
    )
    for name in ("net", "vat", "gross"):
        if f"{name}_pence" in lines.columns:
            wrong = lines.filter(pl.col(f"{name}_pence").is_null() & (pl.col(f"{name}_text") != ""))
            found += _listed(
                wrong, f"{name}-unreadable", f"The {name} amount cannot be read.", "Write it like 1234.50."
            )
    if {"net_pence", "gross_pence", "vat_pence"} <= set(lines.columns):
        apart = lines.filter(pl.col("gross_pence") != pl.col("net_pence") + pl.col("vat_pence").fill_null(0))
        found += _listed(apart, "vat-does-not-add", "Gross is not net plus VAT.", "Ask which of the three is right.")
    return tuple(found)


def _by_reason(
    refused: pl.DataFrame, reason: str, tell: Callable[[dict[str, object]], tuple[str, str]]
) -> Iterator[Finding]:
    lines = refused.filter(pl.col("reason") == reason)
    for line in lines.head(LISTED_MOST).iter_rows(named=True):
        message, what_to_do = tell(line)
        yield error(reason, f"row {line['row']}", message, what_to_do)
    if lines.height > LISTED_MOST:
        yield error(
            reason,
            "file",
            f"{lines.height - LISTED_MOST} more rows were refused for the same reason.",
            "Mend the column as a whole.",
        )


def _listed(lines: pl.DataFrame, code: str, message: str, what_to_do: str) -> Iterator[Finding]:
    for row in lines["row"].head(LISTED_MOST):
        yield warning(code, f"row {row}", message, what_to_do)
    if lines.height > LISTED_MOST:
        yield warning(code, "file", f"The same holds for {lines.height - LISTED_MOST} more rows.", what_to_do)


def _examples(column_map: ColumnMap) -> str:
    written = {"%d": "31", "%b": "Aug", "%B": "August", "%m": "08", "%Y": "2012", "%y": "12", "%N": "05"}
    examples = []
    for pattern in (*column_map.dates, *column_map.periods):
        for code, example in written.items():
            pattern = pattern.replace(code, example)
        examples.append(pattern)
    return " or ".join(examples)
