"""What a general ledger's extract says of itself: totals by account and period, and whether its journals balance."""

from __future__ import annotations

import polars as pl

from commonweal.engine.findings import Finding, note, warning
from commonweal.engine.matching.lines_findings import LISTED_MOST, shown
from commonweal.engine.money import pounds


def trial_totals(lines: pl.DataFrame) -> pl.DataFrame:
    """Account, period, lines, and pence of debits, credits (as a positive number) and both, in order."""
    pence = pl.col("amount_pence")
    totals = lines.group_by("account", "period").agg(
        pl.len().alias("lines"),
        pence.filter(pence > 0).sum().alias("debit_pence"),
        (-pence.filter(pence < 0).sum()).alias("credit_pence"),
        pence.sum().alias("net_pence"),
    )
    return totals.sort("account", "period")


def journals(lines: pl.DataFrame) -> pl.DataFrame:
    """Journal, lines, debits and credits in pence (both positive) of every line that names one, in order."""
    pence = pl.col("amount_pence")
    named = lines.filter(pl.col("journal") != "")
    return (
        named.group_by("journal")
        .agg(
            pl.len().alias("lines"),
            pence.filter(pence > 0).sum().alias("debit_pence"),
            (-pence.filter(pence < 0).sum()).alias("credit_pence"),
        )
        .sort("journal")
    )


def check_extract(lines: pl.DataFrame) -> tuple[Finding, ...]:
    """Findings of a whole extract: journals with both sides in it that do not balance, and how many have one side."""
    if lines.is_empty():
        return ()
    by_journal = journals(lines)
    both = by_journal.filter((pl.col("debit_pence") > 0) & (pl.col("credit_pence") > 0))
    apart = both.filter(pl.col("debit_pence") != pl.col("credit_pence"))
    found = [
        warning(
            "journal-unbalanced",
            f"journal {shown(name)}",
            f"Debits of {pounds(debit)} and credits of {pounds(credit)} differ by {pounds(abs(debit - credit))}.",
            "Ask for the rest of this journal, or for its reason.",
        )
        for name, _, debit, credit in apart.head(LISTED_MOST).iter_rows()
    ]
    if apart.height > LISTED_MOST:
        message = f"{apart.height - LISTED_MOST} more journals do not balance."
        found.append(warning("journal-unbalanced", "file", message, "Ask for the whole extract."))
    balanced, one_sided = both.height - apart.height, by_journal.height - both.height
    message = f"Journals that balance: {balanced:,}; of which only one side is in the extract: {one_sided:,}."
    return (*found, note("journals", "file", message), _whole(lines))


def _whole(lines: pl.DataFrame) -> Finding:
    """Whether the extract is a whole ledger, whose debits are its credits."""
    net = int(lines["amount_pence"].sum())
    words = "come to nothing, as a whole ledger's do" if net == 0 else f"come to {pounds(net)}: it is part of a ledger"
    return note("extract-total", "file", f"Debits less credits {words}.")
