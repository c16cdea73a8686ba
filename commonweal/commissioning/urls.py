"""Addresses of commissioning."""

from django.urls import path

from commonweal.commissioning.views import contracts, hours, letting, packages, weeks

app_name = "commissioning"
urlpatterns = [
    path("", contracts.contracts, name="contracts"),
    path("<int:fund_id>/contracts/<int:contract_id>/", contracts.contract, name="contract"),
    path("<int:fund_id>/contracts/<int:contract_id>/pay", contracts.pay, name="pay"),
    path("<int:fund_id>/lots/<int:lot_id>/", hours.lot, name="lot"),
    path("<int:fund_id>/hours", hours.missing, name="missing"),
    path("<int:fund_id>/contracts/let", letting.let, name="let"),
    path("<int:fund_id>/lots/<int:lot_id>/week", weeks.week, name="week"),
    path("<int:fund_id>/requests/", packages.requests, name="requests"),
    path("<int:fund_id>/requests/ask", packages.ask, name="ask"),
    path("<int:fund_id>/requests/<int:request_id>/", packages.request, name="request"),
    path("<int:fund_id>/requests/<int:request_id>/place", packages.place, name="place"),
    path("<int:fund_id>/requests/<int:request_id>/give-up", packages.give_up, name="give-up"),
    path("<int:fund_id>/requests/<int:request_id>/end-placement", packages.end_placement, name="end-placement"),
]
