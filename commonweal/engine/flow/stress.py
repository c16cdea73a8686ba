"""A description of a scenario and a run after the STRESS-DES checklist (Monks and others, 2019), made from them.

Strengthening the Reporting of Empirical Simulation Studies, discrete-event simulation: its six headings, each filled
from the scenario, so that the description cannot say anything else than what was run.
"""

from __future__ import annotations

from collections.abc import Iterator

from commonweal.engine.flow.fields import plain
from commonweal.engine.flow.laws import Law
from commonweal.engine.flow.model import Model
from commonweal.engine.flow.philox import LAYOUT
from commonweal.engine.flow.scenario import UNLIMITED, Pathway, digest


def stress_des(model: Model, seed: int, replications: int, clock: str, kernels: tuple[str, ...], version: str) -> str:
    """The description as Markdown text."""
    scenario = model.scenario
    lines = [f"# {scenario.name}", "", f"Scenario {digest(scenario)}.", ""]
    lines += ["## 1. Objectives", "", f"Purpose: {scenario.note}.", *_objectives(), ""]
    lines += ["## 2. Logic", "", *_logic(model, clock), ""]
    lines += ["## 3. Data", "", *_data(model), ""]
    lines += ["## 4. Experimentation", "", *_experiment(model, seed, replications), ""]
    used = ", ".join(f"{kernels.count(kernel)} {kernel}" for kernel in dict.fromkeys(kernels))
    lines += ["## 5. Implementation", ""]
    lines += [f"Commonweal {version}, flow engine; kernels by independent part: {used}.", ""]
    lines += ["## 6. Code access", "", "The engine is part of Commonweal (Apache-2.0); the scenario file is the input."]
    return "\n".join(lines) + "\n"


def _objectives() -> Iterator[str]:
    yield "Outputs: hospital beds held by people who are ready to leave, by stage and hospital; waits, use of places,"
    yield "people who leave or fall back; cost of places provided and of delayed bed-days; each with its interval."


def _logic(model: Model, clock: str) -> Iterator[str]:
    scenario = model.scenario
    yield "People become ready to leave hospital, follow a pathway of services, and hold their hospital bed until the"
    yield "first service out of hospital starts. Nobody starts while as many or more are in place than the capacity of"
    yield "the day; capacity that falls ends nobody's service."
    yield ""
    for pathway in scenario.pathways:
        yield f"- Pathway {pathway.name}: {_route(pathway)}."
    for service in scenario.services:
        keeps = "is kept" if service.keeps_place_while_waiting else "is given up"
        yield f"- {service.name} ({service.setting}): a place {keeps} by a person who waits for the next service."
    yield f"- Clock: {'whole days, counted at the end of each' if clock == 'day' else 'continuous time'}."


def _route(pathway: Pathway) -> str:
    steps = [
        step.service + (f" (then on with probability {step.goes_on:g})" if more and step.goes_on < 1 else "")
        for step, more in zip(pathway.steps, [True] * (len(pathway.steps) - 1) + [False], strict=True)
    ]
    route = ", then ".join(steps) + f"; priority {pathway.priority}, then first come first served"
    if pathway.patience:
        route += f"; leaves a queue in hospital after {describe(pathway.patience)}"
    if pathway.fallback:
        route += f"; after {pathway.fallback.after_days:g} days of waiting takes pathway {pathway.fallback.pathway}"
    return route


def describe(law: Law) -> str:
    """A law in words: its kind, mean and standard deviation."""
    kind = str(plain(law).get("law", "law"))
    return f"{law.mean:.4g} days (sd {law.sd:.4g}, {kind})"


def _data(model: Model) -> Iterator[str]:
    scenario = model.scenario
    for demand, number in zip(scenario.demand, range(len(scenario.demand)), strict=True):
        rates = sum(model.rates[row] for row, group in enumerate(model.groups) if group.demand == number)
        shares = ", ".join(f"{share.pathway} {share.share:.3g}" for share in demand.shares)
        yield (
            f"- {demand.hospital} to {demand.area}: Poisson, {rates.mean():.4g} people a day on average "
            f"({rates.min():.4g} to {rates.max():.4g}); pathways {shares}."
        )
    for pathway in scenario.pathways:
        for step in pathway.steps:
            yield f"- Stay in {step.service} on pathway {pathway.name}: {describe(step.stay)}."
    for pool, label in enumerate(model.pools):
        low, high = int(model.capacity[pool].min()), int(model.capacity[pool].max())
        places = "unlimited" if low >= UNLIMITED else f"{low:,}" if low == high else f"{low:,} to {high:,}"
        yield f"- Places of {label}: {places}."
    for event in scenario.events:
        yield (
            f"- Event {event.name}, day {event.from_day} to {event.to_day}: demand x {event.demand_factor:g}, "
            f"capacity x {event.capacity_factor:g}."
        )


def _experiment(model: Model, seed: int, replications: int) -> Iterator[str]:
    scenario = model.scenario
    begins = {
        "empty": "nobody is there",
        "equilibrium": "Poisson numbers are in place at the balance of each demand, as far as there are places",
        "stated": f"{sum(len(g.days_so_far) + len(g.waits_so_far) for g in scenario.present)} stated people are there",
    }
    yield f"- {scenario.days} days from {scenario.start}; at the start {begins[scenario.begin]}."
    yield f"- Warm-up: the first {scenario.warm_up_days} days are in no figure."
    yield f"- {replications:,} replications; 95 % intervals by Student's t; scenarios compared on the same people."
    yield f"- Random numbers: Philox4x32-10, seed {seed}, layout {LAYOUT}; a stream for each service and purpose."
