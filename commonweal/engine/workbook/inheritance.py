"""A layout that says only in what it differs from another one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

INHERITS = "inherits"
LEAVES_OUT = "leaves_out"


def inherited(content: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    """What a layout says together with what it inherits.

    Tables are put together entry by entry, lists of tables by their ids, and lists of labels grow: an old label is
    never taken out. What the layout `leaves_out` of the base is not inherited; any other entry takes the base's place.
    """
    own = {name: value for name, value in content.items() if name not in (INHERITS, LEAVES_OUT)}
    left_out = {*content.get(LEAVES_OUT, ()), "signs"}
    return _joined(own, {name: value for name, value in base.items() if name not in left_out})


def _joined(own: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    return {**base, **{name: _value(value, base.get(name)) for name, value in own.items()}}


def _value(own: Any, base: Any) -> Any:
    """One entry: joined where both are tables or lists, its own otherwise."""
    if isinstance(own, dict) and isinstance(base, dict):
        return _joined(own, base)
    if not (isinstance(own, list) and isinstance(base, list)):
        return own
    if not all(isinstance(item, dict) and "id" in item for item in [*own, *base]):
        return [*base, *(item for item in own if item not in base)]
    by_id = {item["id"]: item for item in base}
    return [*({**by_id, **{item["id"]: _value(item, by_id.get(item["id"])) for item in own}}).values()]
