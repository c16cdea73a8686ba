"""Every kind of figure: well formed, named, fit for a strict policy, and its table is its data."""

import re
import struct
import subprocess
import sys
from xml.etree import ElementTree as ET

import altair as alt
import jsonschema
import pytest
import vl_convert

from commonweal.charts import vega
from commonweal.charts.bars import Bar, BarFigure, ShareFigure, ShareRow
from commonweal.charts.compare import CompareFigure, NamedSeries
from commonweal.charts.draw import draw
from commonweal.charts.figure import NARROW, About
from commonweal.charts.spc import SpcFigure
from commonweal.charts.trend import TrendFigure
from commonweal.charts.year import BarLane, Span, SpanLane, YearFigure
from commonweal.engine.measures.series import series
from commonweal.engine.measures.spc.reading import read
from commonweal.engine.measures.spc.rules import NHSR_0_2_2, Direction
from tests.charts.figures import LONG, START, about, every_figure, map_figure, numbers

FIGURES = {data.about.id: draw(data) for data in every_figure()}
PICTURES = [
    pytest.param(kind, layout, picture, id=f"{kind}-{layout}")
    for kind, figure in FIGURES.items()
    for layout, picture in (("wide", figure.svg), ("narrow", figure.svg_narrow))
]
SVG = "{http://www.w3.org/2000/svg}"
DECLARED = {"viewBox", "class", "role", "aria-labelledby", "font-family"}


@pytest.mark.parametrize(("kind", "layout", "picture"), PICTURES)
def test_a_picture_is_named_and_scales(kind, layout, picture):
    root = ET.fromstring(picture)
    title, description = root[0], root[1]
    assert (root.tag, title.tag, description.tag) == (f"{SVG}svg", f"{SVG}title", f"{SVG}desc")
    assert root.attrib.keys() == DECLARED
    assert root.get("role") == ("group" if kind == "map" else "img")
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text == about(kind).headline
    assert description.text.startswith(about(kind).subtitle)
    width = float(root.get("viewBox").split()[2])
    assert width == pytest.approx(720 if layout == "wide" else 360, rel=0.02)


@pytest.mark.parametrize(("kind", "layout", "picture"), PICTURES)
def test_a_picture_passes_a_strict_policy(kind, layout, picture):
    root = ET.fromstring(picture)
    for element in root.iter():
        assert element.tag not in {f"{SVG}style", f"{SVG}script", f"{SVG}image", f"{SVG}foreignObject"}
        assert "style" not in element.attrib
        assert not any(name.startswith("on") for name in element.attrib)
        for value in element.attrib.values():
            assert "://" not in value
            assert all(target.startswith(f"#{kind}-{layout}-") for target in re.findall(r"url\((.*?)\)", value))
    assert picture.count("://") == 1  # the name space itself


@pytest.mark.parametrize(("kind", "layout", "picture"), PICTURES)
def test_text_stays_readable_and_ids_are_its_own(kind, layout, picture):
    root = ET.fromstring(picture)
    shown_at = 343 if layout == "narrow" else 720
    scale = shown_at / float(root.get("viewBox").split()[2])
    sizes = [e.get("font-size") for e in root.iter(f"{SVG}text")]
    assert sizes
    assert min(float(size.removesuffix("px")) for size in sizes) * scale >= 11
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(name.startswith(f"{kind}-{layout}-") for name in ids)


def texts(picture):
    return ["".join(element.itertext()) for element in ET.fromstring(picture).iter(f"{SVG}text")]


