"""The one place where the clock is read; actions and queries are given a day and a moment.

`settings.TODAY` may name another day than the calendar's, for demonstrations and tests. Sessions, sign-ins and the
queue of jobs keep to the real clock, `real_now`: they guard and order, and nobody is shown their days.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """Today in London, or the day that is taken for it."""
    return settings.TODAY or timezone.localdate()


def real_now() -> datetime:
    """The calendar's own moment, whatever is taken for today."""
    return timezone.now()


def now() -> datetime:
    """The moment to sign with: London's time of day, on the day that `today` says."""
    if settings.TODAY is None:
        return timezone.now()
    here = timezone.get_default_timezone()
    return datetime.combine(settings.TODAY, timezone.localtime(timezone=here).time(), here).astimezone(UTC)
