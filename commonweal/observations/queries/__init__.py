"""Reading what was published: the door by which pages and other rooms enter."""

from commonweal.observations.layouts import KnownNote
from commonweal.observations.queries.comparisons import Compared
from commonweal.observations.queries.delays import (
    DELAYS,
    Delays,
    Number,
    councils_in,
    england_in,
    england_series,
    history,
    months,
    months_of,
    printed_in,
)
from commonweal.observations.queries.figures import FigureDetail, SheetRow, figure
from commonweal.observations.queries.measured import Measured, measured
from commonweal.observations.queries.publications import (
    FileListed,
    FileReading,
    SheetRead,
    SumChecked,
    current_file,
    digests,
    known_notes,
    publication_file,
    publications,
    version,
)
from commonweal.observations.queries.reasons import reason_list
from commonweal.observations.queries.uploads import upload

__all__ = [
    "DELAYS",
    "Compared",
    "Delays",
    "FigureDetail",
    "FileListed",
    "FileReading",
    "KnownNote",
    "Measured",
    "Number",
    "SheetRead",
    "SheetRow",
    "SumChecked",
    "councils_in",
    "current_file",
    "digests",
    "england_in",
    "england_series",
    "figure",
    "history",
    "known_notes",
    "measured",
    "months",
    "months_of",
    "printed_in",
    "publication_file",
    "publications",
    "reason_list",
    "upload",
    "version",
]
