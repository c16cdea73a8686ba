"""Addresses of plans."""

from django.urls import path, register_converter

from commonweal.core.converters import one_of
from commonweal.plans.views import national, plans

app_name = "plans"
register_converter(one_of("csv", "xlsx"), "plan_table_kind")

urlpatterns = [
    path("", plans.plans, name="plans"),
    path("<int:plan_id>/", plans.plan, name="plan"),
    path("rounds/", national.rounds, name="rounds"),
    path("rounds/<slug:round_id>/", national.round_, name="round"),
    path("rounds/<slug:round_id>/areas.<plan_table_kind:kind>", national.round_table, name="round-table"),
    path("rounds/<slug:round_id>/open-data.json", national.round_open_data, name="round-open-data"),
    path("planned-spend", national.planned_spending, name="planned-spend"),
    path("planned-spend.<plan_table_kind:kind>", national.planned_spending_table, name="planned-spend-table"),
]
