"""Parts of addresses that may be one of a few words."""

from __future__ import annotations

from django.urls.converters import StringConverter


def one_of(*words: str) -> type[StringConverter]:
    """A path converter that takes these words and no other."""
    return type("OneOf", (StringConverter,), {"regex": "|".join(words)})
