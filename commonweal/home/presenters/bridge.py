"""From the plan's sum to the pool's, on the page of the plan's lines."""

from __future__ import annotations

from commonweal.engine.money import pounds
from commonweal.home.presenters.line import Kept, Row, Table
from commonweal.home.queries import Bridge


def present(told: Bridge) -> tuple[Table, Kept]:
    """The difference by its names, and whether both ends agree."""
    rows = [("The lines of the plan", told.plan_pence), *((part.words, part.pence) for part in told.parts)]
    total = sum(pence for _, pence in rows)
    table = Table(
        "From the plan to the pool",
        ("What", "For the year"),
        tuple(Row(words, "", (pounds(pence),)) for words, pence in rows),
        (pounds(total),),
    )
    stands = pounds(told.pool_pence)
    if told.holds:
        return table, Kept(f"The pool’s budget as it stands is their sum: {stands} on both sides.", True)
    return table, Kept(f"The pool’s budget as it stands is another: {stands}.", False)
