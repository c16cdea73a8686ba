"""Where the pool's drawn figures are kept."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from commonweal.charts.cache import FigureCache


@cache
def kept() -> FigureCache:
    """The folder of drawn figures."""
    return FigureCache(settings.DATA_FOLDER / "figures")


def in_thousands(amount_pence: int) -> float:
    """Pence as thousands of pounds, for a figure's bars."""
    return amount_pence / 100_000
