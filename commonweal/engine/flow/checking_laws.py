"""What cannot be drawn as it is stated: findings on the laws of stay."""

from __future__ import annotations

from collections.abc import Iterator

from commonweal.engine.findings import Finding, error
from commonweal.engine.flow.laws import CappedLogNormal, Empirical, MeanMedian, Quantiles, StayLaw
from commonweal.engine.flow.tables import drawn_sd, stay_table

MEAN_TOLERANCE = 0.001
"""Largest share of a stated mean (or sd) that a cut at the longest stay may take away."""
SPREAD_TOLERANCE = 0.02
"""Largest share of a stated sd that may be missing from the tables that stays are drawn from."""
SHORTEST_MEAN = 0.01


def law_findings(law: StayLaw, where: str) -> Iterator[Finding]:
    """What is impossible in a law, or would not be drawn as stated."""
    if isinstance(law, MeanMedian) and law.mean_days < law.median_days:
        yield error(
            "mean-below-median",
            where,
            f"The mean of {law.mean_days} days lies below the median of {law.median_days}.",
            "Stays have a long tail to the right: give a mean above the median, or the quantiles.",
        )
    elif isinstance(law, Quantiles):
        yield from _quantile_findings(law, where)
    elif isinstance(law, Empirical):
        yield from _empirical_findings(law, where)
    elif isinstance(law, CappedLogNormal):
        yield from _cut_findings(law, where) if law.longest_days else _tail_findings(law, where)


def _quantile_findings(law: Quantiles, where: str) -> Iterator[Finding]:
    rising = all(a < b for a, b in zip(law.shares, law.shares[1:], strict=False))
    if len(law.shares) != len(law.days) or len(law.shares) < 2:
        yield error("quantiles-do-not-match", where, "Shares and days are not pairs.", "Give one stay for each share.")
    elif not rising or law.shares[0] != 0.0 or law.shares[-1] != 1.0:
        yield error(
            "quantiles-shares",
            where,
            "The shares do not rise from 0 to 1.",
            "Start at 0 (shortest), end at 1 (longest).",
        )
    elif any(a > b for a, b in zip(law.days, law.days[1:], strict=False)) or law.days[-1] <= 0:
        yield error("quantiles-impossible", where, "A larger share has a shorter stay.", "Let the stays never fall.")
    elif law.mean < SHORTEST_MEAN:
        yield from _too_short(law, where)


def _too_short(law: StayLaw, where: str) -> Iterator[Finding]:
    yield error(
        "too-short",
        where,
        f"The mean stay is {law.mean:.2g} days.",
        f"Give stays of {SHORTEST_MEAN} days or more on average, or leave the step out.",
    )


def _empirical_findings(law: Empirical, where: str) -> Iterator[Finding]:
    if not law.days or (law.weights and len(law.weights) != len(law.days)):
        yield error("weights-do-not-match", where, "Stays and weights are not pairs.", "Give one weight for each stay.")
    elif (law.weights and sum(law.weights) <= 0) or law.mean <= 0:
        yield error("nothing-observed", where, "All weights or all stays are 0.", "Give the stays that were observed.")
    elif law.mean < SHORTEST_MEAN:
        yield from _too_short(law, where)


def _cut_findings(law: CappedLogNormal, where: str) -> Iterator[Finding]:
    asked, drawn = law.uncapped(), law.mean
    if abs(drawn - asked.mean) > MEAN_TOLERANCE * asked.mean or abs(law.sd - asked.sd) > 10 * MEAN_TOLERANCE * asked.sd:
        yield error(
            "stay-would-be-cut",
            where,
            f"You ask for a mean of {asked.mean:.2f} days (sd {asked.sd:.2f}); with no stay longer than "
            f"{law.longest_days:g} days {drawn:.2f} (sd {law.sd:.2f}) would be drawn.",
            "Leave out longest_days, or state the mean and sd that hold with the longest stay, as quantiles.",
        )


def _tail_findings(law: CappedLogNormal, where: str) -> Iterator[Finding]:
    """A spread so wide that it comes from stays rarer than the tables of the kernels tell apart."""
    drawn = drawn_sd(stay_table(law))
    if abs(drawn - law.sd) > SPREAD_TOLERANCE * law.sd:
        yield error(
            "spread-cannot-be-drawn",
            where,
            f"A mean of {law.mean:.2f} days with a standard deviation of {law.sd:.2f} means one stay in a million of "
            f"decades; {drawn:.2f} would be drawn.",
            "State the stays as quantiles or as observed.",
        )
