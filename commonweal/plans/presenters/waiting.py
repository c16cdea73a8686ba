"""What waits for somebody, in sentences, and where it is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from commonweal.engine.rulebook.model import Rulebook
from commonweal.engine.rulebook.procedure import Event
from commonweal.plans.presenters.words import EVENTS, count
from commonweal.plans.queries import Task


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do: by which event, or on the page of the lines of enquiry."""

    plan_id: int
    area: str
    round_name: str
    words: str
    event: str
    is_enquiry: bool


def present(tasks: Iterable[Task], names: Mapping[int, str], rounds: Mapping[str, Rulebook]) -> tuple[Item, ...]:
    """Every task."""
    return tuple(
        Item(
            task.plan.pk,
            names.get(task.plan.area_id, ""),
            rounds[task.plan.round].name,
            _words(task),
            task.event,
            task.event is Event.ASSURE and task.left > 0,
        )
        for task in tasks
    )


def lead(items: Iterable[Item]) -> str:
    """How much it is."""
    number = len(tuple(items))
    return (
        f"{count(number, 'thing waits', 'things wait').capitalize()} for you." if number else "Nothing waits for you."
    )


def _words(task: Task) -> str:
    match task.event:
        case Event.EDIT:
            return f"Put right {count(task.left, 'thing')}"
        case Event.SIGN:
            return f"Sign: {task.what}"
        case Event.ANSWER:
            return f"Answer {count(task.left, 'question')}"
        case Event.SETTLE:
            return f"Settle {count(task.left, 'answered question')}"
        case Event.APPROVE_PART:
            return f"Look into {count(task.left, 'section')}"
        case Event.ASSURE:
            return f"Answer {count(task.left, 'line')} of enquiry" if task.left else "Assure the plan"
        case Event.APPROVE:
            return "Decide"
    return EVENTS[task.event]
