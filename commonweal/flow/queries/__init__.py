"""Reading delays: the door by which other rooms enter. The database shows the places of one's own funds."""

from commonweal.flow.queries.days import DayGroup, by, delayed_days, discharges, total
from commonweal.flow.queries.departures import MARKED, Waiting, causes, departure, departures, waiting
from commonweal.flow.queries.question import Answer, PayerPaid, Promise, answer, areas_asked
from commonweal.flow.waits import reasons, waits

__all__ = [
    "MARKED",
    "Answer",
    "DayGroup",
    "PayerPaid",
    "Promise",
    "Waiting",
    "answer",
    "areas_asked",
    "by",
    "causes",
    "delayed_days",
    "departure",
    "departures",
    "discharges",
    "reasons",
    "total",
    "waiting",
    "waits",
]
