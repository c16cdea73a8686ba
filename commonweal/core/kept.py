"""Content that is the same for everybody, rendered once for the data that it is made of.

`content` is only for what is public and asks for nothing to be sent: never for a page with a form that posts, or with
anything of one organisation in it. What people see by their roles goes on a shelf of its room, the person in its key.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

MOST_KEPT = 150  # of up to half a megabyte each, in each process


@dataclass(frozen=True, slots=True)
class Kept:
    """A title and the content under it."""

    title: str
    content: SafeString


T = TypeVar("T")


class Shelf(Generic[T]):
    """What was made, by key; when it is full, what was not asked for longest goes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is kept under a key, made if it is not there yet; nobody waits for another's making."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made


_public: Shelf[Kept] = Shelf(MOST_KEPT)


def content(template: str, key: Hashable, make: Callable[[], tuple[str, object]]) -> Kept:
    """What `make` gives (title, page), rendered; kept under the key, which must name the state of the data."""
    return _public.get((template, key), lambda: rendered(template, *make()))


def rendered(template: str, title: str, page: object) -> Kept:
    """A page's content under its title; the template must ask for nothing of the request."""
    return Kept(title, SafeString(render_to_string(template, {"page": page})))
