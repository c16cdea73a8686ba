"""Reading what was published: the door by which pages and other rooms enter."""

from commonweal.observations.layouts import KnownNote
from commonweal.observations.models import PublicationFile
from commonweal.observations.queries.comparisons import Compared
from commonweal.observations.queries.delays import (
    DELAYS,
    Delays,
    Number,
    council_histories,
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
from commonweal.observations.queries.opentables import open_tables
from commonweal.observations.queries.printed import (
    Asked,
    Printed,
    changed,
    collections,
    figure_count,
    figures_after,
    files_after,
)
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
from commonweal.observations.queries.uploads import upload
from commonweal.observations.queries.valued import Value, values

__all__ = [
    "DELAYS",
    "Asked",
    "Compared",
    "Delays",
    "FigureDetail",
    "FileListed",
    "FileReading",
    "KnownNote",
    "Measured",
    "Number",
    "Printed",
    "PublicationFile",
    "SheetRead",
    "SheetRow",
    "SumChecked",
    "Value",
    "changed",
    "collections",
    "council_histories",
    "councils_in",
    "current_file",
    "digests",
    "england_in",
    "england_series",
    "figure",
    "figure_count",
    "figures_after",
    "files_after",
    "history",
    "known_notes",
    "measured",
    "months",
    "months_of",
    "open_tables",
    "printed_in",
    "publication_file",
    "publications",
    "upload",
    "values",
    "version",
]
