"""One door: what is to be drawn in, the figure with its table and words out."""

from __future__ import annotations

from commonweal.charts import areas_map, bars, compare, days, spc, trend, year
from commonweal.charts.areas_map import MapFigure
from commonweal.charts.bars import BarFigure, ShareFigure
from commonweal.charts.compare import CompareFigure
from commonweal.charts.days import DaysFigure
from commonweal.charts.figure import Figure
from commonweal.charts.spc import SpcFigure
from commonweal.charts.trend import TrendFigure
from commonweal.charts.year import YearFigure

Drawable = TrendFigure | SpcFigure | BarFigure | ShareFigure | CompareFigure | MapFigure | DaysFigure | YearFigure


def draw(data: Drawable) -> Figure:
    """Draw a figure of any kind, in both layouts. ValueError where its data cannot be drawn (each kind says when)."""
    match data:
        case TrendFigure():
            return trend.figure(data)
        case SpcFigure():
            return spc.figure(data)
        case BarFigure():
            return bars.bar_figure(data)
        case ShareFigure():
            return bars.share_figure(data)
        case CompareFigure():
            return compare.figure(data)
        case DaysFigure():
            return days.figure(data)
        case MapFigure():
            return areas_map.figure(data)
        case YearFigure():
            return year.figure(data)
