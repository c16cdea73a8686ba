"""Where drawn figures are kept."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from commonweal.charts.cache import FigureCache


@cache
def kept() -> FigureCache:
    """The folder of drawn figures."""
    return FigureCache(settings.DATA_FOLDER / "figures")
