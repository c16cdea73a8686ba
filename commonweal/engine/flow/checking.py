"""What contradicts itself in a scenario: findings, so that a bad file is answered in words and never simulated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from commonweal.engine.findings import Finding, Severity, error
from commonweal.engine.flow.checking_laws import law_findings
from commonweal.engine.flow.fields import read
from commonweal.engine.flow.philox import stream_number
from commonweal.engine.flow.scenario import Demand, Level, Pool, Scenario, Service

SHARES_TOLERANCE = 1e-6
MOST_PEOPLE = 20_000_000
MOST_POOL_DAYS = 3_000_000


def read_scenario(data: object) -> tuple[Scenario | None, tuple[Finding, ...]]:
    """Make a scenario from plain data; None and the errors when it cannot be simulated as stated."""
    scenario, findings = read(Scenario, data, "scenario")
    if scenario is None:
        return None, findings
    findings = check(scenario)
    failed = any(finding.severity is Severity.ERROR for finding in findings)
    return (None if failed else scenario), findings


def check(scenario: Scenario) -> tuple[Finding, ...]:
    """Everything in a scenario that contradicts itself; sizes last, and only of what holds together."""
    findings = tuple(finding for rule in _RULES for finding in rule(scenario))
    return findings or tuple(_sizes(scenario))


def _names(scenario: Scenario) -> Iterator[Finding]:
    lists: dict[str, Sequence[str]] = {
        "areas": scenario.areas,
        "hospitals": scenario.hospitals,
        "services": [service.name for service in scenario.services],
        "pathways": [pathway.name for pathway in scenario.pathways],
    }
    for where, names in lists.items():
        for name, times in Counter(names).items():
            if times > 1:
                yield error(
                    "repeated-name", f"scenario.{where}", f"{name!r} stands there {times} times.", "Rename one."
                )
        numbers = Counter(stream_number(where, name) for name in set(names))
        if any(times > 1 for times in numbers.values()):
            yield error("name-clash", f"scenario.{where}", "Two names give one random stream.", "Rename one of them.")


def _unknown(what: str, name: str, known: Sequence[str], where: str) -> Iterator[Finding]:
    if name not in known:
        some = ", ".join(list(known)[:10]) or "none is"
        yield error(f"unknown-{what}", where, f"There is no {what} {name[:60]!r}.", f"Use one that is listed: {some}.")


def _references(scenario: Scenario) -> Iterator[Finding]:
    services = [service.name for service in scenario.services]
    pathways = [pathway.name for pathway in scenario.pathways]
    areas, hospitals = frozenset(scenario.areas), frozenset(scenario.hospitals)
    for service in scenario.services:
        for number, pool in enumerate(service.pools):
            for area in pool.areas:
                if area not in areas:
                    yield from _unknown("area", area, scenario.areas, f"services[{service.name}].pools[{number}]")
    for pathway in scenario.pathways:
        where = f"pathways[{pathway.name}]"
        for number, step in enumerate(pathway.steps):
            yield from _unknown("service", step.service, services, f"{where}.steps[{number}]")
        if pathway.fallback:
            yield from _unknown("pathway", pathway.fallback.pathway, pathways, f"{where}.fallback")
    for number, demand in enumerate(scenario.demand):
        where = f"demand[{number}]"
        if demand.area not in areas:
            yield from _unknown("area", demand.area, scenario.areas, where)
        if demand.hospital not in hospitals:
            yield from _unknown("hospital", demand.hospital, scenario.hospitals, where)
        for share in demand.shares:
            yield from _unknown("pathway", share.pathway, pathways, f"{where}.shares")
    for event in scenario.events:
        where = f"events[{event.name}]"
        for area in event.areas:
            yield from _unknown("area", area, scenario.areas, where)
        for hospital in event.hospitals:
            yield from _unknown("hospital", hospital, scenario.hospitals, where)
        for name in event.services:
            yield from _unknown("service", name, services, where)


def _is_day(text: str) -> bool:
    """Whether it is a day of 1900 to 2199, written in full."""
    try:
        return date.fromisoformat(text).isoformat() == text and 1900 <= int(text[:4]) < 2200
    except ValueError:
        return False


def _calendar(scenario: Scenario) -> Iterator[Finding]:
    if not _is_day(scenario.start):
        yield error("not-a-date", "scenario.start", f"{scenario.start[:40]!r} is no day.", "Write it like 2025-04-01.")
    if scenario.warm_up_days >= scenario.days:
        yield error(
            "no-days-left",
            "scenario.warm_up_days",
            f"All {scenario.days} days are warm-up.",
            "Simulate longer, or warm up less.",
        )
    for event in scenario.events:
        if event.to_day <= event.from_day:
            yield error(
                "ends-before-it-starts",
                f"events[{event.name}]",
                f"It runs from day {event.from_day} to day {event.to_day}.",
                "Give the day after its last as to_day.",
            )
        for factor, names, what in (
            (event.demand_factor, event.services, "services"),
            (event.capacity_factor, event.hospitals, "hospitals"),
        ):
            if names and factor != 1.0:
                yield error(
                    "event-unclear",
                    f"events[{event.name}]",
                    f"It names {what}, whose {'demand' if what == 'services' else 'capacity'} cannot change.",
                    f"Make two events of it, the one with this factor without {what}.",
                )


def _demand(scenario: Scenario) -> Iterator[Finding]:
    if not scenario.demand:
        yield error("nobody", "scenario.demand", "Nobody becomes ready.", "State the demand of at least one area.")
    pairs = Counter((demand.hospital, demand.area) for demand in scenario.demand)
    for pair, times in pairs.items():
        if times > 1:
            yield error(
                "repeated-demand", "scenario.demand", f"{pair[0]} to {pair[1]} stands there twice.", "Join them."
            )
    for number, demand in enumerate(scenario.demand):
        where = f"demand[{number}: {demand.hospital} to {demand.area}]"
        total = sum(share.share for share in demand.shares)
        if abs(total - 1.0) > SHARES_TOLERANCE:
            yield error(
                "shares-do-not-add-up", where, f"The shares add up to {total:.6g}, not to 1.", "Make them add up to 1."
            )
        if len({share.pathway for share in demand.shares}) < len(demand.shares):
            yield error("repeated-name", f"{where}.shares", "A pathway stands there twice.", "Join its shares.")
        for name, factors, count in (
            ("weekday_factors", demand.weekday_factors, 7),
            ("month_factors", demand.month_factors, 12),
        ):
            if len(factors) not in (0, count):
                yield error(
                    "wrong-number-of-factors", f"{where}.{name}", f"There are {len(factors)}.", f"Give {count} or none."
                )


def _capacity(scenario: Scenario) -> Iterator[Finding]:
    for service in scenario.services:
        for number, pool in enumerate(service.pools):
            where = f"services[{service.name}].pools[{number}]"
            capacities: tuple[Pool | Level, ...] = (pool, *pool.levels)
            for stated in capacities:
                if stated.places is not None and stated.hours_week is not None:
                    yield error("capacity-twice", where, "Both places and hours are given.", "Give one of them.")
                if stated.hours_week is not None and service.hours_week_per_place is None:
                    yield error(
                        "hours-per-place-missing",
                        where,
                        "Capacity is in hours, but not how many one person takes.",
                        "Give hours_week_per_place of the service.",
                    )
            days = [level.from_day for level in pool.levels]
            if days != sorted(set(days)):
                yield error(
                    "levels-out-of-order", where, "The days of the levels do not rise.", "Sort them by from_day."
                )
        yield from _cover(scenario, service)


def pool_of(service: Service, area: str) -> int | None:
    """Which pool of a service serves an area: the one that names it, else the one that names none."""
    for number, pool in enumerate(service.pools):
        if area in pool.areas:
            return number
    return next((number for number, pool in enumerate(service.pools) if not pool.areas), None)


def _cover(scenario: Scenario, service: Service) -> Iterator[Finding]:
    where = f"services[{service.name}].pools"
    named = Counter(area for pool in service.pools for area in pool.areas)
    for area in [area for area, times in named.items() if times > 1][:10]:
        yield error("area-in-two-pools", where, f"{area!r} is served by two pools.", "Name it in one of them.")
    if sum(not pool.areas for pool in service.pools) > 1:
        yield error("area-in-two-pools", where, "Two pools name no area.", "Only one may serve all the rest.")
    if all(pool.areas for pool in service.pools):
        routes = {pathway.name: pathway for pathway in scenario.pathways}
        for demand in scenario.demand:
            if demand.area not in named and _needs(demand, routes, service.name):
                yield error("area-not-served", where, f"No pool serves {demand.area!r}.", "Add a pool for it.")


def _needs(demand: Demand, routes: dict[str, Any], service: str) -> bool:
    names = [share.pathway for share in demand.shares]
    names += [routes[name].fallback.pathway for name in names if name in routes and routes[name].fallback]
    return any(step.service == service for name in names if name in routes for step in routes[name].steps)


def _routes(scenario: Scenario) -> Iterator[Finding]:
    settings = {service.name: service.setting for service in scenario.services}
    following: dict[str, set[str]] = {}
    for pathway in scenario.pathways:
        where = f"pathways[{pathway.name}]"
        if not pathway.steps:
            yield error("no-steps", where, "It has no step.", "Give it at least one service.")
        if pathway.fallback and pathway.fallback.pathway == pathway.name:
            yield error("falls-back-on-itself", where, "Its fallback is itself.", "Name another pathway.")
        for before, after in zip(pathway.steps, pathway.steps[1:], strict=False):
            following.setdefault(before.service, set()).add(after.service)
            if settings.get(before.service) == "community" and settings.get(after.service) == "hospital":
                yield error(
                    "back-to-hospital",
                    where,
                    f"{after.service!r} is given in hospital, after {before.service!r}, which is not.",
                    "Put what happens in hospital first.",
                )
    if ordered_services([service.name for service in scenario.services], following) is None:
        yield error(
            "routes-in-a-circle",
            "scenario.pathways",
            "Services follow each other in a circle: people could block each other for ever.",
            "Order the steps so that no service comes both before and after another.",
        )


def ordered_services(names: Sequence[str], following: dict[str, set[str]]) -> list[str] | None:
    """The services so that each stands before all that follow it; None if they run in a circle."""
    ordered: list[str] = []
    left = list(names)
    while left:
        free = [name for name in left if not any(name in following.get(other, ()) for other in left)]
        if not free:
            return None
        ordered += free
        left = [name for name in left if name not in free]
    return ordered


def _laws(scenario: Scenario) -> Iterator[Finding]:
    for pathway in scenario.pathways:
        for number, step in enumerate(pathway.steps):
            yield from law_findings(step.stay, f"pathways[{pathway.name}].steps[{number}].stay")
        if pathway.patience:
            yield from law_findings(pathway.patience, f"pathways[{pathway.name}].patience")


def _present(scenario: Scenario) -> Iterator[Finding]:
    if (scenario.begin == "stated") != bool(scenario.present):
        yield error(
            "start-unclear",
            "scenario.begin",
            f"begin is {scenario.begin!r} with {len(scenario.present)} groups present.",
            "Give present people exactly when begin is 'stated'.",
        )
    taken = {(d.hospital, d.area, share.pathway) for d in scenario.demand for share in d.shares}
    steps = {pathway.name: len(pathway.steps) for pathway in scenario.pathways}
    for number, group in enumerate(scenario.present):
        where = f"present[{number}]"
        if (group.hospital, group.area, group.pathway) not in taken:
            yield error(
                "unknown-demand", where, "No demand has this hospital, area and pathway.", "Add it, with share 0."
            )
        elif group.step >= steps.get(group.pathway, 0):
            yield error("unknown-step", where, f"The pathway has no step {group.step}.", "Steps count from 0.")
        elif group.waits_so_far and group.step:
            yield error("waits-at-later-step", where, "Only the first step has a queue in hospital.", "Use step 0.")


def _sizes(scenario: Scenario) -> Iterator[Finding]:
    pools = sum(len(service.pools) for service in scenario.services)
    people = sum(demand.ready_per_day for demand in scenario.demand) * scenario.days
    people *= max((len(pathway.steps) for pathway in scenario.pathways), default=1)
    if people > MOST_PEOPLE or pools * scenario.days > MOST_POOL_DAYS:
        yield error(
            "too-large",
            "scenario",
            f"About {people:,.0f} steps of people and {pools * scenario.days:,} days of pools in one replication; "
            f"at most {MOST_PEOPLE:,} and {MOST_POOL_DAYS:,} are taken.",
            "Simulate fewer days, or split the scenario by area.",
        )


_RULES: tuple[Callable[[Scenario], Iterator[Finding]], ...] = (
    _names,
    _references,
    _calendar,
    _demand,
    _capacity,
    _routes,
    _laws,
    _present,
)


def places(service: Service, stated: Pool | Level) -> int | None:
    """The places of a pool or level: as stated, or the people whose weekly hours fit; None if unlimited."""
    if stated.hours_week is not None and service.hours_week_per_place:
        return int(stated.hours_week / service.hours_week_per_place + 1e-9)
    return stated.places
