"""Addresses of people leaving hospital."""

from django.urls import path

from commonweal.flow.views import pages, writing

app_name = "flow"
urlpatterns = [
    path("", pages.waiting, name="waiting"),
    path("<int:fund_id>/departures/<int:departure_id>/", pages.departure, name="departure"),
    path("<int:fund_id>/departures/<int:departure_id>/agree", pages.agree, name="agree"),
    path("<int:fund_id>/departures/record", writing.record, name="record"),
    path("<int:fund_id>/departures/<int:departure_id>/propose", writing.propose, name="propose"),
    path("<int:fund_id>/departures/<int:departure_id>/leave", writing.leave, name="leave"),
    path("<int:fund_id>/days", pages.days, name="days"),
    path("<int:fund_id>/actuals", pages.keep_actuals, name="keep-actuals"),
    path("<int:fund_id>/question", pages.question, name="question"),
]
