"""Publications and every figure of theirs as everybody may take them."""

from __future__ import annotations

from commonweal.core.opendata import OGL, Column, OpenTable
from commonweal.observations.models import Publication, PublicationFile

MOMENT = "to_char(f.read_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
ORGANISATION = "Key of the organisation that it was on the month's first day; empty where that is not settled"


def _text(name: str, sql: str, description: str) -> Column:
    return Column(name, "string", description, sql)


FILES = (
    Column("id", "integer", "The file, as observations name it", "f.id"),
    _text("collection", "p.collection", "Which collection"),
    Column("month", "yearmonth", "Month of the publication", "to_char(p.period, 'YYYY-MM')"),
    _text("title", "p.title", "Title of the collection"),
    _text("publisher", "p.publisher", "Who published it"),
    _text("licence", "p.licence", "Licence"),
    _text("source", "p.source", "Where it was published"),
    _text("name", "f.name", "Name of the file"),
    _text("sha256", "f.sha256", "SHA-256 of the publisher's file"),
    _text("state", "f.state", "current: it speaks for its month; superseded: a later file does"),
    Column("published", "date", "Day of publication as printed", "f.published"),
    Column("revised", "date", "Day of revision as printed", "f.revised"),
    Column("figures", "integer", "How many figures were read", "f.figure_count"),
    Column("read_at", "datetime", "When it was read here", MOMENT),
)
OBSERVATIONS = (
    Column("id", "integer", "The figure; /delays/figures/<id>/ shows it in its sheet", "g.id"),
    Column("file", "integer", "The file, as publications.csv names it", "f.id"),
    Column("month", "yearmonth", "Month of the publication", "to_char(p.period, 'YYYY-MM')"),
    _text("organisation", "o.key", ORGANISATION),
    _text("place", "l.name", "Place as printed"),
    _text("place_code", "l.local_code", "Its code as printed"),
    _text("place_ons_code", "l.ons_code", "Its ONS code as printed"),
    _text("level", "l.level", "Level of the block: region, icb, trust; empty where a table has none"),
    Column("is_total", "boolean", "Whether it is the publication's own total of England", "l.is_total"),
    _text("measure", "s.measure", "What is counted; its unit is in its name or in the list of measures"),
    _text("care", "s.care", "Type of care; all where not split"),
    _text("side", "s.side", "Who is responsible; all where not split"),
    _text("reason", "s.reason", "Reason; all where not split"),
    Column("day", "date", "Day, where figures are daily", "s.day"),
    Column("terms", "object", "What else it is split by", "s.terms"),
    Column("value", "number", "The number as printed; empty where a marker stands", "g.value"),
    _text("marker", "g.marker", "What stands in place of a number; empty where there is one. Never to be read as 0"),
    _text("sheet", "f.sheets[g.sheet + 1]", "Sheet"),
    Column("row", "integer", "Row of the sheet, from 1", 'g."row" + 1'),
    Column("column", "integer", "Column of the sheet, from 1", 'g."column" + 1'),
)
FIGURES = """
from observations_figure g
join observations_printedplace l on l.id = g.place_id
join observations_slot s on s.id = g.slot_id
join observations_publicationfile f on f.id = l.file_id and f.state = 'current'
join observations_publication p on p.id = f.publication_id and p.collection = %s
left join places_organisation o on o.id = l.organisation_id
order by g.id
"""


def open_tables() -> tuple[OpenTable, ...]:
    """The files read, and one table of figures for each collection."""
    files = OpenTable(
        "publications",
        "Publications read, superseded ones too",
        "Every file that was read, with the digest of the publisher's file.",
        "as each row names",
        "",
        FILES,
        "from observations_publicationfile f join observations_publication p on p.id = f.publication_id order by f.id",
        (),
        ("id",),
    )
    return (files, *map(_of_collection, _collections()))


def _collections() -> list[Publication]:
    """One publication of each collection, the latest."""
    rows = Publication.objects.filter(files__state=PublicationFile.State.CURRENT)
    return list(rows.order_by("collection", "-period").distinct("collection"))


def _of_collection(latest: Publication) -> OpenTable:
    return OpenTable(
        f"observations-{latest.collection}",
        f"{latest.title}: every figure",
        "Every figure of the collection's current files, one to a row, with its cell.",
        latest.publisher,
        latest.source,
        OBSERVATIONS,
        FIGURES,
        (latest.collection,),
        ("id",),
        (latest.licence or OGL,),
    )
