"""For each rule that ships, a plan that breaks it and nothing near it: what to change, and where that must be said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from commonweal.engine.rulebook.allocations import Allocations
from commonweal.engine.rulebook.model import Rulebook
from commonweal.engine.rulebook.plan import Answer, Plan, Scheme

Case = tuple[Plan, Allocations]
Break = Callable[[Plan, Allocations, Rulebook], Case]


@dataclass(frozen=True)
class Breaking:
    """`change` breaks the rule; the finding stands at `where` and its message has the words `says`."""

    where: str
    says: str
    change: Break


def _additional(plan: Plan, rulebook: Rulebook) -> int:
    return next(at for at, one in enumerate(plan.income) if one.source == "additional-council")


def swap(rows: tuple, place: int, **changes: object) -> tuple:
    return (*rows[:place], replace(rows[place], **changes), *rows[place + 1 :])


def in_plan(section: str, place: int | Callable[[Plan, Rulebook], int] = 0, **changes: object) -> Break:
    def change(plan: Plan, allocations: Allocations, rulebook: Rulebook) -> Case:
        at = place(plan, rulebook) if callable(place) else place
        return replace(plan, **{section: swap(getattr(plan, section), at, **changes)}), allocations

    return change


def in_line(scheme: int | Callable[[Plan, Rulebook], int] = 0, **changes: object) -> Break:
    def change(plan: Plan, allocations: Allocations, rulebook: Rulebook) -> Case:
        at = scheme(plan, rulebook) if callable(scheme) else scheme
        lines = swap(plan.schemes[at].lines, 0, **changes)
        return replace(plan, schemes=swap(plan.schemes, at, lines=lines)), allocations

    return change


def without(section: str, place: int = 0) -> Break:
    def change(plan: Plan, allocations: Allocations, rulebook: Rulebook) -> Case:
        rows = getattr(plan, section)
        return replace(plan, **{section: (*rows[:place], *rows[place + 1 :])}), allocations

    return change


def also(section: str, row: Callable[[Plan], object]) -> Break:
    def change(plan: Plan, allocations: Allocations, rulebook: Rulebook) -> Case:
        return replace(plan, **{section: (*getattr(plan, section), row(plan))}), allocations

    return change


def first_scheme(fits: Callable[[Scheme, Rulebook], bool]) -> Callable[[Plan, Rulebook], int]:
    def find(plan: Plan, rulebook: Rulebook) -> int:
        return next(at for at, one in enumerate(plan.schemes) if fits(one, rulebook))

    return find


def _unit(scheme: Scheme, rulebook: Rulebook) -> str:
    return rulebook.find("scheme_type", scheme.type).unit_of(scheme.sub_type)


def _shares(share: str) -> Callable[[Plan, Rulebook], int]:
    return first_scheme(lambda one, rulebook: rulebook.find("commissioner", one.lines[0].commissioner).share == share)


def _raise_minimum(minimum: str) -> Break:
    def change(plan: Plan, allocations: Allocations, rulebook: Rulebook) -> Case:
        required = dict(allocations.required_pence)
        required[minimum] = (required[minimum][0] + 1, *required[minimum][1:])
        return plan, replace(allocations, required_pence=required)

    return change


def _short_trajectory(plan: Plan, allocations: Allocations, rulebook: Rulebook) -> Case:
    values = (None, *plan.trajectories[0].values[1:])
    return replace(plan, trajectories=swap(plan.trajectories, 0, values=values)), allocations


def _short_months(plan: Plan, allocations: Allocations, rulebook: Rulebook) -> Case:
    months = (*plan.capacity[0].months[:-1], None)
    return replace(plan, capacity=swap(plan.capacity, 0, months=months)), allocations


def _negative_months(plan: Plan, allocations: Allocations, rulebook: Rulebook) -> Case:
    months = (Fraction(-1), *plan.capacity[0].months[1:])
    return replace(plan, capacity=swap(plan.capacity, 0, months=months)), allocations


def _less_handed_down(plan: Plan, allocations: Allocations, rulebook: Rulebook) -> Case:
    amounts = plan.handed_down[0].amounts_pence
    return replace(
        plan, handed_down=swap(plan.handed_down, 0, amounts_pence=(amounts[0] - 100, *amounts[1:]))
    ), allocations


def _other_income(plan: Plan, allocations: Allocations, rulebook: Rulebook) -> Case:
    amounts = plan.income[0].amounts_pence
    return replace(plan, income=swap(plan.income, 0, amounts_pence=(amounts[0] - 100, *amounts[1:]))), allocations


_with_sub_types = first_scheme(lambda one, rulebook: bool(rulebook.find("scheme_type", one.type).sub_types))
_with_unit = first_scheme(lambda one, rulebook: bool(_unit(one, rulebook)))
_without_unit = first_scheme(lambda one, rulebook: not _unit(one, rulebook))
_of_dfg = first_scheme(lambda one, rulebook: one.lines[0].source == "dfg")


def _outputs(value: Fraction, place: Callable[[Plan, Rulebook], int]) -> Break:
    def change(plan: Plan, allocations: Allocations, rulebook: Rulebook) -> Case:
        return in_plan("schemes", place, outputs=(value,) * len(rulebook.years))(plan, allocations, rulebook)

    return change


def _too_much(section: str) -> Break:
    def change(plan: Plan, allocations: Allocations, rulebook: Rulebook) -> Case:
        amounts = (10_000_000_001,) * len(rulebook.years)
        made = in_plan("income", amounts_pence=amounts) if section == "income" else in_line(amounts_pence=amounts)
        return made(plan, allocations, rulebook)

    return change


BREAKS: dict[str, Breaking] = {
    "income-known": Breaking("].source", "lottery is not a source", in_plan("income", source="lottery")),
    "income-filled": Breaking(
        "income[nhs-minimum/].contributor", '"Contributor" is empty', in_plan("income", contributor="")
    ),
    "income-explained": Breaking("].comment", "has no comment", in_plan("income", _additional, comment="")),
    "income-range": Breaking(
        "].amounts_pence", "£100,000,000.01 is not between £0 and £100,000,000", _too_much("income")
    ),
    "income-as-published": Breaking(
        "income[nhs-minimum/Exampleshire ICB].amounts_pence", "published is", _other_income
    ),
    "income-once": Breaking("].source", "two rows", also("income", lambda plan: plan.income[0])),
    "grant-handed-down": Breaking("handed_down[dfg/Example Vale].amounts_pence", "Example Vale", _less_handed_down),
    "scheme-filled": Breaking("schemes[S0].description", 'escription" is empty', in_plan("schemes", description="")),
    "scheme-once": Breaking("schemes[S1].id", "S1", in_plan("schemes", 2, id="S1")),
    "scheme-has-lines": Breaking("schemes[S0].line_count", "no line", in_plan("schemes", lines=())),
    "scheme-type-known": Breaking("schemes[S0].type", "wizardry", in_plan("schemes", type="wizardry")),
    "sub-type-chosen": Breaking("].sub_type", "no sub-type", in_plan("schemes", _with_sub_types, sub_type="")),
    "sub-type-known": Breaking("].sub_type", "magic is not", in_plan("schemes", _with_sub_types, sub_type="magic")),
    "other-type-named": Breaking("].other_type", "Other", in_plan("schemes", type="other", sub_type="", other_type="")),
    "outputs-planned": Breaking("].outputs", "no planned outputs", in_plan("schemes", _with_unit, outputs=())),
    "outputs-blank": Breaking("].outputs", "not counted", _outputs(Fraction(3), _without_unit)),
    "outputs-range": Breaking("].outputs", "-1 outputs", _outputs(Fraction(-1), _with_unit)),
    "line-filled": Breaking("lines[S0/1].provider", '"Provider" is empty', in_line(provider="")),
    "line-source-known": Breaking("lines[S0/1].source", "lottery", in_line(source="lottery")),
    "line-area-known": Breaking("lines[S0/1].area_of_spend", "dragons", in_line(area_of_spend="dragons")),
    "other-area-named": Breaking("lines[S0/1].other_area", "on what", in_line(area_of_spend="other")),
    "line-commissioner-known": Breaking("lines[S0/1].commissioner", "nobody", in_line(commissioner="nobody")),
    "line-provider-known": Breaking("lines[S0/1].provider", "a friend", in_line(provider="a friend")),
    "joint-percentages": Breaking("].nhs_percent", "come to 90", in_line(_shares("joint"), nhs_percent=Fraction(50))),
    "percentages-range": Breaking("].nhs_percent", "160", in_line(_shares("joint"), nhs_percent=Fraction(160))),
    "percentages-blank": Breaking("].nhs_percent", "is not joint", in_line(_shares("nhs"), nhs_percent=Fraction(50))),
    "line-range": Breaking("lines[S0/1].amounts_pence", "£100,000,000.01", _too_much("lines")),
    "balance": Breaking("income[nhs-minimum]", "less than is spent", _other_income),
    "social-care-minimum": Breaking("lines", "£0.01 more", _raise_minimum("social-care")),
    "out-of-hospital-minimum": Breaking("lines", "£0.01 more", _raise_minimum("out-of-hospital")),
    "dfg-type": Breaking("].type", "carers", in_plan("schemes", _of_dfg, type="carers")),
    "trajectories-complete": Breaking("].values", "planned values", _short_trajectory),
    "metric-known": Breaking("].metric", "luck", in_plan("trajectories", metric="luck")),
    "metric-explained": Breaking("].rationale", '"Why this ambition" is empty', in_plan("trajectories", rationale="")),
    "conditions-answered": Breaking("answers[jointly-agreed].condition", "not answered", without("answers")),
    "condition-known": Breaking("].condition", "peace", also("answers", lambda plan: Answer("peace", True, "x"))),
    "answer-given": Breaking("answers[jointly-agreed].is_met", '"Met?" is empty', in_plan("answers", is_met=None)),
    "unmet-condition-has-plan": Breaking(
        "answers[jointly-agreed].by", '"If not met: by when?" is empty', in_plan("answers", is_met=False)
    ),
    "narrative-told": Breaking("].part", "does not speak", without("narrative")),
    "narrative-filled": Breaking("].text", "is empty", in_plan("narrative", text="  \n")),
    "contacts-named": Breaking("contacts[completed-by].role", "does not name", without("contacts")),
    "contact-reachable": Breaking(
        "contacts[completed-by].email",
        'Contact "Who completed the plan": "E-mail" is empty',
        in_plan("contacts", email=""),
    ),
    "objective-chosen": Breaking("schemes[S0].objective", "objective", in_plan("schemes", objective="")),
    "objective-known": Breaking("schemes[S0].objective", "glory", in_plan("schemes", objective="glory")),
    "capacity-there": Breaking("capacity[social-support].pathway", "no capacity", without("capacity", 1)),
    "demand-there": Breaking("capacity[social-support].pathway", "no demand", without("capacity", 0)),
    "pathway-known": Breaking("].pathway", "a tunnel", in_plan("capacity", pathway="a tunnel")),
    "months-filled": Breaking("].months", "11 of 12 months", _short_months),
    "months-range": Breaking("].months", "-1 is not between 0 and 100000", _negative_months),
    "demand-by-trust": Breaking("].referrer", "which trust", in_plan("capacity", referrer="")),
}
