"""Addresses of plans."""

from django.urls import path

from commonweal.plans.views import plans, workbooks

app_name = "plans"

urlpatterns = [
    path("", plans.plans, name="plans"),
    path("<int:plan_id>/", plans.plan, name="plan"),
    path("<int:plan_id>/workbook.xlsx", workbooks.workbook, name="workbook"),
    path("<int:plan_id>/workbooks/", workbooks.workbooks, name="workbooks"),
    path("<int:plan_id>/workbooks/<int:workbook_id>/", workbooks.sent, name="sent-workbook"),
    path("<int:plan_id>/workbooks/<int:workbook_id>/original.xlsx", workbooks.original, name="sent-original"),
]
