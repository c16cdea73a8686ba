"""The forms of commissioning."""

from commonweal.commissioning.forms.letting import AREA_ROWS, LetForm
from commonweal.commissioning.forms.packages import AskForm, EndPlacementForm, GiveUpForm, PlaceForm
from commonweal.commissioning.forms.paying import PayForm
from commonweal.commissioning.forms.weeks import WeekForm

__all__ = ["AREA_ROWS", "AskForm", "EndPlacementForm", "GiveUpForm", "LetForm", "PayForm", "PlaceForm", "WeekForm"]
