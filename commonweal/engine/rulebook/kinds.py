"""The closed set of kinds of rule: what each takes, what its words may name, and how it is checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from string import Formatter
from types import MappingProxyType
from typing import Any

from commonweal.engine.findings import Finding, error
from commonweal.engine.rulebook import kinds_money, kinds_rows
from commonweal.engine.rulebook.formula import BadFormula, read_formula
from commonweal.engine.rulebook.kinds_rows import View
from commonweal.engine.rulebook.model import KINDS, Rule, Rulebook
from commonweal.engine.rulebook.tables import FIELDS

_MONEY = frozenset({"income", "handed_down", "lines"})


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of rule. `takes`: parameter to what it must be; `may_take` likewise; `words`: names for its message."""

    check: Callable[[Rule, View], Iterator[Finding]]
    takes: Mapping[str, str]
    words: frozenset[str]
    may_take: Mapping[str, str]
    sections: frozenset[str]


def _kind(
    check: Callable[[Rule, View], Iterator[Finding]],
    takes: dict[str, str],
    words: str,
    may_take: dict[str, str] | None = None,
    sections: frozenset[str] = frozenset(FIELDS),
) -> Kind:
    return Kind(check, takes, frozenset(words.split()), may_take or {}, sections)


_WHEN = {"when": "when"}
RULE_KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "required": _kind(kinds_rows.required, {"fields": "fields"}, "row field", _WHEN),
        "blank": _kind(kinds_rows.blank, {"fields": "fields"}, "row field value", _WHEN),
        "one-of": _kind(kinds_rows.one_of, {"field": "field", "list": "list"}, "row field value choices", _WHEN),
        "sub-type": _kind(kinds_rows.sub_type, {}, "row value type choices", _WHEN, frozenset({"schemes"})),
        "unique": _kind(kinds_rows.unique, {"fields": "fields"}, "row value", _WHEN),
        "range": _kind(
            kinds_rows.in_range,
            {"field": "field", "least": "number", "most": "number"},
            "row field value least most",
            _WHEN,
        ),
        "percentage": _kind(kinds_rows.percentage, {"fields": "fields"}, "row total", _WHEN),
        "allowed": _kind(
            kinds_rows.allowed,
            {"field": "field", "values": "texts"},
            "row field value choices",
            {**_WHEN, "refused": "flag"},
        ),
        "each-of": _kind(kinds_rows.each_of, {"field": "field", "list": "list"}, "row item", _WHEN),
        "trajectory-complete": _kind(
            kinds_rows.trajectory_complete, {}, "metric filled wanted interval", sections=frozenset({"trajectories"})
        ),
        "months-complete": _kind(
            kinds_rows.months_complete, {"field": "field"}, "row filled wanted", _WHEN, frozenset({"capacity"})
        ),
        "sum-equals": _kind(
            kinds_money.sum_equals,
            {"against": "money-section", "by": "field", "list": "list"},
            "group year here there difference more_or_less",
            sections=_MONEY,
        ),
        "at-least-minimum": _kind(
            kinds_money.at_least_minimum,
            {"minimum": "minimum"},
            "name year planned required short",
            sections=frozenset({"lines"}),
        ),
        "adds-up-to-allocation": _kind(
            kinds_money.adds_up_to_allocation,
            {},
            "group contributor year entered published",
            sections=frozenset({"income"}),
        ),
        "passed-down": _kind(
            kinds_money.passed_down,
            {},
            "district group year handed_down share difference",
            sections=frozenset({"handed_down"}),
        ),
        "formula-not-negative": _kind(
            kinds_money.formula_holds, {"formula": "formula", "terms": "terms"}, "year short", sections=_MONEY
        ),
    }
)


def check_rule(rule: Rule, rulebook: Rulebook, where: str) -> list[Finding]:
    """What is wrong with a rule: its kind, section, parameters, or a name in its words that its kind does not offer."""
    kind = RULE_KINDS.get(rule.kind)
    if kind is None:
        told = f"There are: {', '.join(RULE_KINDS)}."
        return [error("rulebook-rule-kind", f"{where}.kind", f"There is no kind {rule.kind!r}.", told)]
    if rule.section not in kind.sections:
        told = f"Write one of {', '.join(sorted(kind.sections))}."
        message = f"A rule of kind {rule.kind} does not look at {rule.section!r}."
        return [error("rulebook-rule-section", f"{where}.section", message, told)]
    asked = {**kind.takes, **kind.may_take}
    found = [
        error("rulebook-rule-parameter", f"{where}.parameters.{name}", f"{name} {fault}.", "Correct it.")
        for name, fault in _faults(rule, rulebook, kind, asked)
    ]
    return found + _check_words(rule, kind, where)


