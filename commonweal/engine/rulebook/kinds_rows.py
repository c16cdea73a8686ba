"""Kinds of rule that look at one row, or one list, at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from commonweal.engine.findings import Finding
from commonweal.engine.money import pounds
from commonweal.engine.rulebook.allocations import Allocations
from commonweal.engine.rulebook.model import Interval, Rule, Rulebook
from commonweal.engine.rulebook.plan import Plan
from commonweal.engine.rulebook.tables import Row, address, is_blank

INTERVALS = {Interval.MONTH: 12, Interval.QUARTER: 4, Interval.YEAR: 1}


@dataclass(frozen=True, slots=True)
class View:
    """What a rule looks at: the plan, its rows by section, the round, and what is published for the area."""

    plan: Plan
    rulebook: Rulebook
    allocations: Allocations
    rows: Mapping[str, tuple[Row, ...]]

    def fitting(self, rule: Rule) -> Iterator[Row]:
        """The rows of a rule's section that its `when` speaks of."""
        when, rows = rule.parameters.get("when"), self.rows[rule.section]
        return (row for row in rows if fits(row, when)) if when else iter(rows)

    def named(self, row: Row) -> str:
        """A row as people call it: by the name of its entry where the round has a list of them, else by its key."""
        kind = _NAMED_BY.get(row.section)
        return label(self, kind, row.key) if kind else row.key

    def heading(self, section: str, field: str) -> str:
        """A field as the workbook heads it."""
        columns = (one for sheet in self.rulebook.sheet if sheet.section == section for one in sheet.columns)
        found = next((one.heading for one in columns if one.field == field), "")
        return found or field.removesuffix("_pence").replace("_", " ")


_NAMED_BY = {"answers": "condition", "trajectories": "metric", "narrative": "narrative", "contacts": "contact"}


def fits(row: Row, when: Mapping[str, Any]) -> bool:
    """Whether each field named has the value, or one of the values, given."""
    for name, wanted in when.items():
        value = row.values.get(name)
        if value not in wanted if isinstance(wanted, tuple) else value != wanted:
            return False
    return True


def say(rule: Rule, where: str, **words: object) -> Finding:
    """The rule's own words as a finding."""
    message, told = rule.message.format_map(words), rule.what_to_do.format_map(words)
    return Finding(rule.id, rule.severity, where, message, told)


def label(view: View, kind: str, key: object) -> str:
    """An entry's name for people; the id itself where the round has none such."""
    found = view.rulebook.find(kind, str(key))
    return found.name if found else str(key)


def required(rule: Rule, view: View) -> Iterator[Finding]:
    """Each field is filled in."""
    for row in view.fitting(rule):
        for name in rule.parameters["fields"]:
            if is_blank(row.values[name]):
                yield say(rule, row.where(name), row=view.named(row), field=view.heading(row.section, name))


def blank(rule: Rule, view: View) -> Iterator[Finding]:
    """No field is filled in."""
    for row in view.fitting(rule):
        for name in rule.parameters["fields"]:
            if row.values[name] not in (None, "", ()) and set(_numbers(row.values[name])) != {None}:
                yield say(
                    rule,
                    row.where(name),
                    row=view.named(row),
                    field=view.heading(row.section, name),
                    value=_shown(row.values[name]),
                )


def one_of(rule: Rule, view: View) -> Iterator[Finding]:
    """The field's value is an entry of the round's list; blank is another rule's matter."""
    name, kind = rule.parameters["field"], rule.parameters["list"]
    items = view.rulebook.items(kind)
    known, words = {item.id for item in items}, None
    for row in view.fitting(rule):
        value = row.values[name]
        if not is_blank(value) and value not in known:
            words = words or ", ".join(item.name for item in items)
            yield say(
                rule,
                row.where(name),
                row=view.named(row),
                field=view.heading(row.section, name),
                value=value,
                choices=words,
            )


