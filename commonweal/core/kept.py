"""Content that is the same for everybody, rendered once for the data that it is made of.

Only for what is public and asks for nothing to be sent: never for a page with a form that posts, or with anything of
one organisation in it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

MOST_KEPT = 150  # of up to half a megabyte each, in each process


@dataclass(frozen=True, slots=True)
class Kept:
    """A title and the content under it."""

    title: str
    content: SafeString


_kept: OrderedDict[Hashable, Kept] = OrderedDict()
_lock = Lock()


def content(template: str, key: Hashable, make: Callable[[], tuple[str, object]]) -> Kept:
    """What `make` gives (title, page), rendered; kept under the key, which must name the state of the data."""
    whole = (template, key)
    with _lock:
        if whole in _kept:
            _kept.move_to_end(whole)
            return _kept[whole]
    title, page = make()
    made = Kept(title, SafeString(render_to_string(template, {"page": page})))
    with _lock:
        _kept[whole] = made
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return made