def _faults(rule: Rule, rulebook: Rulebook, kind: Kind, asked: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name in kind.takes:
        if name not in rule.parameters:
            yield name, f"is missing: {rule.kind} takes {', '.join(kind.takes)}"
    for name, value in rule.parameters.items():
        if name not in asked:
            yield name, f"is not taken by {rule.kind}: it takes {', '.join(asked) or 'nothing'}"
        elif fault := _PARAMETERS[asked[name]](value, rule, rulebook):
            yield name, fault


def _check_words(rule: Rule, kind: Kind, where: str) -> list[Finding]:
    found = []
    for key in ("message", "what_to_do"):
        text = getattr(rule, key)
        try:
            named = [part[1:] for part in Formatter().parse(text) if part[1] is not None]
            sound = all(name in kind.words and not form and not conversion for name, form, conversion in named)
        except ValueError:
            sound = False
        if not sound:
            told = f"It may name {', '.join('{' + word + '}' for word in sorted(kind.words))}, and nothing else."
            message = f"{key} names what this kind does not offer."
            found.append(error("rulebook-rule-words", f"{where}.{key}", message, told))
    return found


def _field(value: Any, rule: Rule, rulebook: Rulebook) -> str:
    return "" if isinstance(value, str) and value in FIELDS[rule.section] else f"is no field of {rule.section}"


def _fields(value: Any, rule: Rule, rulebook: Rulebook) -> str:
    if not isinstance(value, tuple) or not value:
        return "is not a list of fields"
    return next((fault for one in value if (fault := _field(one, rule, rulebook))), "")


def _list(value: Any, rule: Rule, rulebook: Rulebook) -> str:
    return "" if isinstance(value, str) and value in KINDS else f"is no list of the round: {', '.join(KINDS)}"


def _when(value: Any, rule: Rule, rulebook: Rulebook) -> str:
    return _when_in(value, rule.section)


def _when_in(value: Any, section: str) -> str:
    if not isinstance(value, Mapping):
        return "is not a table of fields and values"
    unknown = [name for name in value if name not in FIELDS[section]]
    return f"speaks of {', '.join(unknown)}, no field of {section}" if unknown else ""


def _number(value: Any, rule: Rule, rulebook: Rulebook) -> str:
    return "" if type(value) is int else "is not a whole number"


def _texts(value: Any, rule: Rule, rulebook: Rulebook) -> str:
    return "" if isinstance(value, tuple) and all(isinstance(one, str) for one in value) else "is not a list of texts"


def _flag(value: Any, rule: Rule, rulebook: Rulebook) -> str:
    return "" if isinstance(value, bool) else "is neither true nor false"


def _money_section(value: Any, rule: Rule, rulebook: Rulebook) -> str:
    by = rule.parameters.get("by")
    return "" if value in _MONEY and by in FIELDS[value] else f"is no section of money with a field {by!r}"


def _minimum(value: Any, rule: Rule, rulebook: Rulebook) -> str:
    return "" if any(one.id == value for one in rulebook.minimum) else "names no minimum of the round"


def _formula(value: Any, rule: Rule, rulebook: Rulebook) -> str:
    try:
        formula = read_formula(value if isinstance(value, str) else "")
    except BadFormula as bad:
        return f"cannot be read: {bad}"
    terms = rule.parameters.get("terms", {})
    missing = formula.names - set(terms if isinstance(terms, Mapping) else ())
    return f"uses {', '.join(sorted(missing))}, which terms does not give" if missing else ""


def _terms(value: Any, rule: Rule, rulebook: Rulebook) -> str:
    if not isinstance(value, Mapping):
        return "is not a table of terms"
    for name, term in value.items():
        if type(term) is int:
            continue
        if not isinstance(term, Mapping) or set(term) - {"section", "when"} or term.get("section") not in _MONEY:
            return f"gives {name} neither as a whole number nor as a section of money and a when"
        if fault := _when_in(term.get("when", {}), term["section"]):
            return f"{name}: when {fault}"
    return ""


_PARAMETERS: Mapping[str, Callable[[Any, Rule, Rulebook], str]] = {
    "field": _field,
    "fields": _fields,
    "list": _list,
    "when": _when,
    "number": _number,
    "texts": _texts,
    "flag": _flag,
    "money-section": _money_section,
    "minimum": _minimum,
    "formula": _formula,
    "terms": _terms,
}
