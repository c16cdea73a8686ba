"""Addresses of plans."""

from django.urls import path

from commonweal.plans.views import clock, letters, plans, standing, waiting

app_name = "plans"

urlpatterns = [
    path("", plans.plans, name="plans"),
    path("<int:plan_id>/", plans.plan, name="plan"),
    path("waiting", waiting.waiting, name="waiting"),
    path("waivers", letters.waivers, name="waivers"),
    path("clocks", clock.clocks, name="clocks"),
    path("<int:plan_id>/standing", standing.where_it_stands, name="standing"),
    path("<int:plan_id>/standing/<slug:event>", standing.event, name="event"),
    path("<int:plan_id>/enquiries", standing.enquiries, name="enquiries"),
    path("<int:plan_id>/letters/<int:number>", letters.letter, name="letter"),
    path("<int:plan_id>/letters/<int:number>.txt", letters.letter_text, name="letter-text"),
    path("<int:plan_id>/clock", clock.clock, name="clock"),
    path("<int:plan_id>/at-risk", clock.at_risk, name="at-risk"),
]
