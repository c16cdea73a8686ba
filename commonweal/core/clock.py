"""The one place where the date of today is read; actions and queries are given it."""

from __future__ import annotations

from datetime import date

from django.utils import timezone


def today() -> date:
    """Today in London."""
    return timezone.localdate()
