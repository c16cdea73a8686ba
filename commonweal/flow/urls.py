"""Addresses of people leaving hospital."""

from django.urls import path

from commonweal.flow.views import pages

app_name = "flow"
urlpatterns = [
    path("", pages.waiting, name="waiting"),
    path("<int:fund_id>/departures/<int:departure_id>/", pages.departure, name="departure"),
    path("<int:fund_id>/departures/<int:departure_id>/agree", pages.agree, name="agree"),
    path("<int:fund_id>/days", pages.days, name="days"),
    path("<int:fund_id>/question", pages.question, name="question"),
]
