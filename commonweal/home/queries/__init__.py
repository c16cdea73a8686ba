"""Reading the record across all rooms, for the start page and for walking it."""

from commonweal.home.queries.bridge import Bridge, bridge
from commonweal.home.queries.checks import Check, checks
from commonweal.home.queries.line import LineOfPlan, Walk, fund_of, lines_of, walk
from commonweal.home.queries.state import state_for
from commonweal.home.queries.year import Waiting, Year, place_of, waiting_for, year_of

__all__ = [
    "Bridge",
    "Check",
    "LineOfPlan",
    "Waiting",
    "Walk",
    "Year",
    "bridge",
    "checks",
    "fund_of",
    "lines_of",
    "place_of",
    "state_for",
    "waiting_for",
    "walk",
    "year_of",
]
