"""Run some replications of a model on one thread, without the interpreter: what a pool of threads maps over chunks.

A kernel is chosen once for a model; a run is then a function of model, seed and the numbers of the replications, so
that any cutting up gives the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from commonweal.engine.flow.model import Component, Model
from commonweal.engine.flow.part_daily import make_station
from commonweal.engine.flow.part_event import make_queue
from commonweal.engine.flow.part_network import make_network
from commonweal.engine.flow.parts import Part
from commonweal.engine.flow.results import Chunk, empty

Clock = Literal["day", "continuous"]


@dataclass(frozen=True, slots=True)
class Runner:
    """A model ready to run: a part, with its kernel, for each component."""

    model: Model
    clock: Clock
    parts: tuple[Part, ...]

    @property
    def kernels(self) -> tuple[str, ...]:
        """The kernel of each component: daily, event or network."""
        return tuple(part.kernel for part in self.parts)


def prepare(model: Model, clock: Clock = "day", kernel: Literal["auto", "network"] = "auto") -> Runner:
    """Choose a kernel for each component: the simplest that is exact for it; or the network kernel for all."""
    return Runner(model, clock, tuple(_part(model, part, clock, kernel) for part in model.components))


def _part(model: Model, part: Component, clock: Clock, kernel: str) -> Part:
    simple = None
    if kernel == "auto" and is_simple(model, part):
        simple = make_station(model, part) if clock == "day" else make_queue(model, part)
    return simple or make_network(model, part, clock == "day")


def is_simple(model: Model, part: Component) -> bool:
    """One pool out of hospital, for the people of one hospital, one step, first come first served, nobody leaving."""
    pathways = [model.pathway(number) for number in part.groups]
    return (
        len(part.pools) == 1
        and model.service(part.pools[0]).setting == "community"
        and len({model.hospital(number) for number in part.groups}) == 1
        and all(len(p.steps) == 1 and p.patience is None and p.fallback is None for p in pathways)
        and len({p.priority for p in pathways}) == 1
    )


def run_chunk(runner: Runner, seed: int, first: int, count: int) -> Chunk:
    """Replications first to first + count of every component; the figures of all its pools."""
    model = runner.model
    pools, days = model.capacity.shape
    whole = empty(count, pools, days, len(model.scenario.hospitals))
    steps = sum(part.run(model, seed, first, whole) for part in runner.parts)
    return replace(whole, steps=steps)


def run(runner: Runner, seed: int, replications: int) -> Chunk:
    """All replications on this thread."""
    return run_chunk(runner, seed, 0, replications)
