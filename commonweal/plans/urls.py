"""Addresses of plans."""

from django.urls import path

from commonweal.plans.views import plans, rows, sections

app_name = "plans"

urlpatterns = [
    path("", plans.plans, name="plans"),
    path("<int:plan_id>/", plans.plan, name="plan"),
    path("<int:plan_id>/sections/<slug:section>/", sections.section, name="section"),
    path("<int:plan_id>/sections/<slug:section>/<slug:row>/", rows.row, name="row"),
    path("<int:plan_id>/sections/<slug:section>/<slug:row>/remove", rows.remove, name="remove-row"),
]
