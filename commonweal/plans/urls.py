"""Addresses of plans."""

from django.urls import path

from commonweal.plans.views import plans

app_name = "plans"

urlpatterns = [
    path("", plans.plans, name="plans"),
    path("<int:plan_id>/", plans.plan, name="plan"),
]
