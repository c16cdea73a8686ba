"""The colours of figures, and how far they stand apart.

The categorical and sequential colours are those of the Government Analysis Function (guidance "Data visualisation:
colours in charts", Open Government Licence); everything is drawn on white.
"""

from __future__ import annotations

DARK_BLUE, TURQUOISE, DARK_PINK, ORANGE, DARK_GREY, LIGHT_PURPLE = CATEGORICAL = (
    "#12436D",
    "#28A197",
    "#801650",
    "#F46A25",
    "#3D3D3D",
    "#A285D1",
)
SEQUENTIAL = ("#d0e0ee", "#9dbfd9", "#6398bf", "#2f6fa0", "#12436D")

TEXT = "#212b32"
QUIET_TEXT = "#4c6272"
MUTED_MARK = "#768692"  # marks that stay behind: other bars, common cause
OUTLINE = "#4c6272"  # around the lighter sequential colours, which are under 3:1 on white
GRID = "#d8dde0"
BEHIND = "#aeb7bd"  # lines of the other areas, behind the one that a plot is about
WHITE = "#ffffff"


def contrast(one: str, other: str) -> float:
    """WCAG 2's contrast ratio of two colours written #rrggbb: 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def text_on(fill: str) -> str:
    """White or dark text, whichever reads better on `fill`."""
    return max((WHITE, TEXT), key=lambda colour: contrast(colour, fill))


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
