"""Run some replications of a model on one thread, without the interpreter: what a pool of threads maps over chunks.

A kernel is chosen once for a model; a run is then a function of model, seed and the numbers of the replications, so
that any cutting up gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from commonweal.engine.flow.model import Component, Model, pieces
from commonweal.engine.flow.part_daily import make_station
from commonweal.engine.flow.part_event import make_queue
from commonweal.engine.flow.part_network import make_network
from commonweal.engine.flow.part_stages import make_stages
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
        """The kernel of each component: daily, stages, event or network."""
        return tuple(part.kernel for part in self.parts)


def prepare(model: Model, clock: Clock = "day", kernel: Literal["auto", "network"] = "auto") -> Runner:
    """Choose a kernel for each component: the simplest that is exact for it; or the network kernel for all."""
    if kernel == "network":
        return Runner(model, clock, tuple(make_network(model, part, clock == "day") for part in model.components))
    choose = _daily if clock == "day" else _continuous
    return Runner(model, clock, tuple(chosen for part in model.components for chosen in choose(model, part)))


def _continuous(model: Model, part: Component) -> Iterator[Part]:
    yield make_queue(model, part) if is_simple(model, part) else make_network(model, part, by_day=False)


def _daily(model: Model, part: Component) -> Iterator[Part]:
    """On the clock of days a component is cut at its unlimited pools: sums of whole days do not ask for an order."""
    station = make_station(model, part) if is_simple(model, part) else None
    if station is not None:
        yield station
        return
    for piece in pieces(model, part):
        yield make_stages(model, piece) or make_network(model, piece, by_day=True)


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


def room_for_results(runner: Runner, replications: int) -> Chunk:
    """Zeros for the results of so many replications."""
    pools, days = runner.model.capacity.shape
    return empty(replications, pools, days, len(runner.model.scenario.hospitals))


def run_chunk(runner: Runner, seed: int, first: int, count: int, into: Chunk | None = None) -> Chunk:
    """Replications first to first + count of every component; the figures of all its pools.

    They are added `into` room for them, if that is given.
    """
    whole = room_for_results(runner, count) if into is None else into
    steps = sum(part.run(runner.model, seed, first, whole) for part in runner.parts)
    return replace(whole, steps=steps)


def run(runner: Runner, seed: int, replications: int) -> Chunk:
    """All replications on this thread."""
    return run_chunk(runner, seed, 0, replications)
