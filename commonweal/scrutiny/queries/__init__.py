"""Reading papers; the database shows those of the returns in sight, and the published ones to everybody."""

from commonweal.scrutiny.queries.papers import (
    ShownPaper,
    paper,
    papers,
    papers_of,
    powers_of,
    shown,
    standing,
    standings,
    steps,
    would_refuse,
)

__all__ = [
    "ShownPaper",
    "paper",
    "papers",
    "papers_of",
    "powers_of",
    "shown",
    "standing",
    "standings",
    "steps",
    "would_refuse",
]