def test_tables_are_the_data():
    months = numbers()
    shown = {str(m): "no data" if v is None else f"{v:.1f}" for m, v in zip(months.months, months.values, strict=True)}
    for kind in ("trend", "spc", "compare"):
        assert {row[0]: row[1] for row in FIGURES[kind].table.rows} == shown
    assert FIGURES["bars"].table.rows == (
        ("Wisbech", "30.2"),
        ("King's Lynn", "12.5"),
        (LONG, "3.0"),
        ("Ely", "no data"),
    )
    assert FIGURES["shares"].table.rows == (
        (LONG, "71.4%", "14.3%", "14.3%"),
        ("April 2019", "16.7%", "33.3%", "50.0%"),
        ("May 2019", "no data", "no data", "no data"),
        ("June 2019", "0.0%", "0.0%", "100.0%"),
    )
    assert FIGURES["map"].table.rows[0] == ("Area & E09", "10.0")
    assert FIGURES["map"].table.rows[-1] == ("Area & E00", "no data")
    assert all(len(row) == len(f.table.headers) for f in FIGURES.values() for row in f.table.rows)


def test_labels_stand_on_the_picture():
    assert {"Area reorganised", "Target", "30.0"} <= set(texts(FIGURES["trend"].svg_narrow)) | set(
        re.findall(r"[^<>]+", FIGURES["trend"].svg_narrow)
    )
    assert {"30.2", "12.5", "no data"} <= set(texts(FIGURES["bars"].svg))
    assert {"16.7%", "33.3%", "50.0%", "NHS", "Social care", "Both"} <= set(texts(FIGURES["shares"].svg))
    assert {"King's Lynn", "37.0, July 2019"} <= set(texts(FIGURES["compare"].svg_narrow))


def test_words_say_latest_breaks_and_gaps():
    assert FIGURES["trend"].words == (
        "37.0 people in July 2019, from 40.0 people in April 2016.",
        "Highest: 50.0 people in July 2016; lowest: 28.0 people in January 2019.",
        "The latest month is above the target of 30.0 people.",
        "From December 2017 the series is broken: Area reorganised.",
        "No data for September 2016, October 2017.",
    )
    assert FIGURES["bars"].words[1:] == ("King's Lynn: 12.5 people, with 1 of 3 higher.", "No data: Ely.")


def test_spc_marks_differ_in_shape_as_well_as_colour():
    values = [10.0, 12.0] * 8 + [40.0] + [10.0, 12.0] * 6
    data = SpcFigure(
        about("s"), read(series({START + i: v for i, v in enumerate(values)}), NHSR_0_2_2, Direction.DECREASE), "X"
    )
    root = ET.fromstring(draw(data).svg)
    fills = {
        (p.get("fill"), "A" in p.get("d")) for p in root.iter(f"{SVG}path") if p.get("fill") in ("#768692", "#F46A25")
    }
    assert fills == {("#768692", True), ("#F46A25", False)}  # circles are arcs, squares are not


def test_points_without_limits_are_not_called_usual():
    figure = draw(SpcFigure(about("s"), read(series({START: 3.0}), NHSR_0_2_2, Direction.DECREASE), "Delays"))
    assert figure.table.rows == (("April 2016", "3.0", "", "", "", "Too few months to read"),)
    assert "Usual variation" not in figure.svg


def test_a_line_is_broken_at_gaps_and_breaks():
    root = ET.fromstring(FIGURES["trend"].svg)
    line = [
        p.get("d") for p in root.iter(f"{SVG}path") if p.get("stroke") == "#12436D" and p.get("stroke-width") == "2.5"
    ]
    # September 2016 and October 2017 are missing, December 2017 begins anew: four stretches.
    assert sum(path.count("M") for path in line) == 4


