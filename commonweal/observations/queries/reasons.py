"""The published lists of reasons for delay, for rooms that keep delays themselves."""

from __future__ import annotations

from commonweal.engine.periods import Month
from commonweal.engine.workbook.codelists import CodeList
from commonweal.observations.layouts import code_lists

ACUTE = "acute-"


def reason_list(month: Month) -> CodeList:
    """The reasons for which people wait in acute hospitals, as asked for in a month; the first list before it began."""
    lists = sorted((one for key, one in code_lists().items() if key.startswith(ACUTE)), key=lambda one: one.in_force)
    begun = [one for one in lists if one.in_force <= month.iso]
    return begun[-1] if begun else lists[0]
