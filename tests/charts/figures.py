"""One figure of each kind, with gaps, breaks, missing values and awkward names in them."""

from datetime import date, timedelta

from commonweal.charts import palette
from commonweal.charts.areas_map import MapArea, MapFigure, class_bounds
from commonweal.charts.bars import Bar, BarFigure, ShareFigure, ShareRow
from commonweal.charts.compare import CompareFigure, NamedSeries
from commonweal.charts.days import DayLine, DaysFigure
from commonweal.charts.figure import About
from commonweal.charts.geometry import geometry
from commonweal.charts.spc import SpcFigure
from commonweal.charts.trend import TrendFigure
from commonweal.charts.year import BarLane, Day, Span, SpanLane, YearFigure
from commonweal.engine.measures.series import Break, series
from commonweal.engine.measures.spc.reading import Recalculation, read
from commonweal.engine.measures.spc.rules import NHSR_0_2_2, Direction
from commonweal.engine.periods import Month

START = Month(2016, 4)
LONG = "Awaiting further non-acute NHS care (including intermediate care, rehabilitation services)"


def about(kind, **changes):
    headline = 'Delays <fell> & "rose" in King\'s Lynn'
    return About(kind, headline, "People delayed per day, King's Lynn & Wisbech", "NHS England", "people", 1, **changes)


def numbers(shift=0.0):
    """40 months: a gap, a lone month between a gap and a break, a fall at the end."""
    values = {START + i: 40.0 + shift + (i * 7) % 11 - (12 if i > 32 else 0) for i in range(40)}
    values[START + 18] = None
    del values[START + 5]
    return series(values, [Break(START + 20, "Area reorganised")])


def few_months():
    """A first month whose name is wider than the axis's numbers, none of it a January's."""
    return series({START + i: float(i % 4) for i in range(7)})


def reading():
    declared = Recalculation(START + 33, "A. Analyst", "a new ward", date(2019, 2, 1))
    return read(numbers(), NHSR_0_2_2, Direction.DECREASE, target=30.0, recalculations=[declared])


def square(west, south, size=1.0):
    return [(west, south), (west + size, south), (west + size, south + size), (west, south + size), (west, south)]


def map_figure():
    rings = {f"E0{i}": [square(-4 + i % 3, 51 + i // 3)] for i in range(9)} | {"E09": [square(-1, 51, 0.05)]}
    values = [None, *(float(v) for v in range(2, 11))]
    areas = tuple(
        MapArea(code, f"Area & {code}", value, f"/places/{code}/") for code, value in zip(rings, values, strict=True)
    )
    bounds = class_bounds(value for value in values if value is not None)
    return MapFigure(about("map"), areas, geometry(rings), bounds, inset=("E09",), highlighted="E04")


def days_figure():
    """31 days over the end of a month: a gap in both lines, and a lone day between two gaps."""
    days = tuple(date(2024, 1, 20) + timedelta(days=i) for i in range(31))
    values = [None if i in (4, 6) else 40.0 + i % 7 for i in range(31)]
    lines = (DayLine("Could leave", tuple(values)), DayLine("Stayed on", tuple(v and v / 2 for v in values)))
    return DaysFigure(about("days"), days, lines)


def year_figure():
    """Two states, one of them short; bars with a month missing, bars with what was expected; two days in one month."""
    states = SpanLane("Plan & <state>", (Span("Draft", 0, 7.9, palette.MUTED_MARK), Span("Approved", 7.9, 8.1)))
    paid = (4.1, 4.2, 4.3, 4.0, 4.4, 4.5, 4.2, *[None] * 5)
    money = BarLane("Paid, £m", paid, (4.2,) * 12, "A twelfth of the plan, £m", 1)
    waited = BarLane("Days waited", (3, 0, 1412, None, *[7.0] * 8))
    days = (Day("27 September: return of King's Lynn", 5.87), Day("30 September: review", 5.97))
    return YearFigure(about("year"), Month(2026, 4), (states, money, waited), days, today=7.87)


def every_figure():
    bars = (Bar("King's Lynn", 12.5, highlighted=True), Bar("Wisbech", 30.25), Bar("Ely", None), Bar(LONG, 3.0))
    shares = (
        ShareRow(LONG, (5, 1, 1)),
        ShareRow("April 2019", (10, 20, 30)),
        ShareRow("May 2019", (1, None, 2)),
        ShareRow("June 2019", (0, 0, 9)),
    )
    return (
        TrendFigure(about("trend"), numbers(), target=30.0),
        TrendFigure(about("few-months"), few_months()),
        SpcFigure(about("spc"), reading(), "People delayed per day"),
        BarFigure(about("bars"), bars),
        ShareFigure(about("shares"), ("NHS", "Social care", "Both"), shares),
        CompareFigure(
            about("compare"),
            (NamedSeries("King's Lynn", numbers()), NamedSeries("Bath and North East Somerset", numbers(9.0))),
        ),
        map_figure(),
        days_figure(),
        year_figure(),
    )
