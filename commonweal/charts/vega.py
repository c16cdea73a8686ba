"""A Vega-Lite description drawn as SVG that a strict content security policy takes, and SVG as PNG.

Altair and vl-convert are imported by the functions that need them: vl-convert starts threads, which must not happen
before a web process forks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from commonweal.charts import palette
from commonweal.charts.figure import FONT, Layout

if TYPE_CHECKING:
    import altair as alt

SVG = "http://www.w3.org/2000/svg"
# What Vega writes for scripts and screen readers of its own; the picture has one name and one description instead.
_DROPPED = frozenset(
    {
        "class",
        "role",
        "aria-roledescription",
        "aria-label",
        "aria-hidden",
        "aria-describedby",
        "pointer-events",
        "version",
    }
)
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")


def config(layout: Layout) -> dict[str, Any]:
    """The look that all drawn figures share, as Vega-Lite's `config`."""
    axis = {
        "labelFont": FONT,
        "labelFontSize": layout.font,
        "labelColor": palette.QUIET_TEXT,
        "gridColor": palette.GRID,
        "domainColor": palette.QUIET_TEXT,
        "tickColor": palette.QUIET_TEXT,
        "title": None,
    }
    return {
        "font": FONT,
        "aria": False,
        "background": palette.WHITE,
        "view": {"stroke": None},
        "axis": axis,
        "axisX": {"grid": False, "tickSize": 5, "labelPadding": 4, "labelFlush": False},
        "axisY": {"domain": False, "ticks": False, "labelPadding": 6},
        "text": {"font": FONT, "fontSize": layout.font, "fill": palette.TEXT},
    }


def svg(chart: alt.TopLevelMixin, *, layout: Layout, figure_id: str, title: str, description: str) -> str:
    """The chart as one `<svg>` element, named and described; its ids begin with the figure's and the layout's."""
    import altair as alt
    import vl_convert

    with alt.data_transformers.enable(
        consolidate_datasets=False
    ):  # hashing each row to share data costs more than it saves
        description_of_chart = chart.to_dict(validate=False)  # the tests validate; a page need not
    description_of_chart["config"] = config(layout)
    return clean(
        vl_convert.vegalite_to_svg(description_of_chart),
        layout=layout,
        figure_id=figure_id,
        title=title,
        description=description,
    )


def png(picture: str, *, scale: float = 2.0) -> bytes:
    """An SVG picture as PNG for documents, `scale` pixels to the unit."""
    import vl_convert

    return bytes(vl_convert.svg_to_png(picture, scale=scale))


def clean(drawn: str, *, layout: Layout, figure_id: str, title: str, description: str) -> str:
    """Vega's SVG with presentation attributes only, without a fixed size, rounded to a hundredth of a unit.

    ValueError if anything is left that a policy without `unsafe-inline` refuses: then our description asked for it.
    """
    root = ET.fromstring(drawn)  # noqa: S314  (our own drawing engine's output)
    prefix = f"{figure_id}-{layout.name}"
    for element in root.iter():
        if element.tag == f"{{{SVG}}}style" or element.tag == f"{{{SVG}}}script" or "style" in element.attrib:
            raise ValueError(f"a figure must not hold {element.tag} {element.attrib}")
        kept = {name: value for name, value in element.attrib.items() if name not in _DROPPED}
        element.attrib.clear()
        element.attrib.update({name: _tidy(name, value, prefix) for name, value in kept.items()})
    _drop_empty(root)
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    return finish(root, layout=layout, prefix=prefix, title=title, description=description)


def finish(root: ET.Element, *, layout: Layout, prefix: str, title: str, description: str, role: str = "img") -> str:
    """A finished `<svg>` element as text, with the attributes, title and description that every figure has.

    A picture with links in it is a `group`: inside an `img` nobody who does not see it could reach them.
    """
    root.attrib.update(
        {
            "class": f"cw-figure cw-figure--{layout.name}",
            "role": role,
            "aria-labelledby": f"{prefix}-title {prefix}-desc",
            "font-family": FONT,
        }
    )
    for position, (name, text) in enumerate((("title", title), ("desc", description))):
        element = ET.Element(f"{{{SVG}}}{name}", {"id": f"{prefix}-{name}"})
        element.text = text
        root.insert(position, element)
    ET.register_namespace("", SVG)
    return ET.tostring(root, encoding="unicode")


def _tidy(name: str, value: str, prefix: str) -> str:
    if name == "id":
        return f"{prefix}-{value}"
    value = value.replace("url(#", f"url(#{prefix}-")
    return _LONG_NUMBER.sub(lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), value)


def _drop_empty(element: ET.Element) -> None:
    """Take out groups that hold nothing and shapes that show nothing."""
    for child in list(element):
        _drop_empty(child)
        empty_group = child.tag == f"{{{SVG}}}g" and not len(child)
        # Vega's frames around groups: without a colour of their own, inside a group whose fill is none.
        unseen = child.tag == f"{{{SVG}}}path" and child.attrib.keys() <= {"d", "display"}
        if empty_group or unseen:
            element.remove(child)
