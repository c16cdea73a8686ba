"""The rounds that ship, and a sound plan for any of them, of any size. Places and money are invented."""

from __future__ import annotations

import tomllib
from datetime import date
from fractions import Fraction
from functools import cache

from commonweal.engine.rulebook.allocations import Allocations, Contribution, DistrictShare
from commonweal.engine.rulebook.counting import counted
from commonweal.engine.rulebook.kinds_rows import INTERVALS
from commonweal.engine.rulebook.loading import load_all
from commonweal.engine.rulebook.model import Rulebook
from commonweal.engine.rulebook.plan import (
    Answer,
    Capacity,
    Contact,
    HandedDown,
    Income,
    Line,
    Plan,
    Scheme,
    Told,
    Trajectory,
)
from tests.shared import TOP

FOLDER = TOP / "commonweal" / "rulebooks" / "rounds"
COUNCIL, NHS, DISTRICT = "Exampleshire Council", "Exampleshire ICB", "Example Vale"


@cache
def files() -> dict[str, dict]:
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))}


@cache
def rounds() -> dict[str, Rulebook]:
    loaded, findings = load_all(files())
    assert findings == ()
    return loaded


def scheme(number: int, rulebook: Rulebook) -> Scheme:
    """A sound scheme with one line for each source in turn."""
    kind = rulebook.scheme_type[number % len(rulebook.scheme_type)]
    years = len(rulebook.years)
    source = rulebook.funding_source[number % len(rulebook.funding_source)].id
    if source == "dfg":
        kind = rulebook.find("scheme_type", "dfg-related")
    area = "social-care" if number % 2 else "community-health"
    commissioner = rulebook.commissioner[number % len(rulebook.commissioner)] if rulebook.commissioner else None
    shares = (Fraction(60), Fraction(40)) if commissioner and commissioner.share == "joint" else (None, None)
    provider = rulebook.provider_type[number % len(rulebook.provider_type)].id
    amounts = tuple(100_000_00 + number * 1_00 + year for year in range(years))
    line = Line(source, area, commissioner.id if commissioner else "", provider, amounts, *shares)
    sub_type = kind.sub_types[0] if kind.sub_types else ""
    return Scheme(
        id=f"S{number}",
        name=f"Scheme {number}",
        description="What it does",
        type=kind.id,
        lines=(line,),
        sub_type=sub_type,
        other_type="Something else" if kind.id == "other" else "",
        objective=rulebook.objective[0].id if rulebook.objective else "",
        is_new=False,
        outputs=(Fraction(10),) * years if kind.unit_of(sub_type) else (),
    )


def sound(rulebook: Rulebook, lines: int = 30) -> tuple[Plan, Allocations]:
    """A plan without a fault, and what is published for its area: a county with one district."""
    years, months = len(rulebook.years), rulebook.months
    schemes = tuple(scheme(number, rulebook) for number in range(lines))
    sums = {one.id: [0] * years for one in rulebook.funding_source}
    for one in schemes:
        for line in one.lines:
            for year, pence in enumerate(line.amounts_pence):
                sums[line.source][year] += pence
    income = tuple(
        Income(one.id, NHS if one.payer == "nhs" else COUNCIL, tuple(sums[one.id]), "For step-down beds")
        for one in rulebook.funding_source
    )
    plan = Plan(
        round=rulebook.id,
        area="Exampleshire",
        income=income,
        handed_down=tuple(
            HandedDown(one.id, DISTRICT, tuple(sums[one.id])) for one in rulebook.funding_source if one.is_passed_down
        ),
        schemes=schemes,
        trajectories=tuple(
            Trajectory(one.id, (Fraction(12),) * (INTERVALS[one.interval] * years), "Why", "How")
            for one in rulebook.metric
        ),
        capacity=tuple(
            Capacity(one.id, is_demand, (Fraction(8),) * months, "Example Trust" if is_demand else "")
            for one in rulebook.pathway
            for is_demand in (True, False)
        ),
        answers=tuple(Answer(one.id, True, "Narrative, page 4") for one in rulebook.condition),
        narrative=tuple(Told(one.id, "As agreed.") for one in rulebook.narrative),
        contacts=tuple(Contact(one.id, "Jo Invented", "jo@example.org") for one in rulebook.contact),
    )
    published = {one.id: tuple(sums[one.id]) for one in rulebook.funding_source if one.is_published}
    return plan, Allocations(
        "Exampleshire",
        published,
        tuple(
            Contribution(one.source, one.contributor, one.amounts_pence) for one in income if one.source in published
        ),
        tuple(DistrictShare(one.source, one.district, one.amounts_pence) for one in plan.handed_down),
        {one.id: tuple(counted(plan, rulebook, one, year) for year in range(years)) for one in rulebook.minimum},
    )


LATE = Answer("jointly-agreed", False, "None yet", "Talks go on", date(2025, 9, 30))
