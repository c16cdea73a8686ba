"""A layout file's faults are findings that name the entry, so that its writer can mend it."""

import tomllib

import pytest

from commonweal.engine.workbook.layout_file import parse_layout
from tests.engine.workbook.publications import dtoc_layout, layout_text


def test_the_shipped_layout_is_sound():
    layout = dtoc_layout()
    assert (layout.id, layout.publisher) == ("dtoc", "NHS England")
    assert layout.licence == "Open Government Licence v3.0"
    assert [sheet.id for sheet in layout.sheets] == ["england", "by-care", "by-side", "by-reason", "data-quality"]


@pytest.mark.parametrize(
    ("label", "term"),
    [
        ("Dii) Awaiting nursing home placement", "Dii"),
        ("DII) AWAITING NURSING HOME PLACEMENT", "Dii"),
        ("(D ii) nursing", "Dii"),
        ("Di)", "Di"),
        ("I) Housing – patients", "I"),
        ("TOTAL", "all"),
        ("Total ", "all"),
        ("P) Something new", None),
        ("Assessment", None),
    ],
)
def test_reasons_are_known_by_the_code_before_the_bracket(label, term):
    assert dtoc_layout().dimensions["reason"].term(label) == term


def test_other_labels_are_known_whatever_their_case_blanks_and_dashes():
    care = dtoc_layout().dimensions["care"]
    assert care.term(" NON–ACUTE ") == "non-acute"
    assert care.term("Non Acute") is None


@pytest.mark.parametrize(
    ("old", "new", "code", "where", "words"),
    [
        ('id = "dtoc"', "", "missing-entry", "x.toml", "'id' is missing"),
        ("whole = true", 'whole = "yes"', "wrong-kind", "x.toml: measure[delayed-days]", "true or false"),
        ('reads = "month"', 'reads = "year"', "wrong-kind", "x.toml: metadata[period]", "one of"),
        ('labels = ["NA"]', 'labels = "NA"', "wrong-kind", "x.toml: marker[barred]", "a list of texts"),
        ('labels = ["NA"]', 'labels = ["-"]', "label-twice", "x.toml: marker[none-reported]", "stands twice"),
        ('both = ["Both"]', 'both = ["NHS"]', "label-twice", "x.toml: dimension[side]: terms", "stands twice"),
        ('across = "care"', 'across = "cure"', "unknown-name", "x.toml", "sheet by-care names 'cure'"),
        ('kind = "per-day"', 'kind = "per-week"', "wrong-kind", "x.toml: identity[days-per-day]", "one of"),
        ('of = "delayed-days"', 'of = "beds"', "unknown-name", "x.toml", "'beds'"),
        ("fill_down = true", "fill_dwon = true", "unknown-entry", "x.toml: sheet[england]: down[1]", "fill_dwon"),
        ("[places.keys]", "[places.kees]", "missing-entry", "x.toml: places", "'keys' is missing"),
    ],
)
def test_each_fault_names_its_entry(old, new, code, where, words):
    text = layout_text()
    assert old in text
    layout, findings = parse_layout(tomllib.loads(text.replace(old, new, 1)), "x.toml")
    assert layout is None
    assert any(found.code == code and found.where == where and words in found.message for found in findings), findings


def test_an_empty_layout_is_all_findings_and_no_exception():
    layout, findings = parse_layout({}, "x.toml")
    assert layout is None
    assert len(findings) > 8