@pytest.mark.parametrize(
    "data",
    [
        TrendFigure(about("empty"), series({})),
        SpcFigure(about("empty"), read(series({}), NHSR_0_2_2, Direction.DECREASE), "Delays"),
        SpcFigure(about("empty"), read(series({START: 3.0}), NHSR_0_2_2, Direction.DECREASE), "Delays"),
        TrendFigure(about("empty"), series({START: None})),
        TrendFigure(about("empty"), series({START: 0.0})),
        BarFigure(about("empty"), (Bar("Ely", None),)),
        BarFigure(about("empty"), ()),
        ShareFigure(about("empty"), ("NHS", "Both"), (ShareRow("May", (0, 0)),)),
    ],
)
def test_little_or_nothing_is_drawn_without_fail(data):
    figure = draw(data)
    for picture in (figure.svg, figure.svg_narrow):
        assert "NaN" not in picture
        ET.fromstring(picture)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (BarFigure(about("b"), (Bar("Ely", -1.0),)), "not negative"),
        (ShareFigure(about("b"), ("NHS",), ()), "two to six parts"),
        (ShareFigure(about("b"), ("NHS", "Both"), (ShareRow("May", (1,)),)), "every part"),
        (CompareFigure(about("b"), (NamedSeries("Ely", numbers()),)), "two to six areas"),
        (CompareFigure(about("b"), (NamedSeries("Ely", series({})),) * 2), "without any month"),
    ],
)
def test_what_cannot_be_drawn_is_refused(data, message):
    with pytest.raises(ValueError, match=message):
        draw(data)


def test_a_description_that_asks_for_style_is_refused():
    drawn = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g style="opacity:1"/></svg>'
    with pytest.raises(ValueError, match="must not hold"):
        vega.clean(drawn, layout=NARROW, figure_id="x", title="t", description="d")


def test_pictures_become_png_for_documents():
    for kind in ("trend", "map"):
        bytes_ = vega.png(FIGURES[kind].svg, scale=2)
        assert bytes_[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">I", bytes_[16:20]) == (1440,)


def test_descriptions_are_valid_vega_lite(monkeypatch):
    draw_svg, seen = vl_convert.vegalite_to_svg, []

    def checked(description):
        seen.append(description)
        alt.Chart.from_dict(description)  # raises where the schema is broken
        return draw_svg(description)

    monkeypatch.setattr(vl_convert, "vegalite_to_svg", checked)
    for data in every_figure():
        draw(data)
    assert len(seen) == 2 * 8  # two layouts of every kind but the map
    with pytest.raises(jsonschema.ValidationError):
        alt.Chart.from_dict({**seen[0], "width": "broad"})


def test_importing_the_charts_starts_no_drawing_engine():
    code = "import sys, commonweal.charts.cache; print({'altair', 'vl_convert'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_numbers_as_text():
    plain = About("x", "h", "s", "src", "%", 1)
    assert [plain.show_with_unit(v) for v in (1234.56, -0.01, None)] == ["1,234.6%", "0.0%", "no data"]
    assert map_figure().about.show_with_unit(2) == "2.0 people"
    assert [About("x", "h", "s", "src", unit).heading for unit in ("NHS days", "%", "")] == ["NHS days", "%", "Value"]


@pytest.mark.parametrize("name", ["", "Trend", "2019", 'a"b', "a b", "a)"])
def test_an_id_that_would_break_the_picture_is_refused(name):
    with pytest.raises(ValueError, match="not an id"):
        About(name, "h", "s", "src")


def test_the_years_table_is_its_lanes():
    table = FIGURES["year"].table
    assert table.headers == (
        "Month", "Plan & <state>", "Paid, £m", "A twelfth of the plan, £m", "Days waited", "Days to know",
    )  # fmt: skip
    assert table.rows[5] == (
        "September 2026", "Draft", "4.5", "4.2", "7", "27 September: return of King's Lynn, 30 September: review",
    )  # fmt: skip
    assert table.rows[7] == ("November 2026", "Draft, Approved", "no data", "4.2", "7", "–")
    assert table.rows[8][1] == "Approved"
    assert FIGURES["year"].words[1] == "Paid, £m: most in September 2026, 4.5."


@pytest.mark.parametrize("lane", [BarLane("Short", (1.0,) * 11), SpanLane("Out", (Span("x", 3, 13),))])
def test_a_year_that_is_none_is_refused(lane):
    with pytest.raises(ValueError, match=r"month|year"):
        draw(YearFigure(about("year"), START, (lane,)))
