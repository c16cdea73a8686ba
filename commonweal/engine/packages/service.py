"""The kinds of care at home that are contracted by the hour."""

from __future__ import annotations

from enum import StrEnum


class Service(StrEnum):
    """What is given in the hours."""

    HOMECARE = "homecare"
    REABLEMENT = "reablement"