def sub_type(rule: Rule, view: View) -> Iterator[Finding]:
    """The sub-type is one of its type's."""
    for row in view.fitting(rule):
        found = view.rulebook.find("scheme_type", str(row.values["type"]))
        value = row.values["sub_type"]
        if found and not is_blank(value) and value not in found.sub_types:
            choices = ", ".join(found.sub_types) or "none: leave it empty"
            yield say(rule, row.where("sub_type"), row=view.named(row), value=value, type=found.name, choices=choices)


def unique(rule: Rule, view: View) -> Iterator[Finding]:
    """No two rows agree in all the fields."""
    names = rule.parameters["fields"]
    rows = list(view.fitting(rule))
    counts = Counter(tuple(row.values[name] for name in names) for row in rows)
    for row in rows:
        key = tuple(row.values[name] for name in names)
        if counts[key] > 1:
            counts[key] = 0  # said once
            yield say(rule, row.where(names[0]), row=view.named(row), value=" and ".join(map(str, key)))


def in_range(rule: Rule, view: View) -> Iterator[Finding]:
    """Each number of the field lies between `least` and `most`, both allowed."""
    name, least, most = (rule.parameters[key] for key in ("field", "least", "most"))
    for row in view.fitting(rule):
        for number in _numbers(row.values[name]):
            if number is not None and not least <= number <= most:
                words = {"value": _amount(name, number), "least": _amount(name, least), "most": _amount(name, most)}
                yield say(rule, row.where(name), row=view.named(row), field=view.heading(row.section, name), **words)


def percentage(rule: Rule, view: View) -> Iterator[Finding]:
    """The fields come to a hundred."""
    names = rule.parameters["fields"]
    for row in view.fitting(rule):
        total = sum(Fraction(number) for name in names for number in _numbers(row.values[name]) if number is not None)
        if total != 100:
            yield say(rule, row.where(names[0]), row=view.named(row), total=_shown(total))


def allowed(rule: Rule, view: View) -> Iterator[Finding]:
    """The field's value is one of `values` (or, with `refused`, none of them)."""
    name, values = rule.parameters["field"], rule.parameters["values"]
    refused = rule.parameters.get("refused", False)
    for row in view.fitting(rule):
        value = row.values[name]
        if not is_blank(value) and (value in values) == refused:
            yield say(
                rule,
                row.where(name),
                row=view.named(row),
                field=view.heading(row.section, name),
                value=value,
                choices=", ".join(values),
            )


def each_of(rule: Rule, view: View) -> Iterator[Finding]:
    """Each entry of the round's list has a row of its own."""
    name = rule.parameters["field"]
    there = {row.values[name] for row in view.fitting(rule)}
    for item in view.rulebook.items(rule.parameters["list"]):
        if item.id not in there:
            yield say(rule, address(rule.section, item.id, name), row=item.id, item=item.name)


def trajectory_complete(rule: Rule, view: View) -> Iterator[Finding]:
    """Each metric of the round has a value for each of its intervals."""
    there = {row.key: row for row in view.rows["trajectories"]}
    for metric in view.rulebook.metric:
        wanted = INTERVALS[metric.interval] * len(view.rulebook.years)
        values: Any = there[metric.id].values["values"] if metric.id in there else ()
        filled = sum(value is not None for value in values[:wanted])
        if filled < wanted or len(values) > wanted:
            words = {"metric": metric.name, "filled": filled, "wanted": wanted, "interval": metric.interval}
            yield say(rule, address("trajectories", metric.id, "values"), **words)


def months_complete(rule: Rule, view: View) -> Iterator[Finding]:
    """Each row has a number for each month of the round."""
    name = rule.parameters["field"]
    for row in view.fitting(rule):
        values = _numbers(row.values[name])
        filled = sum(value is not None for value in values)
        if filled < view.rulebook.months or len(values) > view.rulebook.months:
            yield say(rule, row.where(name), row=view.named(row), filled=filled, wanted=view.rulebook.months)


def _numbers(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _amount(name: str, number: Any) -> str:
    return pounds(int(number)) if name.endswith("_pence") else _shown(number)


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_shown, value))
    if isinstance(value, Fraction) and value.denominator != 1:
        return f"{float(value):g}"
    return str(value)
