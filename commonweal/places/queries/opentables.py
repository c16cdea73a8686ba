"""The reference tables as everybody may take them: every row, with the organisations' keys in place of our numbers."""

from __future__ import annotations

from commonweal.core.opendata import MIT, OGL, Column, OpenTable

PUBLISHERS = "Office for National Statistics; NHS England; mySociety"
SOURCE = "https://www.ons.gov.uk/"
KEY = "Key of the organisation: its ONS code, for NHS bodies without one its NHS code"
START = Column("start", "date", "First day on which it held; the tables begin on 2009-04-01", 't."start"')
END = Column("end", "date", "First day on which it held no more; empty while it holds", 't."end"')


def _key(name: str, table: str, description: str = KEY) -> Column:
    return Column(name, "string", description, f"{table}.key")


def _text(name: str, description: str) -> Column:
    return Column(name, "string", description, f't."{name}"')


def _table(
    name: str, title: str, columns: tuple[Column, ...], rows: str, keys: tuple[str, ...], *, has_register: bool = False
) -> OpenTable:
    licences = (OGL, MIT) if has_register else (OGL,)
    return OpenTable(name, title, f"{title}.", PUBLISHERS, SOURCE, columns, rows, (), keys, licences)


_OF_ONE = "from places_{} t join places_organisation o on o.id = t.organisation_id order by o.key, {}"


def open_tables() -> tuple[OpenTable, ...]:
    """Organisations, and all that is recorded of them with its days."""
    return (
        _table(
            "organisations",
            "Organisations and areas with the days of their lives",
            (
                _key("key", "t"),
                _text("kind", "What kind of body or area it is"),
                Column("is_reference", "boolean", "Whether it stands in the tables that ship", "t.is_reference"),
                START,
                END,
            ),
            "from places_organisation t order by t.key",
            ("key",),
            has_register=True,
        ),
        _table(
            "names",
            "Names of organisations and the days on which each was borne",
            (
                _key("organisation", "o"),
                _text("name", "Name of everyday use"),
                _text("official_name", "Official name"),
                START,
                END,
                _text("note", "What else is to be known"),
            ),
            _OF_ONE.format("identity", 't."start"'),
            ("organisation", "start"),
            has_register=True,
        ),
        _table(
            "codes",
            "Codes and the organisations that they denoted on which days",
            (
                _text("scheme", "Whose codes: ons, old-ons, cassr, ods"),
                _text("code", "The code"),
                _key("organisation", "o"),
                START,
                END,
            ),
            "from places_code t join places_organisation o on o.id = t.organisation_id "
            'order by t.scheme, t.code, t."start", o.key',
            ("scheme", "code", "start"),
        ),
        _table(
            "duties",
            "Duties in law of councils",
            (_key("organisation", "o"), _text("duty", "The duty"), START, END),
            _OF_ONE.format("duty", 't.duty, t."start"'),
            ("organisation", "duty", "start"),
            has_register=True,
        ),
        _containments(),
        _successions(),
        _populations(),
        _boundaries(),
    )


def _containments() -> OpenTable:
    return _table(
        "containments",
        "What lay in what, and when",
        (
            _key("inner", "i"),
            _key("outer", "o"),
            _text("kind", "Kind of the outer one: in one of a kind at a time"),
            START,
            END,
        ),
        "from places_containment t join places_organisation i on i.id = t.inner_id "
        'join places_organisation o on o.id = t.outer_id order by i.key, t.kind, t."start", o.key',
        ("inner", "kind", "start"),
    )


def _successions() -> OpenTable:
    return _table(
        "successions",
        "Who followed whom",
        (
            _key("predecessor", "p"),
            _key("successor", "s"),
            Column("day", "date", "Day from which the successor stood in the predecessor's place", "t.day"),
            Column("share", "number", "Share of the predecessor's people that passed on", "t.share", "fraction"),
            _text("basis", "What the share rests on"),
            _text("note", "What else is to be known"),
        ),
        "from places_succession t join places_organisation p on p.id = t.predecessor_id "
        "join places_organisation s on s.id = t.successor_id order by p.key, s.key",
        ("predecessor", "successor"),
        has_register=True,
    )


def _populations() -> OpenTable:
    return _table(
        "populations",
        "People by age in one year",
        (
            _key("organisation", "o"),
            Column("year", "integer", "Mid-year, or the year of the census", "t.year"),
            _text("basis", "Which count it is"),
            Column("ages", "array", "First ages of the groups", "to_json(t.ages)", "years"),
            Column("persons", "array", "People from each age to below the next", "to_json(t.persons)", "people"),
            _text("label", "How a figure that nobody published was made"),
        ),
        _OF_ONE.format("population", "t.year, t.basis"),
        ("organisation", "year", "basis"),
    )


def _boundaries() -> OpenTable:
    rings = "Polygons, each an outer ring and its holes, of longitude and latitude"
    return _table(
        "boundaries",
        "Simplified outlines of councils",
        (
            _key("organisation", "o"),
            START,
            END,
            _text("vintage", "Which release of boundaries"),
            Column("polygons", "array", rings, "t.polygons", "degrees (WGS 84)"),
        ),
        _OF_ONE.format("boundary", 't."start"'),
        ("organisation", "start"),
    )
