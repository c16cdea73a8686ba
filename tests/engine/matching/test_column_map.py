"""Column maps: the shipped ones are sound, and every fault of a map is a finding."""

import pytest

from commonweal.engine.matching.column_map import heading_key, parse_column_map
from commonweal.spreadsheets.payments import column_maps

SOUND = {
    "id": "x",
    "title": "X",
    "publisher": "X",
    "licence": "OGL",
    "dates": ["%Y-%m-%d"],
    "counts": "net",
    "columns": {"paid_on": ["Date"], "net": ["Net"], "payee": ["Supplier"]},
}


def codes(**changes):
    return [finding.code for finding in parse_column_map({**SOUND, **changes}, "x.toml")[1]]


def test_shipped_maps_are_sound():
    maps, findings = column_maps()
    assert findings == ()
    assert {column_map.id for column_map in maps} == {
        "leeds",
        "manchester",
        "newcastle",
        "nhs-gloucestershire",
        "salford",
    }


def test_sound_map_is_taken():
    column_map, findings = parse_column_map(SOUND, "x.toml")
    assert findings == () and column_map is not None
    assert column_map.field_of("SUPPLIER ") == "payee" and column_map.field_of("Other") is None
    assert heading_key(" G/L  Description") == "gldescription"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"id": 3}, "wrong-kind"),
        ({"dates": [" "]}, "wrong-kind"),
        ({"colour": "red"}, "unknown-entry"),
        ({"columns": {**SOUND["columns"], "colour": ["Red"]}}, "unknown-field"),
        ({"columns": {**SOUND["columns"], "vat": []}}, "wrong-kind"),
        ({"columns": {"paid_on": ["Date"], "net": ["Net"]}}, "missing-field"),
        ({"columns": {**SOUND["columns"], "gross": ["net"]}}, "heading-twice"),
        ({"counts": "payee"}, "wrong-kind"),
        ({"delimiter": ";;"}, "wrong-kind"),
        ({"encodings": ["klingon"]}, "unknown-encoding"),
        ({"optional": ["vat"]}, "unknown-field"),
        ({"pool": [{"field": "net", "words": "pool"}]}, "unknown-field"),
        ({"pool": ["pool"]}, "wrong-kind"),
    ],
)
def test_faults_are_findings(changes, code):
    assert codes(**changes) == [code]


def test_missing_entry_is_named():
    column_map, findings = parse_column_map({key: value for key, value in SOUND.items() if key != "dates"}, "x.toml")
    assert column_map is None
    assert [(finding.code, finding.where) for finding in findings] == [("missing-entry", "x.toml")]
    assert "'dates'" in findings[0].message
