"""A plan as tables of rows, as its rules and its workbook see it: one name for each field, addresses for findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from commonweal.engine.rulebook.model import Rulebook
from commonweal.engine.rulebook.plan import Plan, Scheme

_ADDRESS = re.compile(r"(\w+)(?:\[(.*)\])?(?:\.(\w+))?", re.DOTALL)
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a section: its key within the section and its fields."""

    section: str
    key: str
    values: Mapping[str, object]

    def where(self, field: str = "") -> str:
        """The address of the row, or of one of its fields."""
        return address(self.section, self.key, field)


def address(section: str, row: str = "", field: str = "") -> str:
    """`lines[S12/1].area_of_spend`: section, row, field."""
    return section + (f"[{row}]" if row else "") + (f".{field}" if field else "")


def read_address(where: str) -> tuple[str, str, str]:
    """Section, row and field of an address; ValueError where it is none."""
    found = _ADDRESS.fullmatch(where)
    if found is None:
        raise ValueError(f"{where!r} is no address of a plan")
    return found[1], found[2] or "", found[3] or ""


def rows_of(plan: Plan, rulebook: Rulebook) -> dict[str, tuple[Row, ...]]:
    """Every section's rows."""
    return {section: tuple(make(plan, rulebook)) for section, (make, _) in SECTIONS.items()}


def is_blank(value: object) -> bool:
    """Whether nobody has filled a field in: nothing, an empty text, or years and months of which one is missing."""
    if value is None or value == ():
        return True
    if isinstance(value, str):
        return not value.strip()
    return isinstance(value, tuple) and None in value


def _income(plan: Plan, rulebook: Rulebook) -> Iterator[Row]:
    for one in plan.income:
        values = {
            "source": one.source,
            "contributor": one.contributor,
            "amounts_pence": one.amounts_pence,
            "comment": one.comment,
        }
        yield Row("income", f"{one.source}/{one.contributor}", values)


def _handed_down(plan: Plan, rulebook: Rulebook) -> Iterator[Row]:
    for one in plan.handed_down:
        values = {
            "source": one.source,
            "district": one.district,
            "amounts_pence": one.amounts_pence,
            "agreed_other_use": one.agreed_other_use,
        }
        yield Row("handed_down", f"{one.source}/{one.district}", values)


def _of_scheme(scheme: Scheme, rulebook: Rulebook) -> dict[str, object]:
    found = rulebook.find("scheme_type", scheme.type)
    return {
        "id": scheme.id,
        "name": scheme.name,
        "description": scheme.description,
        "type": scheme.type,
        "sub_type": scheme.sub_type,
        "other_type": scheme.other_type,
        "objective": scheme.objective,
        "is_new": scheme.is_new,
        "outputs": scheme.outputs,
        "has_sub_types": bool(found and found.sub_types),
        "unit": found.unit_of(scheme.sub_type) if found else "",
        "has_unit": bool(found and found.unit_of(scheme.sub_type)),
        "is_other": OTHER in (scheme.type, scheme.sub_type),
        "line_count": len(scheme.lines),
    }


def _schemes(plan: Plan, rulebook: Rulebook) -> Iterator[Row]:
    for scheme in plan.schemes:
        yield Row("schemes", scheme.id, _of_scheme(scheme, rulebook))


def _lines(plan: Plan, rulebook: Rulebook) -> Iterator[Row]:
    shares = {one.id: one.share.value for one in rulebook.commissioner}
    for scheme in plan.schemes:
        for number, line in enumerate(scheme.lines, start=1):
            values = {
                "scheme": scheme.id,
                "type": scheme.type,
                "source": line.source,
                "area_of_spend": line.area_of_spend,
                "other_area": line.other_area,
                "commissioner": line.commissioner,
                "share": shares.get(line.commissioner, ""),
                "nhs_percent": line.nhs_percent,
                "council_percent": line.council_percent,
                "provider": line.provider,
                "amounts_pence": line.amounts_pence,
            }
            yield Row("lines", f"{scheme.id}/{number}", values)


def _trajectories(plan: Plan, rulebook: Rulebook) -> Iterator[Row]:
    for one in plan.trajectories:
        values = {
            "metric": one.metric,
            "values": one.values,
            "rationale": one.rationale,
            "local_plan": one.local_plan,
        }
        yield Row("trajectories", one.metric, values)


def _capacity(plan: Plan, rulebook: Rulebook) -> Iterator[Row]:
    for one in plan.capacity:
        side = "demand" if one.is_demand else "capacity"
        values = {"pathway": one.pathway, "side": side, "referrer": one.referrer, "months": one.months}
        yield Row("capacity", f"{side}/{one.pathway}" + (f"/{one.referrer}" if one.referrer else ""), values)


def _answers(plan: Plan, rulebook: Rulebook) -> Iterator[Row]:
    for one in plan.answers:
        values = {
            "condition": one.condition,
            "is_met": one.is_met,
            "evidence": one.evidence,
            "action": one.action,
            "by": one.by,
        }
        yield Row("answers", one.condition, values)


def _narrative(plan: Plan, rulebook: Rulebook) -> Iterator[Row]:
    for one in plan.narrative:
        yield Row("narrative", one.part, {"part": one.part, "text": one.text})


def _contacts(plan: Plan, rulebook: Rulebook) -> Iterator[Row]:
    for one in plan.contacts:
        yield Row("contacts", one.role, {"role": one.role, "name": one.name, "email": one.email, "phone": one.phone})


_Maker = Callable[[Plan, Rulebook], Iterator[Row]]
_SCHEME = """id name description type sub_type other_type objective is_new outputs has_sub_types unit has_unit is_other
    line_count"""
_LINE = """scheme type source area_of_spend other_area commissioner share nhs_percent council_percent provider
    amounts_pence"""
SECTIONS: Mapping[str, tuple[_Maker, str]] = MappingProxyType(
    {
        "income": (_income, "source contributor amounts_pence comment"),
        "handed_down": (_handed_down, "source district amounts_pence agreed_other_use"),
        "schemes": (_schemes, _SCHEME),
        "lines": (_lines, _LINE),
        "trajectories": (_trajectories, "metric values rationale local_plan"),
        "capacity": (_capacity, "pathway side referrer months"),
        "answers": (_answers, "condition is_met evidence action by"),
        "narrative": (_narrative, "part text"),
        "contacts": (_contacts, "role name email phone"),
    }
)
FIELDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {name: frozenset(known.split()) for name, (_, known) in SECTIONS.items()}
)
