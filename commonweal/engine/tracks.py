"""The two tracks of the Better Care Fund's conditions, and money without either: for rounds and for books alike."""

from __future__ import annotations

from enum import StrEnum


class Track(StrEnum):
    """Under whose conditions a source is paid; only the first waits for the approval of the plan."""

    NHS_ENGLAND = "nhs-england"  # the NHS minimum: payable once NHS England approves the plan
    COUNCIL_GRANT = "council-grant"  # grants under section 31: paid under their own determination
    NONE = "none"  # what partners add of their own
