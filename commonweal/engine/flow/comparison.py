"""What a change does, on the same people before and after: beds released, where, and the money on both sides."""

from __future__ import annotations

from dataclasses import dataclass

from commonweal.engine.flow.figures import bed_day_cost_pence, beds, provided_cost_pence, stages
from commonweal.engine.flow.laws import Floats
from commonweal.engine.flow.model import Model
from commonweal.engine.flow.results import Chunk
from commonweal.engine.flow.rows import BUSY, SERVED
from commonweal.engine.flow.statistics import Estimate, contrast, estimate


@dataclass(frozen=True, slots=True)
class BothSides:
    """The money of a change over the counted days: what the community pays more, what the hospital saves.

    `paid_pence` is for what is provided, used or not: a number without chance. `saved_pence` is delayed bed-days at
    their price: a value of beds that others can use, which is cash only where beds are closed.
    """

    days: int
    paid_pence: int
    saved_pence: Estimate
    bed_day_price_pence: int

    @property
    def net_pence(self) -> Estimate:
        """Saved less paid."""
        saved = self.saved_pence
        return Estimate(saved.mean - self.paid_pence, saved.half_width, saved.replications, saved.confidence)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a difference, by its name."""

    name: str
    value: Estimate


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs of the same people, before and after a change.

    `stages` are the beds released by stage clock, adding up to `released_beds`; `freed_places` the places of each
    service that people held while they waited for the next one, and hold no more.
    """

    change: str
    released_beds: Estimate
    stages: tuple[Part, ...]
    freed_places: tuple[Part, ...]
    money: BothSides


def compare(change: str, before: tuple[Model, Chunk], after: tuple[Model, Chunk]) -> Comparison:
    """The difference that a change makes. Raises ValueError where the runs are not of as many replications and days."""
    if before[1].beds.shape != after[1].beds.shape:
        raise ValueError("the runs are not of the same days and replications")
    return Comparison(
        change,
        contrast(beds(*after), beds(*before)),
        _parts(_stage_beds(*before), _stage_beds(*after)),
        _parts(_blocked_places(*before), _blocked_places(*after)),
        BothSides(
            before[0].scenario.counted_days,
            sum(provided_cost_pence(after[0]).values()) - sum(provided_cost_pence(before[0]).values()),
            estimate((bed_day_cost_pence(*before) - bed_day_cost_pence(*after)).astype(float)),
            after[0].scenario.bed_day_price_pence,
        ),
    )


def _parts(before: dict[str, Floats], after: dict[str, Floats]) -> tuple[Part, ...]:
    """What is less after than before, the greatest first."""
    nothing = next(iter({**before, **after}.values())) * 0.0
    names = dict.fromkeys([*before, *after])
    found = [Part(name, contrast(after.get(name, nothing), before.get(name, nothing))) for name in names]
    return tuple(sorted(found, key=lambda part: -part.value.mean))


def _stage_beds(model: Model, chunk: Chunk) -> dict[str, Floats]:
    return {name: days / model.scenario.counted_days for name, days in stages(model, chunk).items()}


def _blocked_places(model: Model, chunk: Chunk) -> dict[str, Floats]:
    held: dict[str, Floats] = {}
    for pool, label in enumerate(model.pools):
        kept = (chunk.person_days[:, BUSY, pool] - chunk.person_days[:, SERVED, pool]) / model.scenario.counted_days
        held[label.service] = held.get(label.service, 0.0) + kept
    return held
