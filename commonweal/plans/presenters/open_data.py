"""The approved plans of a round as open data: every line, with what each column means and whose data it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from commonweal.engine.rulebook.model import Rulebook
from commonweal.engine.rulebook.plan import Plan, in_year

LICENCE = "Open Government Licence v3.0"
COLUMNS = {
    "area": "Name of the Health and Wellbeing Board's area today",
    "kind": "income: what a contributor brings from a source; spending: a line of a scheme",
    "year": "The year in which the financial year begins",
    "source": "Source of money, by its id in the round",
    "contributor": "Who brings it; empty for spending",
    "scheme": "The scheme's id in the plan; empty for income",
    "type": "Type of scheme, by its id in the round; empty for income",
    "sub_type": "Sub-type of scheme; empty where there is none",
    "area_of_spend": "Area of spend, by its id in the round; empty for income",
    "commissioner": "Commissioner, by its id in the round; empty for income, and where the round does not ask",
    "provider": "Type of provider, by its id in the round; empty for income",
    "amount_pence": "Whole pence; null: nobody has filled it in",
}


def open_data(
    plans: Iterable[tuple[int, Plan]], names: Mapping[int, str], rulebook: Rulebook, today: date
) -> dict[str, Any]:
    """The file: about itself, then its columns, then rows in their order."""
    found = list(plans)
    return {
        "title": f"Better Care Fund plans approved for {rulebook.name}",
        "round": rulebook.id,
        "licence": LICENCE,
        "as_at": today.isoformat(),
        "rule": "Plans that stand approved or later; each as it was when it last came to stand so.",
        "areas": len(found),
        "columns": COLUMNS,
        "rows": [
            [row.get(column, "") for column in COLUMNS]
            for area_id, plan in found
            for row in lines(names.get(area_id, plan.area), plan, rulebook)
        ],
    }


def lines(area: str, plan: Plan, rulebook: Rulebook) -> Iterable[dict[str, Any]]:
    """A plan's lines, year by year; a column that a line has nothing for is left away."""
    for place, year in enumerate(rulebook.years):
        base = {"area": area, "year": year}
        for one in plan.income:
            said = {"kind": "income", "source": one.source, "contributor": one.contributor}
            yield {**base, **said, "amount_pence": _amount(one.amounts_pence, place)}
        for scheme in plan.schemes:
            for line in scheme.lines:
                yield {
                    **base,
                    "kind": "spending",
                    "source": line.source,
                    "scheme": scheme.id,
                    "type": scheme.type,
                    "sub_type": scheme.sub_type,
                    "area_of_spend": line.area_of_spend,
                    "commissioner": line.commissioner,
                    "provider": line.provider,
                    "amount_pence": _amount(line.amounts_pence, place),
                }


def _amount(amounts_pence: tuple[int | None, ...], place: int) -> int | None:
    """None where nobody has filled it in."""
    is_filled = place < len(amounts_pence) and amounts_pence[place] is not None
    return in_year(amounts_pence, place) if is_filled else None
