"""Risk-share rules as data: the tables of an agreement's file or form, read into rules with findings, and written back.

{rule = "fixed", weights = {council = 60, nhs = 40}}
{rule = "capped", cap_pence = 10000000, within = {rule = "proportional"}, then = {rule = "lead", partner = "council"}}
{rule = "tiered", tiers = [{width_pence = 5000000, rule = {rule = "own"}}, {rule = {rule = "proportional"}}]}
{rule = "risk-pool", then = {rule = "own"}}
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from commonweal.engine.findings import Finding, error
from commonweal.engine.ledger.riskshare import Fixed, Lead, Own, Proportional, RiskPool, Rule, Tier, Tiered, capped

NAMES = ("own", "fixed", "proportional", "lead", "capped", "tiered", "risk-pool")
EXAMPLE = 'For example {rule = "fixed", weights = {council = 60, nhs = 40}}.'


class _UnreadableError(Exception):
    """Carries a finding out of a nested table; never leaves this module."""

    def __init__(self, code: str, where: str, message: str, what_to_do: str = EXAMPLE) -> None:
        super().__init__(message)
        self.finding = error(code, where, message, what_to_do)


def read_rule(data: object, partners: Collection[str], where: str = "rule") -> tuple[Rule | None, list[Finding]]:
    """A rule from plain data, or None and the first finding that stands in its way."""
    try:
        return _read(data, partners, where), []
    except _UnreadableError as unreadable:
        return None, [unreadable.finding]


def write_rule(rule: Rule) -> dict[str, Any]:
    """The plain data of a rule; `read_rule` gives the same rule back."""
    if isinstance(rule, Fixed):
        return {"rule": "fixed", "weights": dict(rule.weights)}
    if isinstance(rule, Lead):
        return {"rule": "lead", "partner": rule.partner}
    if isinstance(rule, Tiered):
        return {"rule": "tiered", "tiers": [_write_tier(tier) for tier in rule.tiers]}
    if isinstance(rule, RiskPool):
        return {"rule": "risk-pool", "then": write_rule(rule.then), "keeps_underspend": rule.keeps_underspend}
    return {"rule": "own" if isinstance(rule, Own) else "proportional"}


def _write_tier(tier: Tier) -> dict[str, Any]:
    width = {} if tier.width_pence is None else {"width_pence": tier.width_pence}
    return {**width, "rule": write_rule(tier.rule)}


def _read(data: object, partners: Collection[str], where: str) -> Rule:
    if not isinstance(data, Mapping):
        raise _UnreadableError("rule-unreadable", where, "A rule is a table.")
    name = data.get("rule")
    if name == "own":
        return Own()
    if name == "proportional":
        return Proportional()
    if name == "fixed":
        return Fixed(_weights(data.get("weights"), partners, f"{where}.weights"))
    if name == "lead":
        return Lead(_partner(data.get("partner"), partners, f"{where}.partner"))
    if name == "capped":
        then = _read(data["then"], partners, f"{where}.then") if "then" in data else None
        return capped(
            _read(data.get("within"), partners, f"{where}.within"),
            _width(data.get("cap_pence"), f"{where}.cap_pence"),
            then,
        )
    if name == "tiered":
        return _tiers(data.get("tiers"), partners, f"{where}.tiers")
    if name == "risk-pool":
        return RiskPool(_read(data.get("then"), partners, f"{where}.then"), data.get("keeps_underspend", True) is True)
    raise _UnreadableError(
        "rule-unknown", where, f"{name!r} is not a risk-share rule.", f"Choose one of {', '.join(NAMES)}."
    )


def _tiers(data: object, partners: Collection[str], where: str) -> Tiered:
    if not isinstance(data, list) or not data or not all(isinstance(tier, Mapping) for tier in data):
        raise _UnreadableError("tiers-unreadable", where, "Tiers are a list of tables, each with a rule.")
    last = len(data) - 1
    widths = [
        None if place == last else _width(tier.get("width_pence"), f"{where}[{place}].width_pence")
        for place, tier in enumerate(data)
    ]
    if "width_pence" in data[last]:
        raise _UnreadableError(
            "last-tier-bounded",
            where,
            "The last band has a width, so that what lies beyond it has no rule.",
            "Leave its width out.",
        )
    rules = [_read(tier.get("rule"), partners, f"{where}[{place}].rule") for place, tier in enumerate(data)]
    return Tiered(tuple(Tier(width, rule) for width, rule in zip(widths, rules, strict=True)))


def _weights(data: object, partners: Collection[str], where: str) -> dict[str, int]:
    if not isinstance(data, Mapping):
        raise _UnreadableError("weights-unreadable", where, "Fixed shares need a weight for each partner.")
    for partner, weight in data.items():
        _partner(partner, partners, where)
        if isinstance(weight, bool) or not isinstance(weight, int) or weight < 0:
            raise _UnreadableError(
                "weight-unreadable", f"{where}.{partner}", f"{weight!r} is not a whole number from nothing up."
            )
    if sum(data.values()) <= 0:
        raise _UnreadableError("weights-empty", where, "The weights sum to nothing.")
    return dict(data)


def _partner(name: object, partners: Collection[str], where: str) -> str:
    if not isinstance(name, str) or name not in partners:
        raise _UnreadableError(
            "partner-unknown",
            where,
            f"{name!r} is not a partner of this fund.",
            f"Choose one of {', '.join(sorted(partners))}.",
        )
    return name


def _width(pence: object, where: str) -> int:
    if isinstance(pence, bool) or not isinstance(pence, int) or pence <= 0:
        raise _UnreadableError(
            "width-unreadable",
            where,
            f"{pence!r} is not a number of pence above nothing.",
            "Write £100,000 as 10000000.",
        )
    return pence
